use std::panic::{AssertUnwindSafe, catch_unwind};

use ndarray::{Array, ArrayViewD, IxDyn, NewAxis, SliceArg, SliceInfoElem, s};
use proptest::prelude::*;

use super::*;

/// What makes a view of a view, by numbers that any array can make something of.
#[derive(Clone, Debug)]
enum Turn {
    Slice { axis: usize, start: usize, len: usize, step: isize, from_end: bool },
    Index { axis: usize, index: usize },
    Insert { axis: usize },
    Permute { axis: usize, other: usize },
    Reverse,
    Diagonal,
}

impl Turn {
    fn any() -> impl Strategy<Value = Self> {
        let n = 0..60_usize;
        let slice = (n.clone(), n.clone(), n.clone(), -3..=3_isize, any::<bool>());
        prop_oneof![
            6 => slice.prop_map(|(axis, start, len, step, from_end)| Self::Slice {
                axis,
                start,
                len,
                step: if step == 0 { 1 } else { step },
                from_end
            }),
            2 => (n.clone(), n.clone()).prop_map(|(axis, index)| Self::Index { axis, index }),
            1 => n.clone().prop_map(|axis| Self::Insert { axis }),
            2 => (n.clone(), n).prop_map(|(axis, other)| Self::Permute { axis, other }),
            1 => Just(Self::Reverse),
            1 => Just(Self::Diagonal),
        ]
    }

    /// Does it to a layout and to an array of ndarray's.
    fn take<'a>(
        &self,
        layout: Layout<IxDyn>,
        array: ArrayViewD<'a, usize>,
    ) -> (Layout<IxDyn>, ArrayViewD<'a, usize>) {
        let ndim = array.ndim();
        let axis = |axis: usize| Axis(axis % ndim);
        match *self {
            Self::Insert { axis } => {
                let axis = Axis(axis % (ndim + 1));
                (layout.insert_axis(axis), array.insert_axis(axis))
            }
            Self::Reverse => (layout.reversed_axes(), array.reversed_axes()),
            Self::Diagonal => (layout.diag().into_dyn(), array.into_diag().into_dyn()),
            _ if ndim == 0 => (layout, array),
            Self::Slice { axis: at, start, len, step, from_end } => {
                let (at, all) = (axis(at), array.len_of(axis(at)));
                let start = start % (all + 1);
                let end = start + len % (all - start + 1);
                let number = |i: usize| {
                    if from_end && i < all {
                        i.cast_signed() - all.cast_signed()
                    } else {
                        i.cast_signed()
                    }
                };
                let slice = Slice::new(number(start), Some(number(end)), step);
                (layout.slice_axis(at, slice), array.slice_axis_move(at, slice))
            }
            Self::Index { axis: at, index } => match array.len_of(axis(at)) {
                0 => (layout, array),
                all => {
                    let index = index % all;
                    (layout.index_axis(axis(at), index), array.index_axis_move(axis(at), index))
                }
            },
            Self::Permute { axis: one, other } => {
                let mut axes: Vec<usize> = (0..ndim).collect();
                axes.swap(one % ndim, other % ndim);
                (layout.permuted_axes(IxDyn(&axes)), array.permuted_axes(IxDyn(&axes)))
            }
        }
    }
}

/// What selects from so many axes: numbers in range and beyond it.
fn elems(axes: usize) -> impl Strategy<Value = Vec<SliceInfoElem>> {
    let number = || prop_oneof![8 => -5..=5_isize, 1 => Just(isize::MIN), 1 => Just(isize::MAX)];
    let step = prop_oneof![3 => Just(1), 1 => number()];
    let elem = prop_oneof![
        4 => (number(), prop::option::of(number()), step)
            .prop_map(|(start, end, step)| SliceInfoElem::Slice { start, end, step }),
        4 => Just(SliceInfoElem::from(..)),
        1 => number().prop_map(SliceInfoElem::Index),
        1 => Just(SliceInfoElem::NewAxis),
    ];
    prop::collection::vec(elem, axes)
}

type Sliced<'a> = (Layout<IxDyn>, ArrayViewD<'a, usize>);

/// The slice of both, if it is one. Fails if only one of them takes it, or they take different elements.
fn sliced<'a>(
    layout: &Layout<IxDyn>,
    array: &ArrayViewD<'a, usize>,
    info: impl SliceArg<IxDyn> + Copy,
) -> Result<Option<Sliced<'a>>, TestCaseError> {
    let own = catch_unwind(AssertUnwindSafe(|| layout.slice(&info).into_dyn()));
    let ndarrays = catch_unwind(AssertUnwindSafe(|| array.clone().slice_move(info).into_dyn()));
    prop_assert_eq!(own.is_ok(), ndarrays.is_ok());
    let Some((layout, array)) = own.ok().zip(ndarrays.ok()) else { return Ok(None) };
    prop_assert_eq!((layout.shape(), layout.strides()), (array.shape(), array.strides()));
    prop_assert!(places(&layout).eq(array.iter().copied()));
    Ok(Some((layout, array)))
}

/// Which elements of the block the array's are, in logical order.
fn places<D: Dimension>(layout: &Layout<D>) -> impl Iterator<Item = usize> {
    let indices = ndarray::indices(layout.dim()).into_iter();
    indices.map(|index| layout.place(index.into_dimension()))
}

proptest! {
    /// Views of views have the elements, the shape and the strides that they have in ndarray.
    #[test]
    fn views_are_those_of_ndarray(
        dim in prop::collection::vec(0..6_usize, 0..=5),
        fortran: bool,
        turns in prop::collection::vec(Turn::any(), 0..8),
    ) {
        let shape = || IxDyn(&dim).set_f(fortran);
        let data: Vec<usize> = (0..IxDyn(&dim).size()).collect();
        let block = Array::from_shape_vec(shape(), data.clone()).unwrap();
        let layout = Layout::contiguous(shape()).unwrap();
        let (layout, array) = turns
            .iter()
            .fold((layout, block.view()), |(layout, array), turn| turn.take(layout, array));
        prop_assert_eq!(layout.shape(), array.shape());
        prop_assert_eq!(layout.strides(), array.strides());
        prop_assert_eq!(places(&layout).collect::<Vec<_>>(), array.iter().copied().collect::<Vec<_>>());
        prop_assert_eq!(layout.view_of(&data), array.view());
        if let Some(&first) = array.first() {
            prop_assert_eq!(layout.first(), first);
        }
    }

    /// What `s!` selects is the same, whatever it is made of.
    #[test]
    fn slices_of_several_axes(start in 0..=4_isize, end in -5..1_isize, step in -3..=3_isize, at in -4..4_isize) {
        let step = if step == 0 { 1 } else { step };
        let data: Vec<usize> = (0..5 * 4 * 6).collect();
        let block = Array::from_shape_vec((5, 4, 6), data).unwrap();
        let end = if end == 0 { None } else { Some(end) };
        let info = s![Slice::new(start, end, step), at, NewAxis, Slice::new(start, end, -step)];
        let layout = Layout::contiguous(block.raw_dim().into()).unwrap().slice(&info);
        let array = block.slice(info);
        prop_assert_eq!((layout.shape(), layout.strides()), (array.shape(), array.strides()));
        prop_assert!(places(&layout).eq(array.iter().copied()));
    }

    /// What `slice` takes is what ndarray takes: any numbers, in range or not, of arrays with elements or without, which
    /// lie any way.
    #[test]
    fn slices_are_refused_as_by_ndarray(
        dim in prop::collection::vec(0..4_usize, 3),
        fortran: bool,
        around in elems(3),
        info in elems(3),
    ) {
        let shape = || IxDyn(&dim).set_f(fortran);
        let data: Vec<usize> = (0..IxDyn(&dim).size()).collect();
        let block = Array::from_shape_vec(shape(), data).unwrap();
        let layout = Layout::contiguous(shape()).unwrap();
        let Some((layout, array)) = sliced(&layout, &block.view(), &around[..])? else { return Ok(()) };
        let Some((layout, array)) = sliced(&layout, &array, &info[..])? else { return Ok(()) };
        sliced(&layout, &array, s![.., ..;-1, 1..])?;
    }

    /// An array that keeps its elements in another shape keeps them in ndarray's order.
    #[test]
    fn other_shapes(a in 0..5_usize, b in 0..5_usize, c in 0..5_usize, fortran: bool) {
        let layout = Layout::contiguous((a, b * c).set_f(fortran).into_shape_with_order()).unwrap();
        let layout = layout.reshaped((a, b, c).set_f(fortran).into_shape_with_order()).unwrap();
        let data = (0..a * b * c).collect::<Vec<_>>();
        let array = Array::from_shape_vec((a, b, c).set_f(fortran), data).unwrap();
        prop_assert!(places(&layout).eq(array.iter().copied()));
    }
}

#[test]
fn too_many_elements_are_no_array() {
    assert!(Layout::contiguous((usize::MAX, 2).into_shape_with_order()).is_err());
    assert!(Layout::contiguous((isize::MAX as usize, 1).into_shape_with_order()).is_ok());
}
