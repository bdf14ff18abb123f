//! Collectives on private arrays, against plain ndarray.
#![allow(missing_docs, reason = "a test binary")]

mod common;

use common::{Lies, SHAPES, brought, over_teams};
use ndarray::prelude::*;
use ndarray::{Slice, concatenate, stack};
use shmem::num_complex::Complex;
use shmem::{Shmem, Team};
use shmem_ndarray::{And, ArrayCollectives, Max, Min, Or, Prod, Sum, Xor};

const ALL: [Lies; 4] = [Lies::C, Lies::Fortran, Lies::Backwards, Lies::Reversed];

/// The same array, lying like that.
fn laid(array: &ArrayD<i64>, lies: Lies) -> ArrayD<i64> {
    match lies {
        Lies::C => array.clone(),
        Lies::Fortran | Lies::Reversed => {
            array.t().as_standard_layout().into_owned().reversed_axes()
        }
        Lies::Backwards => {
            let mut turned = array.clone();
            (0..array.ndim()).for_each(|axis| turned.invert_axis(Axis(axis)));
            let mut turned = turned.as_standard_layout().into_owned();
            (0..array.ndim()).for_each(|axis| turned.invert_axis(Axis(axis)));
            turned
        }
    }
}

/// Every shape in every layout, with the team's number of ranks and the own one.
fn over_shapes(
    shmem: &Shmem,
    check: impl Fn(&Team<'_>, usize, usize, &dyn Fn(usize) -> ArrayD<i64>),
) {
    over_teams(shmem, |team| {
        for shape in SHAPES {
            for lies in ALL {
                let of = |rank: usize| laid(&brought(shape, rank), lies);
                check(team, team.n_ranks(), team.my_rank().index(), &of);
            }
        }
    });
}

/// Arrays with other lengths along an axis on each member.
fn ragged(shape: &[usize], axis: usize, rank: usize) -> ArrayD<i64> {
    let mut shape = shape.to_vec();
    shape[axis] = (shape[axis] + 2 * rank) % 4;
    laid(&brought(&shape, rank), ALL[rank % 4])
}

fn over_ragged(shmem: &Shmem, check: impl Fn(&Team<'_>, &[ArrayD<i64>], Axis)) {
    over_teams(shmem, |team| {
        for shape in SHAPES {
            for axis in 0..shape.len() {
                let arrays: Vec<_> =
                    (0..team.n_ranks()).map(|rank| ragged(shape, axis, rank)).collect();
                check(team, &arrays, Axis(axis));
            }
        }
    });
}

fn joined(arrays: &[ArrayD<i64>], axis: Axis) -> ArrayD<i64> {
    let views: Vec<_> = arrays.iter().map(|array| array.view()).collect();
    concatenate(axis, &views).unwrap()
}

/// The part of a length that a member gets.
fn share(len: usize, n: usize, i: usize) -> Slice {
    let lengths = |i: usize| (0..i).map(|i| len / n + usize::from(i < len % n)).sum::<usize>();
    Slice::from(lengths(i)..lengths(i + 1))
}

shmem_test::tests! {
    #![npes(1, 2, 3, 4, 7)]

    fn broadcasts(shmem: &Shmem) {
        over_shapes(shmem, |team, n, me, of| {
            let root = n / 2;
            let mut mine = of(me);
            team.arrays().broadcast(team.rank(root), &mut mine);
            assert_eq!(mine, of(root));
            let only = (me == root).then(|| of(root));
            let all = team.arrays().broadcast_from(team.rank(root), only.as_ref().map(|only| only.view()));
            assert_eq!(all, of(root));
        });
    }

    fn stacks_and_fcollects(shmem: &Shmem) {
        over_shapes(shmem, |team, n, me, of| {
            let (mine, all) = (of(me), (0..n).map(of).collect::<Vec<_>>());
            for axis in (0..=mine.ndim()).map(Axis) {
                let views: Vec<_> = all.iter().map(|array| array.view()).collect();
                let stacked = team.arrays().stack(&mine, axis);
                assert_eq!(stacked, stack(axis, &views).unwrap());
                assert!(stacked.is_standard_layout());
            }
            for axis in (0..mine.ndim()).map(Axis) {
                assert_eq!(team.arrays().fcollect(&mine, axis), joined(&all, axis));
            }
        });
    }

    fn collects_and_gathers(shmem: &Shmem) {
        over_ragged(shmem, |team, all, axis| {
            let (mine, root) = (&all[team.my_rank().index()], team.rank(team.n_ranks() - 1));
            assert_eq!(team.arrays().collect(mine, axis), joined(all, axis));
            let gathered = team.arrays().gather(root, mine, axis);
            let expected = (team.my_rank() == root).then(|| joined(all, axis));
            assert_eq!(gathered, expected);
        });
    }

    fn scatters(shmem: &Shmem) {
        over_shapes(shmem, |team, n, me, of| {
            let root = team.rank(n / 2);
            let all = of(0);
            for axis in (0..all.ndim()).map(Axis) {
                let brings = (team.my_rank() == root).then(|| all.view());
                let mine = team.arrays().scatter(root, brings, axis);
                assert_eq!(mine, all.slice_axis(axis, share(all.len_of(axis), n, me)));
                let back = team.arrays().gather(root, &mine, axis);
                assert_eq!(back, (team.my_rank() == root).then(|| all.clone()));
            }
        });
    }

    fn alltoalls(shmem: &Shmem) {
        over_ragged(shmem, |team, all, join| {
            let (n, me) = (team.n_ranks(), team.my_rank().index());
            for split in (0..all[0].ndim()).map(Axis) {
                let part = |array: &ArrayD<i64>| {
                    array.slice_axis(split, share(array.len_of(split), n, me)).to_owned()
                };
                let parts: Vec<_> = all.iter().map(part).collect();
                assert_eq!(team.arrays().alltoall(&all[me], split, join), joined(&parts, join));
            }
        });
    }

    fn reductions_element_by_element(shmem: &Shmem) {
        over_shapes(shmem, |team, n, me, of| {
            let mine = of(me);
            let fold = |last: usize, f: fn(i64, i64) -> i64| {
                (1..=last).map(of).fold(of(0), |all, next| {
                    ndarray::Zip::from(&all).and(&next).map_collect(|&a, &b| f(a, b))
                })
            };
            let arrays = team.arrays();
            assert_eq!(arrays.reduce(Sum, &mine), fold(n - 1, i64::wrapping_add));
            assert_eq!(arrays.reduce(Prod, &mine), fold(n - 1, i64::wrapping_mul));
            assert_eq!(arrays.reduce(Min, &mine), fold(n - 1, Ord::min));
            assert_eq!(arrays.reduce(Max, &mine), fold(n - 1, Ord::max));
            assert_eq!(arrays.reduce(And, &mine), fold(n - 1, |a, b| a & b));
            assert_eq!(arrays.reduce(Or, &mine), fold(n - 1, |a, b| a | b));
            assert_eq!(arrays.reduce(Xor, &mine), fold(n - 1, |a, b| a ^ b));
            let odd = |a: i64, b: i64| a.wrapping_mul(3).wrapping_sub(b);
            assert_eq!(arrays.reduce_with(&mine, odd), fold(n - 1, odd));
            assert_eq!(arrays.inscan(&mine), fold(me, i64::wrapping_add));
            assert_eq!(arrays.exscan(&mine), fold(me, i64::wrapping_add) - &mine);
            let (least, who) = arrays.minloc(&mine);
            assert_eq!(least, fold(n - 1, Ord::min));
            for (index, who) in who.indexed_iter() {
                let first = (0..n).find(|&rank| of(rank)[&index] == least[&index]);
                assert_eq!(Some(who.index()), first);
            }
            let (largest, who) = arrays.maxloc(&mine);
            assert!(who.indexed_iter().all(|(index, who)| of(who.index())[&index] == largest[&index]));
        });
    }

    fn reductions_along_an_axis(shmem: &Shmem) {
        over_ragged(shmem, |team, all, axis| {
            let (arrays, mine) = (team.arrays(), &all[team.my_rank().index()]);
            let whole = joined(all, axis);
            let fold = |start: i64, f: fn(i64, i64) -> i64| {
                whole.fold_axis(axis, start, |&a, &b| f(a, b))
            };
            assert_eq!(arrays.reduce_axis(Sum, mine, axis), whole.sum_axis(axis));
            assert_eq!(arrays.reduce_axis(Prod, mine, axis), fold(1, i64::wrapping_mul));
            assert_eq!(arrays.reduce_axis(Min, mine, axis), fold(i64::MAX, Ord::min));
            assert_eq!(arrays.reduce_axis(Max, mine, axis), fold(i64::MIN, Ord::max));
            assert_eq!(arrays.reduce_axis(And, mine, axis), fold(-1, |a, b| a & b));
            assert_eq!(arrays.reduce_axis(Or, mine, axis), fold(0, |a, b| a | b));
            assert_eq!(arrays.reduce_axis(Xor, mine, axis), fold(0, |a, b| a ^ b));
            if whole.len_of(axis) == 0 {
                return;
            }
            let last = arrays.reduce_axis_with(mine, axis, |_, b| b);
            assert_eq!(last, whole.index_axis(axis, whole.len_of(axis) - 1));
            let found = [
                (arrays.minloc_axis(mine, axis), fold(i64::MAX, Ord::min)),
                (arrays.maxloc_axis(mine, axis), fold(i64::MIN, Ord::max)),
            ];
            for ((values, places), expected) in found {
                assert_eq!(values, expected);
                for (i, (value, (rank, place))) in values.iter().zip(&places).enumerate() {
                    let lane_of = |array: &ArrayD<i64>| {
                        array.lanes(axis).into_iter().nth(i).map(|lane| lane.to_vec())
                    };
                    let first = all.iter().enumerate().find_map(|(rank, array)| {
                        let lane = lane_of(array)?;
                        lane.iter().position(|other| other == value).map(|place| (rank, place))
                    });
                    assert_eq!(Some((rank.index(), *place)), first);
                }
            }
        });
    }

    /// Arrays that pass through the team's workspace in several pieces, or through a larger one at once.
    fn long_arrays(shmem: &Shmem) {
        let (world, n, me) = (shmem.world(), shmem.n_pes(), shmem.my_pe().index());
        let workspace = shmem.workspace::<i64>(60 * 70 * n).unwrap();
        let all: Vec<_> = (0..n).map(|rank| brought(&[60, 70], rank)).collect();
        for team in [&world, &world.with_workspace(&workspace)] {
            let (arrays, mine) = (team.arrays(), &all[me]);
            assert_eq!(arrays.fcollect(mine, Axis(1)), joined(&all, Axis(1)));
            let rows = mine.slice_axis(Axis(0), Slice::from(me..));
            let ragged: Vec<_> = all
                .iter()
                .enumerate()
                .map(|(rank, array)| array.slice_axis(Axis(0), Slice::from(rank..)).to_owned())
                .collect();
            assert_eq!(arrays.collect(&rows, Axis(0)), joined(&ragged, Axis(0)));
            let gathered = arrays.gather(team.rank(0), &rows, Axis(0));
            assert_eq!(gathered, (me == 0).then(|| joined(&ragged, Axis(0))));
            let part = |array: &ArrayD<i64>| array.slice_axis(Axis(1), share(70, n, me)).to_owned();
            let parts: Vec<_> = all.iter().map(part).collect();
            assert_eq!(arrays.alltoall(mine, Axis(1), Axis(0)), joined(&parts, Axis(0)));
            let sum = all.iter().fold(ArrayD::zeros(IxDyn(&[60, 70])), |sum, array| sum + array);
            assert_eq!(arrays.reduce(Sum, mine), sum);
        }
    }

    /// Elements other than integers, and the rules for NaN.
    fn other_elements(shmem: &Shmem) {
        let (world, me, n) = (shmem.world(), shmem.my_pe().index(), shmem.n_pes());
        let arrays = world.arrays();
        let complex = array![[Complex::new(me as f64, 1.0)], [Complex::new(0.5, -1.0)]];
        let sum = (n * (n - 1) / 2) as f64;
        assert_eq!(arrays.reduce(Sum, &complex)[[0, 0]], Complex::new(sum, n as f64));
        assert_eq!(
            arrays.reduce_axis(Sum, &complex, Axis(0)),
            array![Complex::new(sum + 0.5 * n as f64, 0.0)]
        );
        let points = array![[[me as f32, 1.0], [2.0, 3.0]]];
        assert_eq!(arrays.fcollect(&points, Axis(0)).shape(), [n, 2, 2]);
        let vectors = array![[me as f32, 1.0], [2.0, 3.0]].mapv(|x| [x; 3]);
        assert_eq!(arrays.reduce(Sum, &vectors)[[1, 1]], [3.0 * n as f32; 3]);

        let odd = if me == n - 1 { f64::NAN } else { me as f64 };
        let mine = array![[odd, 2.0], [5.0, 2.0]];
        assert!(arrays.reduce(Max, &mine)[[0, 0]].is_nan());
        let (least, place) = arrays.minloc_axis(&mine, Axis(0));
        assert!(least[0].is_nan());
        assert_eq!((place[0].0.index(), place[0].1), (n - 1, 0));
        assert_eq!((least[1], place[1]), (2.0, (world.rank(0), 0)));
        assert!(arrays.reduce_axis(Min, &mine, Axis(1))[0].is_nan());
    }
}
