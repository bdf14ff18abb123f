//! What blocks an array is found to be, compared with what ndarray says of its elements one by one.

use ndarray::{Array, ArrayD, ArrayViewD, Axis, IxDyn, Slice};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::subsequence;

use super::*;

/// How an array is cut out of a larger one, along one axis: its length, before it, steps, which way, behind it.
type Cut = (usize, usize, isize, bool, usize);

/// A view of a larger array whose elements are their places.
#[derive(Clone, Debug)]
struct Layout {
    places: ArrayD<usize>,
    cuts: Vec<Cut>,
    /// The axes of the larger array in the order of the view's.
    axes: Vec<usize>,
}

impl Layout {
    fn view(&self) -> ArrayViewD<'_, usize> {
        let mut view = self.places.view();
        for (axis, &(len, before, step, backwards, _)) in self.cuts.iter().enumerate() {
            let end = before + len.saturating_sub(1) * step.unsigned_abs() + usize::from(len > 0);
            view.slice_axis_inplace(Axis(axis), Slice::from(before..end).step_by(step));
            if backwards {
                view.invert_axis(Axis(axis));
            }
        }
        view.permuted_axes(IxDyn(&self.axes))
    }

    fn lattice(&self) -> Lattice {
        let view = self.view();
        let first = view.first().copied().unwrap_or(0);
        Lattice::new(first, view.shape(), view.strides())
    }
}

/// A way to cut an array of that shape out of a larger one.
fn layout(shape: Vec<usize>) -> impl Strategy<Value = Layout> {
    let n = shape.len();
    let cut = (0..2usize, 1..4isize, any::<bool>(), 0..2usize);
    let axes = Just((0..n).collect::<Vec<_>>()).prop_shuffle();
    // Half of the axes are whole, so that some are consecutive.
    let whole = subsequence((0..n).collect::<Vec<_>>(), 0..=n);
    (vec(cut, n), axes, whole).prop_map(move |(cuts, axes, whole)| {
        let mut all = vec![(0, 0, 1, false, 0); n];
        for ((place, &axis), (before, step, backwards, behind)) in axes.iter().enumerate().zip(cuts)
        {
            let len = shape[place];
            all[axis] = match whole.contains(&axis) {
                true => (len, 0, 1, backwards, 0),
                false => (len, before, step, backwards, behind),
            };
        }
        let larger =
            |&(len, before, step, _, behind): &Cut| before + len * step.unsigned_abs() + behind;
        let larger: Vec<_> = all.iter().map(larger).collect();
        let places = Array::from_iter(0..larger.iter().product());
        let places = places.into_shape_with_order(larger).expect("as many");
        Layout { places, cuts: all, axes }
    })
}

fn shape() -> impl Strategy<Value = Vec<usize>> {
    vec(prop_oneof![1 => Just(0usize), 3 => Just(1), 12 => 2..5usize], 0..=5)
}

fn one() -> impl Strategy<Value = Layout> {
    shape().prop_flat_map(layout)
}

fn two() -> impl Strategy<Value = (Layout, Layout)> {
    shape().prop_flat_map(|shape| (layout(shape.clone()), layout(shape)))
}

/// How many numbers in a row are each one more than the number before, from the beginning on.
fn first_run<T: PartialEq>(numbers: &[T], next: impl Fn(&T) -> T) -> usize {
    numbers.windows(2).take_while(|pair| pair[1] == next(&pair[0])).count() + 1
}

fn all_blocks(lattice: &Lattice) -> Vec<Blocks> {
    let mut all = Vec::new();
    lattice.for_each(|blocks| all.push(blocks));
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    /// The blocks are the array's elements, each once, in the order of their places, and no two blocks
    /// could be one.
    #[test]
    fn blocks_are_all_elements_and_maximal(layout in one()) {
        let lattice = layout.lattice();
        prop_assert_eq!(lattice.len(), layout.view().len());
        let mut places: Vec<usize> = layout.view().iter().copied().collect();
        places.sort_unstable();
        let all = all_blocks(&lattice.arranged(&lattice.order()));
        let ranges: Vec<_> = all.iter().flat_map(|blocks| blocks.ranges()).collect();
        prop_assert!(ranges.iter().cloned().flatten().eq(places.iter().copied()));
        prop_assert!(ranges.windows(2).all(|pair| pair[0].end < pair[1].start));
        // Nor could two sets of blocks, but for those that happen to be as far apart as the blocks are.
        let ways: Vec<_> = all.iter().map(|blocks| (blocks.len, blocks.count, blocks.step)).collect();
        prop_assert!(ways.iter().all(|way| *way == ways[0]));
        prop_assert_eq!(all.iter().map(|blocks| blocks.elements()).sum::<usize>(), places.len());
        let ends = all.iter().map(|blocks| blocks.extent().end);
        prop_assert_eq!(ends.max(), places.last().map(|place| place + 1));
    }

    /// Both sides in the order of one are the same pairs of elements, and as many in a row are consecutive
    /// on both as is said.
    #[test]
    fn orders_keep_elements_together((there, here) in two()) {
        let lattice = there.lattice();
        let order = lattice.order();
        let (ordered, view) = (lattice.arranged(&order), order.arrange(here.view()));
        let pairs: Vec<_> = order.arrange(there.view()).into_iter().zip(view).collect();
        let mut sorted: Vec<_> = there.view().into_iter().zip(here.view()).collect();
        sorted.sort_unstable();
        prop_assert_eq!(&pairs, &sorted);
        if !pairs.is_empty() {
            let plain: Vec<_> = pairs.iter().map(|(there, here)| (**there, **here)).collect();
            let run = first_run(&plain, |(there, here)| (there + 1, here + 1));
            prop_assert_eq!(ordered.common_run(order.arrange(here.view()).strides()), run);
        }
    }

    /// Parts along an axis are those that ndarray makes.
    #[test]
    fn parts_are_ndarrays(layout in one(), axis in 0..5usize, index in 0..5usize) {
        let view = layout.view();
        if axis < view.ndim() && index <= view.len_of(Axis(axis)) {
            let parts = layout.lattice().split_at(axis, index);
            let theirs = view.split_at(Axis(axis), index);
            for (part, theirs) in [(parts.0, theirs.0), (parts.1, theirs.1)] {
                prop_assert_eq!(part.len(), theirs.len());
                if let Some(&first) = theirs.first() {
                    prop_assert_eq!(part, Lattice::new(first, theirs.shape(), theirs.strides()));
                }
            }
        }
    }
}

/// As few calls as can be for what programs have.
#[test]
fn usual_arrays_are_few_blocks() {
    let blocks = |first, shape: &[usize], strides: &[isize]| {
        let lattice = Lattice::new(first, shape, strides);
        all_blocks(&lattice.arranged(&lattice.order()))
    };
    let one = |first, len, count, step| vec![Blocks { first, len, count, step }];
    assert_eq!(blocks(0, &[3, 4, 5], &[20, 5, 1]), one(0, 60, 1, 60), "all of it");
    assert_eq!(blocks(0, &[3, 4, 5], &[1, 3, 12]), one(0, 60, 1, 60), "in Fortran's order");
    assert_eq!(blocks(59, &[3, 4, 5], &[-20, -5, -1]), one(0, 60, 1, 60), "backwards");
    assert_eq!(blocks(7, &[100], &[40]), one(7, 1, 100, 40), "a column");
    assert_eq!(blocks(41, &[8, 6], &[10, 1]), one(41, 6, 8, 10), "the inside of a matrix");
    assert_eq!(
        blocks(3, &[4, 2, 3], &[30, 15, 5]),
        one(3, 1, 24, 5)[..].to_vec(),
        "columns in columns"
    );
    assert_eq!(blocks(5, &[], &[]), one(5, 1, 1, 1), "a scalar");
    assert_eq!(blocks(5, &[1, 1], &[-7, 900]), one(5, 1, 1, 1), "a scalar with axes");
    assert_eq!(blocks(0, &[2, 0, 3], &[0, 3, 1]), [], "nothing");
    // An element that comes again and again.
    assert_eq!(blocks(4, &[3], &[0]), [one(4, 1, 1, 1), one(4, 1, 1, 1), one(4, 1, 1, 1)].concat());
    // More calls only where two distances do.
    assert_eq!(blocks(0, &[2, 3, 4], &[100, 10, 2]).len(), 6);
}
