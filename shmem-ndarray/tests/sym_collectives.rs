//! Collectives on symmetric arrays, in place and by copy, against plain ndarray.
#![allow(missing_docs, reason = "a test binary")]

mod common;

use common::{Lies, SHAPES, brought, over_teams};
use ndarray::prelude::*;
use ndarray::{Slice, concatenate, stack};
use shmem::{Shmem, Team};
use shmem_ndarray::{ArrayCollectives, Max, Sum, SymArray, SymArrayD, SymArrayView, Xor};

type View<'a> = SymArrayView<'a, i64, IxDyn>;

/// How destination and source lie: all pairs of neighbours, and both in C order, where collectives work in place.
const PAIRS: [(Lies, Lies); 5] = [
    (Lies::C, Lies::C),
    (Lies::C, Lies::Fortran),
    (Lies::Fortran, Lies::Backwards),
    (Lies::Backwards, Lies::Reversed),
    (Lies::Reversed, Lies::C),
];

/// A symmetric array that has room for views that lie in some way.
struct Room<'rt> {
    array: SymArrayD<'rt, i64>,
    lies: Lies,
}

impl<'rt> Room<'rt> {
    /// Room for views of up to these lengths.
    fn new(shmem: &'rt Shmem, most: &[usize], lies: Lies) -> Self {
        let mut most = most.to_vec();
        match lies {
            Lies::Backwards => most.iter_mut().for_each(|length| *length *= 2),
            Lies::Reversed => most.reverse(),
            Lies::C | Lies::Fortran => {}
        }
        let array = match lies {
            Lies::Fortran => SymArrayD::zeros(shmem, IxDyn(&most).f()),
            _ => SymArrayD::zeros(shmem, IxDyn(&most)),
        };
        Self { array: array.expect("room in the heap"), lies }
    }

    /// A view of this shape.
    fn view(&self, shape: &[usize]) -> View<'_> {
        let reversed = matches!(self.lies, Lies::Reversed);
        let mut view = if reversed { self.array.t() } else { self.array.view() };
        for (axis, &length) in shape.iter().enumerate() {
            let length = length as isize;
            let slice = match self.lies {
                Lies::Backwards => Slice::new(0, Some(2 * length), -2),
                _ => Slice::new(0, Some(length), 1),
            };
            view = view.slice_axis(Axis(axis), slice);
        }
        view
    }
}

/// Runs a check for each shape and axis on room for destinations and sources that are so long along the axis that all
/// members' arrays have room there. They lie in C order, and then in another way that depends on shape and axis.
fn over_axes(shmem: &Shmem, check: impl Fn(&Team<'_>, &[usize], usize, &Room<'_>, &Room<'_>)) {
    for (i, shape) in SHAPES.iter().enumerate() {
        for axis in 0..shape.len() {
            for (to, from) in [PAIRS[0], PAIRS[1 + (i + axis) % (PAIRS.len() - 1)]] {
                let mut most = shape.to_vec();
                most[axis] *= shmem.n_pes();
                let (dest, source) = (Room::new(shmem, &most, to), Room::new(shmem, &most, from));
                over_teams(shmem, |team| check(team, shape, axis, &dest, &source));
            }
        }
    }
}

/// Runs a check for each shape on a destination and a source of that shape.
fn over_shapes(shmem: &Shmem, check: impl Fn(&Team<'_>, &[usize], &View<'_>, &View<'_>)) {
    for shape in SHAPES {
        for (to, from) in PAIRS {
            let (dest, source) = (Room::new(shmem, shape, to), Room::new(shmem, shape, from));
            let (dest, source) = (dest.view(shape), source.view(shape));
            over_teams(shmem, |team| check(team, shape, &dest, &source));
        }
    }
}

fn joined(arrays: &[ArrayD<i64>], axis: Axis) -> ArrayD<i64> {
    let views: Vec<_> = arrays.iter().map(|array| array.view()).collect();
    concatenate(axis, &views).unwrap()
}

fn all(shape: &[usize], n: usize) -> Vec<ArrayD<i64>> {
    (0..n).map(|rank| brought(shape, rank)).collect()
}

/// The part of a length that a member gets.
fn share(len: usize, n: usize, i: usize) -> Slice {
    let lengths = |i: usize| (0..i).map(|i| len / n + usize::from(i < len % n)).sum::<usize>();
    Slice::from(lengths(i)..lengths(i + 1))
}

/// What nothing overwrites.
const UNTOUCHED: i64 = -12345;

shmem_test::tests! {
    #![npes(1, 2, 3, 4, 7)]

    fn broadcasts(shmem: &Shmem) {
        over_shapes(shmem, |team, shape, dest, source| {
            let root = team.n_ranks() - 1;
            dest.fill(UNTOUCHED);
            source.assign_from(&brought(shape, team.my_rank().index()));
            team.arrays().broadcast_sym(team.rank(root), dest, source);
            assert_eq!(dest.to_array(), brought(shape, root));
        });
    }

    fn stacks(shmem: &Shmem) {
        for shape in SHAPES {
            for (to, from) in PAIRS {
                let source = Room::new(shmem, shape, from);
                let source = source.view(shape);
                for axis in [0, shape.len()] {
                    let with = |n| [&shape[..axis], &[n], &shape[axis..]].concat();
                    let dest = Room::new(shmem, &with(shmem.n_pes()), to);
                    over_teams(shmem, |team| {
                        source.assign_from(&brought(shape, team.my_rank().index()));
                        let n = team.n_ranks();
                        let dest = dest.view(&with(n));
                        team.arrays().stack_sym(&dest, &source, Axis(axis));
                        let arrays = all(shape, n);
                        let views: Vec<_> = arrays.iter().map(|array| array.view()).collect();
                        assert_eq!(dest.to_array(), stack(Axis(axis), &views).unwrap());
                    });
                }
            }
        }
    }

    fn fcollects_gathers_and_collects(shmem: &Shmem) {
        over_axes(shmem, |team, shape, axis, dest, source| {
            let (n, me) = (team.n_ranks(), team.my_rank().index());
            // Equal lengths, and others on each member.
            for ragged in [false, true] {
                let shape_of = |rank: usize| {
                    let mut shape = shape.to_vec();
                    let length = shape[axis];
                    shape[axis] = if ragged { (length + rank) % (length + 1) } else { length };
                    shape
                };
                let arrays: Vec<_> = (0..n).map(|rank| brought(&shape_of(rank), rank)).collect();
                let expected = joined(&arrays, Axis(axis));
                let (dest, source) = (dest.view(expected.shape()), source.view(&shape_of(me)));
                source.assign_from(&arrays[me]);
                if !ragged {
                    dest.fill(UNTOUCHED);
                    team.arrays().fcollect_sym(&dest, &source, Axis(axis));
                    assert_eq!(dest.to_array(), expected);
                }
                dest.fill(UNTOUCHED);
                team.arrays().collect_sym(&dest, &source, Axis(axis));
                assert_eq!(dest.to_array(), expected);
                team.barrier();
                dest.fill(UNTOUCHED);
                team.barrier();
                team.arrays().gather_sym(team.rank(n / 2), &dest, &source, Axis(axis));
                let is_root = me == n / 2;
                let untouched = ArrayD::from_elem(expected.raw_dim(), UNTOUCHED);
                assert_eq!(dest.to_array(), if is_root { expected } else { untouched });
            }
        });
    }

    fn scatters(shmem: &Shmem) {
        over_axes(shmem, |team, shape, axis, dest, source| {
            let (n, me) = (team.n_ranks(), team.my_rank().index());
            // Parts that are equal, and some that may not be.
            for times in [1, n] {
                let mut shape = shape.to_vec();
                shape[axis] *= times;
                let whole = brought(&shape, n);
                let expected = whole.slice_axis(Axis(axis), share(shape[axis], n, me));
                let (dest, source) = (dest.view(expected.shape()), source.view(&shape));
                if me == 0 {
                    source.assign_from(&whole);
                }
                team.arrays().scatter_sym(team.rank(0), &dest, &source, Axis(axis));
                assert_eq!(dest.to_array(), expected);
            }
        });
    }

    fn alltoalls(shmem: &Shmem) {
        over_axes(shmem, |team, shape, axis, dest, source| {
            let (n, me) = (team.n_ranks(), team.my_rank().index());
            let join = axis;
            for split in 0..shape.len() {
                let mut shape = shape.to_vec();
                shape[split] *= if split == join { n } else { 1 };
                let arrays = all(&shape, n);
                let part = |array: &ArrayD<i64>| {
                    array.slice_axis(Axis(split), share(shape[split], n, me)).to_owned()
                };
                let parts: Vec<_> = arrays.iter().map(part).collect();
                let expected = joined(&parts, Axis(join));
                let (dest, source) = (dest.view(expected.shape()), source.view(&shape));
                source.assign_from(&arrays[me]);
                team.arrays().alltoall_sym(&dest, &source, Axis(split), Axis(join));
                assert_eq!(dest.to_array(), expected);
            }
        });
    }

    fn reductions_and_scans(shmem: &Shmem) {
        over_shapes(shmem, |team, shape, dest, source| {
            let (n, me) = (team.n_ranks(), team.my_rank().index());
            let arrays = all(shape, n);
            let sum = |n: usize| {
                arrays[..n].iter().fold(ArrayD::zeros(IxDyn(shape)), |sum, array| sum + array)
            };
            source.assign_from(&arrays[me]);
            team.arrays().reduce_sym(Sum, dest, source);
            assert_eq!(dest.to_array(), sum(n));
            team.arrays().reduce_sym_with(dest, source, |a, b| a + b);
            assert_eq!(dest.to_array(), sum(n));
            team.arrays().inscan_sym(dest, source);
            assert_eq!(dest.to_array(), sum(me + 1));
            team.arrays().exscan_sym(dest, source);
            assert_eq!(dest.to_array(), sum(me));
            let (least, who) = team.arrays().minloc(&arrays[me]);
            assert_eq!(team.arrays().minloc_sym(dest, source), who);
            assert_eq!(dest.to_array(), least);
            let (largest, who) = team.arrays().maxloc(&arrays[me]);
            assert_eq!(team.arrays().maxloc_sym(dest, source), who);
            assert_eq!(dest.to_array(), largest);
            team.arrays().reduce_sym(Xor, source, source);
            assert_eq!(source.to_array(), team.arrays().reduce(Xor, &arrays[me]), "in place");
        });
    }

    fn reductions_along_an_axis(shmem: &Shmem) {
        let dest = SymArray::<i64, _>::zeros(shmem, (4, 2)).unwrap();
        for (_, from) in PAIRS {
            let source = Room::new(shmem, &[2, 3, 4], from);
            let source = source.view(&[2, 3, 4]);
            over_teams(shmem, |team| {
                source.assign_from(&brought(&[2, 3, 4], team.my_rank().index()));
                team.arrays().reduce_axis_sym(Max, &dest.t().into_dyn(), &source, Axis(1));
                let whole = joined(&all(&[2, 3, 4], team.n_ranks()), Axis(1));
                let expected = whole.fold_axis(Axis(1), i64::MIN, |&a, &b| a.max(b));
                assert_eq!(dest.t().into_dyn().to_array(), expected);
                let (arrays, dest) = (team.arrays(), dest.t().into_dyn());
                arrays.reduce_axis_sym_with(&dest, &source, Axis(1), |_, b| b);
                assert_eq!(dest.to_array(), whole.index_axis(Axis(1), whole.len_of(Axis(1)) - 1));
                let mine = source.to_array();
                let places = arrays.minloc_axis_sym(&dest, &source, Axis(1));
                assert_eq!((dest.to_array(), places), arrays.minloc_axis(&mine, Axis(1)));
                let places = arrays.maxloc_axis_sym(&dest, &source, Axis(1));
                assert_eq!((dest.to_array(), places), arrays.maxloc_axis(&mine, Axis(1)));
            });
        }
    }

    /// Each member brings another row of a table, all in C order, and the result overlaps them.
    fn members_name_different_and_overlapping_views(shmem: &Shmem) {
        let (world, n) = (shmem.world(), shmem.n_pes());
        let me = shmem.my_pe().index();
        let table = SymArray::<u64, _>::zeros(shmem, (n, 3)).unwrap();
        table.row(me).fill(me as u64 + 1);
        world.arrays().stack_sym(&table, &table.row(me), Axis(0));
        let expected = Array2::from_shape_fn((n, 3), |(i, _)| i as u64 + 1);
        assert_eq!(table.to_array(), expected);
        let shifted = SymArray::<u64, _>::from_shape_fn(shmem, 5, |i| i as u64).unwrap();
        world.arrays().reduce_sym(Sum, &shifted.slice(s![1..]), &shifted.slice(s![..-1]));
        let n = n as u64;
        assert_eq!(shifted.to_array(), array![0, 0, n, 2 * n, 3 * n]);
    }
}
