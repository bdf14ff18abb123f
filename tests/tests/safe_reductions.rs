//! Reductions and scans of the safe API, in all forms, against a sequential model.
#![allow(missing_docs, reason = "a test binary")]

use std::fmt::Debug;
use std::iter::repeat_n;
use std::panic::{AssertUnwindSafe, catch_unwind};

use shmem::num_complex::Complex;
use shmem::prelude::*;
use shmem_test::trials;
use shmem_tests::safe::{over_teams, run};

/// Lengths of slices: none, one, some, more than the workspace takes at once.
const LENGTHS: [usize; 4] = [0, 1, 7, 5000];

/// Element `i` of what a PE brings, small enough for sums and products to be exact in any type.
fn element(pe: usize, i: usize) -> u64 {
    [1, 3, 2, 1, 2, 1, 3, 2, 1, 1, 2][(3 * pe + 5 * i + i / 11) % 11]
}

type Slices<'a, T> = &'a dyn Fn(&Team<'_>, &mut [T]);
type Buffers<'a, T> = &'a dyn Fn(&Team<'_>, SymSlice<'_, T>, SymSlice<'_, T>);

/// The forms of one reduction, and what it should give: from all members' elements in order and the
/// number of this one.
struct Forms<'a, T> {
    value: &'a dyn Fn(&Team<'_>, T) -> T,
    slice: Slices<'a, T>,
    buffers: Buffers<'a, T>,
    model: &'a dyn Fn(&[T], usize) -> T,
}

fn check<T: Element + PartialEq + Debug>(shmem: &Shmem, from: fn(u64) -> T, forms: &Forms<'_, T>) {
    let filler = from(99);
    over_teams(shmem, |team, pes| {
        let me = team.my_rank().index();
        let bring = |pe: usize, len: usize| (0..len).map(move |i| from(element(pe, i)));
        let expect = |len: usize| -> Vec<T> {
            let of_all = |i| pes.iter().map(|&pe| from(element(pe, i))).collect::<Vec<_>>();
            (0..len).map(|i| (forms.model)(&of_all(i), me)).collect()
        };
        assert_eq!((forms.value)(team, from(element(pes[me], 0))), expect(1)[0]);
        for len in LENGTHS {
            let mut data: Vec<_> = bring(pes[me], len).collect();
            (forms.slice)(team, &mut data);
            assert_eq!(data, expect(len), "{len} private elements");
        }
    });
    // Symmetric buffers are everybody's, so all teams use parts of the same ones.
    for len in LENGTHS {
        let dest = shmem.alloc::<T>(len + 2).unwrap();
        let source = shmem.alloc::<T>(len + 1).unwrap();
        over_teams(shmem, |team, pes| {
            let me = team.my_rank().index();
            let mine: Vec<_> = (0..len).map(|i| from(element(pes[me], i))).collect();
            let of_all = |i| pes.iter().map(|&pe| from(element(pe, i))).collect::<Vec<_>>();
            let expected: Vec<_> = (0..len).map(|i| (forms.model)(&of_all(i), me)).collect();
            dest.write_from(&vec![filler; len + 2]);
            source.slice(1..).write_from(&mine);
            team.barrier();
            (forms.buffers)(team, dest.slice(1..=len), source.slice(1..));
            let framed: Vec<_> = repeat_n(filler, 1).chain(expected.clone()).collect();
            assert_eq!(dest.slice(..=len).to_vec(), framed, "{len} symmetric elements");
            assert_eq!(dest.read(len + 1), filler);
            assert_eq!(source.slice(1..).to_vec(), mine, "the source is as it was");
            team.barrier();
            (forms.buffers)(team, source.slice(1..), source.slice(1..));
            assert_eq!(source.slice(1..).to_vec(), expected, "{len} symmetric elements in place");
            team.barrier();
        });
    }
}

macro_rules! forms {
    ($value:ident $slice:ident $buffers:ident, $model:expr) => {
        Forms {
            value: &|team, value| team.$value(value),
            slice: &|team, data| team.$slice(data),
            buffers: &|team, dest, source| team.$buffers(dest, source),
            model: $model,
        }
    };
}

fn fold<T: Copy>(all: &[T], combine: impl Fn(T, T) -> T) -> T {
    all[1..].iter().fold(all[0], |a, &b| combine(a, b))
}

fn arithmetic<T>(from: fn(u64) -> T, add: fn(T, T) -> T, multiply: fn(T, T) -> T)
where
    T: Reduce + PartialEq + Debug,
{
    run(|shmem| {
        let zero = T::zeroed();
        let sum = |all: &[T], _| fold(all, add);
        let product = |all: &[T], _| fold(all, multiply);
        let up_to = |all: &[T], me| fold(&all[..=me], add);
        let before = |all: &[T], me| all[..me].iter().fold(zero, |a, &b| add(a, b));
        check(shmem, from, &forms!(sum sum_slice sum_reduce, &sum));
        check(shmem, from, &forms!(prod prod_slice prod_reduce, &product));
        check(shmem, from, &forms!(inscan inscan_slice sum_inscan, &up_to));
        check(shmem, from, &forms!(exscan exscan_slice sum_exscan, &before));
    });
}

fn order<T: ReduceOrd + Debug>(from: fn(u64) -> T) {
    run(|shmem| {
        let least = |all: &[T], _| fold(all, |a, b| if b < a { b } else { a });
        let greatest = |all: &[T], _| fold(all, |a, b| if b > a { b } else { a });
        check(shmem, from, &forms!(min min_slice min_reduce, &least));
        check(shmem, from, &forms!(max max_slice max_reduce, &greatest));
        for len in LENGTHS {
            over_teams(shmem, |team, pes| {
                let of = |pe: usize| (0..len).map(move |i| from(element(pe, i)));
                let place = |i: usize, better: &dyn Fn(&T, &T) -> bool| {
                    let all: Vec<_> = pes.iter().map(|&pe| from(element(pe, i))).collect();
                    let found =
                        (1..all.len()).fold(0, |a, b| if better(&all[b], &all[a]) { b } else { a });
                    (all[found], team.rank(found))
                };
                let me = pes[team.my_rank().index()];
                let mut data: Vec<_> = of(me).collect();
                let ranks = team.minloc_slice(&mut data);
                let model: (Vec<_>, Vec<_>) = (0..len).map(|i| place(i, &|a, b| a < b)).unzip();
                assert_eq!((data, ranks), model);
                let mut data: Vec<_> = of(me).collect();
                let ranks = team.maxloc_slice(&mut data);
                let model: (Vec<_>, Vec<_>) = (0..len).map(|i| place(i, &|a, b| a > b)).unzip();
                assert_eq!((data, ranks), model);
                assert_eq!(team.minloc(from(element(me, 0))), place(0, &|a, b| a < b));
                assert_eq!(team.maxloc(from(element(me, 0))), place(0, &|a, b| a > b));
            });
        }
    });
}

fn bits<T: ReduceBits + PartialEq + Debug>(from: fn(u64) -> T, [and, or, xor]: [fn(T, T) -> T; 3]) {
    run(|shmem| {
        check(shmem, from, &forms!(and and_slice and_reduce, &|all: &[T], _| fold(all, and)));
        check(shmem, from, &forms!(or or_slice or_reduce, &|all: &[T], _| fold(all, or)));
        check(shmem, from, &forms!(xor xor_slice xor_reduce, &|all: &[T], _| fold(all, xor)));
    });
}

macro_rules! integers {
    ($($ty:ident)*) => { $(
        fn $ty() {
            arithmetic::<$ty>(|x| x as $ty, $ty::wrapping_add, $ty::wrapping_mul);
            order::<$ty>(|x| x as $ty);
        }
    )* };
}
integers! { i8 i16 i32 i64 isize u8 u16 u32 u64 usize }

macro_rules! bitwise {
    ($($name:ident: $ty:ident)*) => { $(
        fn $name() {
            // Bits in the highest byte as well.
            let from = |x: u64| (x as $ty) | (x as $ty).reverse_bits();
            bits::<$ty>(from, [|a, b| a & b, |a, b| a | b, |a, b| a ^ b]);
        }
    )* };
}
bitwise! {
    bits_i8: i8 bits_i16: i16 bits_i32: i32 bits_i64: i64
    bits_u8: u8 bits_u16: u16 bits_u32: u32 bits_u64: u64 bits_usize: usize
}

macro_rules! floats {
    ($($ty:ident)*) => { $(
        fn $ty() {
            arithmetic::<$ty>(|x| x as $ty, |a, b| a + b, |a, b| a * b);
            order::<$ty>(|x| x as $ty);
        }
    )* };
}
floats! { f32 f64 }

fn complexf() {
    let from = |x: u64| Complex::new(x as f32, 1.0 - x as f32);
    arithmetic::<Complex<f32>>(from, |a, b| a + b, |a, b| a * b);
}

fn complexd() {
    let from = |x: u64| Complex::new(x as f64, 1.0 - x as f64);
    arithmetic::<Complex<f64>>(from, |a, b| a + b, |a, b| a * b);
}

fn nan_has_a_place() {
    run(|shmem| {
        let (world, n) = (shmem.world(), shmem.n_pes());
        let me = shmem.my_pe().index();
        for nan_from in 0..n {
            let value = if me >= nan_from { f64::NAN } else { -(me as f64) };
            let (least, who) = world.minloc(value);
            assert!(least.is_nan() && who.index() == nan_from);
            let (greatest, who) = world.maxloc(value);
            assert!(greatest.is_nan() && who.index() == nan_from);
        }
    });
}

/// A function that is associative but does not commute shows the order.
fn closures_see_ranks_in_order() {
    run(|shmem| {
        over_teams(shmem, |team, pes| {
            let me = pes[team.my_rank().index()];
            // Composes x -> a x + b.
            let compose = |f: [u64; 2], g: [u64; 2]| {
                [f[0].wrapping_mul(g[0]), f[1].wrapping_mul(g[0]).wrapping_add(g[1])]
            };
            let bring = |pe: usize, i: usize| [element(pe, i) + 1, (pe * 17 + i) as u64];
            for len in LENGTHS {
                let mut data: Vec<_> = (0..len).map(|i| bring(me, i)).collect();
                let mut calls = 0;
                team.reduce_slice_with(&mut data, |f, g| {
                    calls += 1;
                    compose(f, g)
                });
                assert_eq!(calls, len * (pes.len() - 1));
                for (i, &found) in data.iter().enumerate() {
                    let all: Vec<_> = pes.iter().map(|&pe| bring(pe, i)).collect();
                    assert_eq!(found, fold(&all, compose));
                }
            }
            let all: Vec<_> = pes.iter().map(|&pe| bring(pe, 3)).collect();
            assert_eq!(team.reduce_with(bring(me, 3), compose), fold(&all, compose));
        });
    });
}

/// On symmetric memory, in place and not, as on private memory.
fn closures_on_symmetric_memory() {
    run(|shmem| {
        let (source, dest) = (shmem.alloc::<u64>(40).unwrap(), shmem.alloc::<u64>(40).unwrap());
        over_teams(shmem, |team, pes| {
            let me = pes[team.my_rank().index()];
            for len in [0, 1, 40] {
                let data: Vec<_> = (0..len).map(|i| element(me, i)).collect();
                let all = |i| pes.iter().map(move |&pe| element(pe, i)).collect::<Vec<u64>>();
                let mix = |a: u64, b: u64| a.wrapping_mul(3).wrapping_add(b);
                let (from, to) = (source.slice(..len), dest.slice(40 - len..));
                for to in [to, from] {
                    from.write_from(&data);
                    team.reduce_sym_with(to, from, mix);
                    let folded: Vec<_> = (0..len).map(|i| fold(&all(i), mix)).collect();
                    assert_eq!(to.to_vec(), folded);

                    from.write_from(&data);
                    let least = team.minloc_sym(to, from);
                    for i in 0..len {
                        assert_eq!(Some(to.read(i)), all(i).into_iter().min());
                        assert_eq!(to.read(i), element(pes[least[i].index()], i));
                    }

                    from.write_from(&data);
                    let most = team.maxloc_sym(to, from);
                    for i in 0..len {
                        assert_eq!(Some(to.read(i)), all(i).into_iter().max());
                        assert_eq!(to.read(i), element(pes[most[i].index()], i));
                    }
                }
            }
            let unequal = || team.reduce_sym_with(dest.slice(..2), source.slice(..1), |a, _| a);
            assert!(catch_unwind(AssertUnwindSafe(unequal)).is_err());
            team.sync();
        });
    });
}

/// Elements that are larger than a member's share of the workspace, and than the workspace.
fn closures_take_large_elements() {
    const LARGE: usize = 20_000;
    run(|shmem| {
        over_teams(shmem, |team, pes| {
            let me = pes[team.my_rank().index()] as u8;
            let found = team.reduce_with([me; LARGE], |a, b| {
                let mut sum = a;
                sum.iter_mut().zip(b).for_each(|(sum, b)| *sum += b);
                sum
            });
            assert_eq!(found, [pes.iter().sum::<usize>() as u8; LARGE]);
        });
    });
}

/// Collectives of other teams may be called from a closure.
fn closures_may_use_other_teams() {
    run(|shmem| {
        let (world, n) = (shmem.world(), shmem.n_pes());
        let twin = world.split_strided(0, 1, n).unwrap().unwrap();
        let sum = world.reduce_with(1, |a, b: usize| {
            assert_eq!(twin.sum(1), n);
            a + b
        });
        assert_eq!(sum, n);
    });
}

fn main() {
    shmem_test::run(trials![
        i8,
        i16,
        i32: [1, 2, 3, 4, 7],
        i64,
        isize,
        u8,
        u16,
        u32,
        u64,
        usize,
        f32,
        f64: [1, 2, 3, 4, 7],
        complexf,
        complexd: [1, 2, 3, 4, 7],
        bits_i8,
        bits_i16,
        bits_i32,
        bits_i64,
        bits_u8: [1, 2, 3, 4, 7],
        bits_u16,
        bits_u32,
        bits_u64,
        bits_usize,
        nan_has_a_place,
        closures_see_ranks_in_order: [1, 2, 3, 4, 7],
        closures_on_symmetric_memory: [1, 2, 3, 4, 7],
        closures_take_large_elements: [1, 2, 3, 4, 7],
        closures_may_use_other_teams,
    ]);
}
