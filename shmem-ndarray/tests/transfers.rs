//! Puts and gets of arrays that lie in every way, compared with what ndarray does in one process.
#![allow(missing_docs, reason = "a test binary")]
#![allow(clippy::reversed_empty_ranges, reason = "ndarray counts these from the end")]

use fastrand::Rng;
use ndarray::Slice;
use ndarray::prelude::*;
use shmem::{Shmem, SignalOp, Until};
use shmem_ndarray::{ScopedArrays, SymArray, SymArrayD, SymArrayView};

/// A way to see some of an array: what is taken along each axis, and then the order of the axes.
#[derive(Debug)]
struct Cut {
    slices: Vec<Slice>,
    axes: Vec<usize>,
}

impl Cut {
    /// One that has the shape `shape`, if that of the whole is as [`around`] makes it.
    fn to(shape: &[usize], whole: &[usize], rng: &mut Rng) -> Self {
        let mut axes: Vec<usize> = (0..shape.len()).collect();
        rng.shuffle(&mut axes);
        let mut slices = vec![Slice::from(..); shape.len()];
        for (&axis, &len) in axes.iter().zip(shape) {
            let room = whole[axis] - len;
            let step = match len {
                2.. => rng.usize(1..=room / (len - 1) + 1),
                _ => rng.usize(1..4),
            };
            let extent = if len == 0 { 0 } else { (len - 1) * step + 1 };
            let start = rng.usize(0..=whole[axis] - extent) as isize;
            let step = if rng.bool() { step as isize } else { -(step as isize) };
            slices[axis] = Slice::new(start, Some(start + extent as isize), step);
        }
        Self { slices, axes }
    }

    fn of<'a>(&self, mut array: ArrayViewD<'a, u64>) -> ArrayViewD<'a, u64> {
        for (axis, &slice) in self.slices.iter().enumerate() {
            array.slice_axis_inplace(Axis(axis), slice);
        }
        array.permuted_axes(IxDyn(&self.axes))
    }

    fn of_mut<'a>(&self, mut array: ArrayViewMutD<'a, u64>) -> ArrayViewMutD<'a, u64> {
        for (axis, &slice) in self.slices.iter().enumerate() {
            array.slice_axis_inplace(Axis(axis), slice);
        }
        array.permuted_axes(IxDyn(&self.axes))
    }

    /// A view of a view of a view …
    fn of_symmetric<'a>(&self, array: &'a SymArrayD<'_, u64>) -> SymArrayView<'a, u64, IxDyn> {
        let mut view = array.view();
        for (axis, &slice) in self.slices.iter().enumerate() {
            view = view.slice_axis(Axis(axis), slice);
        }
        view.permuted_axes(self.axes.as_slice())
    }
}

/// A shape that arrays of `shape` can be cut out of in any order of their axes.
fn around(shape: &[usize], rng: &mut Rng) -> Vec<usize> {
    let longest = shape.iter().copied().max().unwrap_or(0);
    let more = if shape.len() > 3 { 2 } else { 5 };
    shape.iter().map(|_| longest + rng.usize(0..=more)).collect()
}

fn shape(rng: &mut Rng) -> Vec<usize> {
    let longest = [40, 300, 20, 8, 5, 4][rng.usize(0..6)];
    let axes = rng.usize(
        0..=match longest {
            300 => 1,
            40 => 2,
            20 => 3,
            8 => 4,
            _ => 5,
        },
    );
    let len = |rng: &mut Rng| match rng.usize(0..12) {
        0 => rng.usize(0..2),
        1..4 => longest,
        _ => rng.usize(1..=longest),
    };
    (0..axes).map(|_| len(rng)).collect()
}

fn private(shape: &[usize], salt: u64, rng: &mut Rng) -> ArrayD<u64> {
    let mut next = salt << 32;
    let count = || {
        next += 1;
        next
    };
    ArrayD::from_shape_simple_fn(IxDyn(shape).set_f(rng.bool()), count)
}

/// One transfer of a PE: how the symmetric array is cut, and the private one.
#[derive(Debug)]
struct Transfer {
    there: Cut,
    private: ArrayD<u64>,
    here: Cut,
}

/// What all PEs agree on: the shape of the transfer, and those of the arrays around it.
struct Round {
    shape: Vec<usize>,
    whole: Vec<usize>,
    fortran: bool,
}

impl Round {
    fn new(number: u64) -> Self {
        let rng = &mut Rng::with_seed(number);
        let shape = shape(rng);
        Self { whole: around(&shape, rng), shape, fortran: rng.bool() }
    }

    /// What a PE does in it.
    fn transfer(&self, number: u64, pe: usize) -> Transfer {
        let salt = 1 + pe as u64;
        let rng = &mut Rng::with_seed(number * 1000 + salt);
        let whole = around(&self.shape, rng);
        Transfer {
            there: Cut::to(&self.shape, &self.whole, rng),
            here: Cut::to(&self.shape, &whole, rng),
            private: private(&whole, salt, rng),
        }
    }

    /// What the symmetric array of a PE is at first.
    fn contents(&self, pe: usize) -> ArrayD<u64> {
        private(&self.whole, 100 + pe as u64, &mut Rng::with_seed(self.fortran.into()))
    }

    fn symmetric<'a>(&self, shmem: &'a Shmem) -> SymArrayD<'a, u64> {
        let array = SymArray::zeros(shmem, IxDyn(&self.whole).set_f(self.fortran));
        let array = array.expect("there is room");
        array.assign_from(&self.contents(shmem.my_pe().index()));
        shmem.world().barrier();
        array
    }

    /// What the array is after a PE's transfer by a put.
    fn after_put(&self, pe: usize, number: u64, from: usize) -> ArrayD<u64> {
        let mut array = self.contents(pe);
        let Transfer { there, private, here } = self.transfer(number, from);
        there.of_mut(array.view_mut()).assign(&here.of(private.view()));
        array
    }
}

const ROUNDS: u64 = 60;

/// Runs `exchange` in every round: it puts this PE's private elements to the next PE's array.
fn puts(
    shmem: &Shmem,
    mut exchange: impl FnMut(SymArrayView<'_, u64, IxDyn>, ArrayViewD<'_, u64>),
) {
    let (me, left) = (shmem.my_pe().index(), shmem.my_pe().wrapping_add(-1).index());
    for number in 0..ROUNDS {
        let round = Round::new(number);
        let array = round.symmetric(shmem);
        let mine = round.transfer(number, me);
        exchange(mine.there.of_symmetric(&array), mine.here.of(mine.private.view()));
        shmem.world().barrier();
        assert_eq!(array.to_array(), round.after_put(me, number, left), "{number} {mine:?}");
    }
}

/// Runs `exchange` in every round: it gets the next PE's elements to this PE's private array.
fn gets(
    shmem: &Shmem,
    mut exchange: impl FnMut(SymArrayView<'_, u64, IxDyn>, ArrayViewMutD<'_, u64>),
) {
    let (me, right) = (shmem.my_pe().index(), shmem.my_pe().wrapping_add(1).index());
    for number in 0..ROUNDS {
        let round = Round::new(number);
        let array = round.symmetric(shmem);
        let mut mine = round.transfer(number, me);
        let mut expected = mine.private.clone();
        let theirs = round.contents(right);
        mine.here.of_mut(expected.view_mut()).assign(&mine.there.of(theirs.view()));
        exchange(mine.there.of_symmetric(&array), mine.here.of_mut(mine.private.view_mut()));
        assert_eq!(mine.private, expected, "{number} {:?} {:?}", mine.there, mine.here);
        shmem.world().barrier();
    }
}

shmem_test::tests! {
    #![npes(1, 2, 3, 4, 7)]

    fn put(shmem: &Shmem) {
        let right = shmem.my_pe().wrapping_add(1);
        puts(shmem, |there, here| there.at(right).put(&here));
    }

    fn get(shmem: &Shmem) {
        let right = shmem.my_pe().wrapping_add(1);
        gets(shmem, |there, mut here| there.at(right).get(&mut here));
    }

    fn get_array(shmem: &Shmem) {
        let right = shmem.my_pe().wrapping_add(1);
        gets(shmem, |there, mut here| here.assign(&there.at(right).get_array()));
    }

    /// Who sees the signal sees the elements, with no barrier.
    fn put_signal(shmem: &Shmem) {
        let right = shmem.my_pe().wrapping_add(1);
        let ready = shmem.signal().expect("there is room");
        let (me, left) = (shmem.my_pe().index(), shmem.my_pe().wrapping_add(-1).index());
        let context = shmem.context().expect("there are contexts");
        for number in 0..ROUNDS {
            let round = Round::new(number);
            let array = round.symmetric(shmem);
            let mine = round.transfer(number, me);
            let (there, here) = (mine.there.of_symmetric(&array), mine.here.of(mine.private.view()));
            match number % 3 {
                0 => there.at(right).put_signal(&here, &ready, SignalOp::Add(1)),
                1 => context.scope(|s| {
                    s.on(there.at(right)).put_signal(&here, &ready, SignalOp::Add(1));
                }),
                _ => context.scope(|s| {
                    s.put_view_signal(there.at(right), &here, &ready, SignalOp::Add(1));
                }),
            }
            ready.wait(Until::Ge(number + 1));
            assert_eq!(array.to_array(), round.after_put(me, number, left), "{number} {mine:?}");
            assert_eq!(ready.fetch(), number + 1, "once");
            shmem.world().barrier();
        }
    }

    fn put_in_scopes(shmem: &Shmem) {
        let right = shmem.my_pe().wrapping_add(1);
        let context = shmem.context().expect("there are contexts");
        let mut by_context = false;
        puts(shmem, |there, here| {
            by_context = !by_context;
            match by_context {
                true => context.scope(|s| s.put_view(there.at(right), &here)),
                false => shmem.scope(|s| s.put_view(there.at(right), &here)),
            }
        });
    }

    fn get_in_scopes(shmem: &Shmem) {
        let right = shmem.my_pe().wrapping_add(1);
        let context = shmem.context().expect("there are contexts");
        let mut number = 0;
        gets(shmem, |there, mut here| {
            number += 1;
            match number % 3 {
                0 => shmem.scope(|s| s.get_view(there.at(right), here)),
                1 => context.scope(|s| s.get_view(there.at(right), here)),
                _ => context.scope(|s| s.on(there.at(right)).get(&mut here)),
            }
        });
    }

    /// By the ranks of a team, which are not the PEs' numbers.
    fn ranks(shmem: &Shmem) {
        let n = shmem.n_pes();
        let reverse = shmem.world().split_strided(n - 1, -1, n);
        let team = reverse.expect("there are teams").expect("all are members");
        let right = team.rank_of(shmem.my_pe().wrapping_add(1)).expect("all are members");
        let context = team.context().expect("there are contexts");
        puts(shmem, |there, here| context.scope(|s| s.put_view(there.at(right), &here)));
        gets(shmem, |there, here| context.scope(|s| s.get_view(there.at(right), here)));
        puts(shmem, |there, here| context.scope(|s| s.on(there.at(right)).put(&here)));
    }

    /// Frozen elements, cut and got in all ways.
    fn frozen(shmem: &Shmem) {
        let (me, right) = (shmem.my_pe(), shmem.my_pe().wrapping_add(1));
        let array = SymArray::from_shape_fn(shmem, (6, 7, 8), |(i, j, k)| {
            1000 * me.index() + 100 * i + 10 * j + k
        });
        let array = array.expect("there is room").freeze();
        let theirs = Array::from_shape_fn((6, 7, 8), |(i, j, k)| {
            1000 * right.index() + 100 * i + 10 * j + k
        });
        assert_eq!(array.at(right).get_array(), theirs);
        let (cut, turned) = (s![1..-1, ..;-2, 3], s![..;3, 1, ..]);
        assert_eq!(array.slice(cut).at(right).get_array(), theirs.slice(cut));
        let mut mine = Array::zeros((8, 2));
        array.at(right).slice(turned).t().get(&mut mine);
        assert_eq!(mine, theirs.slice(turned).t());
        let (mut soon, mut row) = (Array::zeros((4, 4)), Array::zeros(8));
        shmem.scope(|s| {
            s.get_view(array.slice(cut).at(right), &mut soon);
            s.get_view(array.slice(s![2, 3, ..]).at(right), &mut row);
        });
        assert_eq!((soon.view(), row.view()), (theirs.slice(cut), theirs.slice(s![2, 3, ..])));
        assert_eq!(array.at(right).g([5, 6, 7]), theirs[[5, 6, 7]]);
        let copy = SymArray::zeros(shmem, (8, 2)).expect("there is room");
        array.at(right).slice(turned).t().get_into(&copy);
        assert_eq!(copy.to_array(), mine);
        drop(array.thaw());
    }
}
