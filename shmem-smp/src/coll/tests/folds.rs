//! Reductions and scans.
#![allow(unsafe_code, reason = "the entry points are unsafe; heaps here are lent by the test")]

use bytemuck::Pod;
use num_complex::Complex;
use proptest::prelude::*;

use super::moves::members;
use super::world::{Pe, pattern, run};
use crate::coll::Call;
use crate::coll::fold::CHUNK;
use crate::coll::meeting::Meeting;
use crate::coll::ops::Op;
use crate::coll::ops::{And, Kernel, Max, Min, Or, Prod, Sum, Xor};
use crate::coll::record::Routine;
use crate::coll::space::Space;
use crate::coll::{Scan, reduce, scan};

/// An operation that tells every order and grouping of its operands from every other.
struct Ordered;

macro_rules! ordered {
    ($($ty:ty),*) => {
        $(impl Op<$ty> for Ordered {
            fn apply(a: $ty, b: $ty) -> $ty {
                a.wrapping_mul(31).wrapping_add(b ^ 0x55)
            }
        })*
    };
}
ordered!(u8, u16, u32, u64);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fold {
    Reduce,
    Inscan,
    Exscan,
}

impl Fold {
    /// The ranks whose sources make a rank's result.
    fn ranks(self, n: usize, rank: usize) -> std::ops::Range<usize> {
        match self {
            Self::Reduce => 0..n,
            Self::Inscan => 0..rank + 1,
            Self::Exscan => 0..rank,
        }
    }

    fn call<M: Meeting, S: Space>(
        self,
        call: Call<M, S>,
        kernel: Kernel,
        dest: *mut u8,
        source: *const u8,
        nelems: usize,
    ) {
        match self {
            // SAFETY: nothing in a test refers to the heaps.
            Self::Reduce => unsafe { reduce(call, kernel, dest, source, nelems) },
            // SAFETY: as above.
            Self::Inscan => unsafe { scan(call, Scan::Inclusive, kernel, dest, source, nelems) },
            // SAFETY: as above.
            Self::Exscan => unsafe { scan(call, Scan::Exclusive, kernel, dest, source, nelems) },
        }
    }
}

/// Bytes around the buffers, which must stay as they are.
const GUARD: usize = 24;

#[derive(Clone, Copy, Debug)]
struct Case {
    fold: Fold,
    n: usize,
    nelems: usize,
    in_place: bool,
    payload: bool,
}

impl Case {
    /// Runs the case on sources that `values` makes of a rank's random bytes, and compares all
    /// heaps, bit by bit, with a sequential model.
    fn check<T: Pod, O: Op<T>>(self, values: impl Fn(&mut [T])) {
        let Self { fold, n, nelems, in_place, payload } = self;
        let bytes = nelems * size_of::<T>();
        let dest = if in_place { GUARD } else { GUARD + bytes + GUARD + 1 };
        let sources: Vec<Vec<T>> = (0..n)
            .map(|rank| {
                let mut source = vec![T::zeroed(); nelems];
                bytemuck::cast_slice_mut(&mut source).copy_from_slice(&pattern(rank, bytes));
                values(&mut source);
                source
            })
            .collect();
        let before: Vec<Vec<u8>> = sources
            .iter()
            .enumerate()
            .map(|(rank, source)| {
                let mut heap = pattern(n + rank, dest + bytes + GUARD);
                heap[GUARD..][..bytes].copy_from_slice(bytemuck::cast_slice(source));
                heap
            })
            .collect();

        let body = |pe: &Pe<'_>| {
            let (dest, source) = (pe.ptr(dest), pe.ptr(GUARD));
            let kernel = Kernel::new::<T, O>();
            if payload {
                fold.call(pe.call::<48>(Routine::SumReduce), kernel, dest, source, nelems);
            } else {
                fold.call(pe.call::<0>(Routine::SumReduce), kernel, dest, source, nelems);
            }
        };
        let after = run(before.clone(), body).unwrap();

        for (rank, after) in after.iter().enumerate() {
            let mut expected = before[rank].clone();
            let result: Vec<T> = (0..nelems)
                .map(|i| {
                    let column = fold.ranks(n, rank).map(|rank| sources[rank][i]);
                    column.reduce(O::apply).unwrap_or(T::zeroed())
                })
                .collect();
            expected[dest..][..bytes].copy_from_slice(bytemuck::cast_slice(&result));
            let wrong = (0..after.len()).find(|i| after[*i] != expected[*i]);
            assert_eq!(wrong, None, "first wrong byte of rank {rank}; dest is at {dest}; {self:?}");
        }
    }

    /// With each width of element.
    fn check_widths(self, width: usize) {
        match width {
            1 => self.check::<u8, Ordered>(|_| {}),
            2 => self.check::<u16, Ordered>(|_| {}),
            4 => self.check::<u32, Ordered>(|_| {}),
            _ => self.check::<u64, Ordered>(|_| {}),
        }
    }
}

fn folds() -> impl Strategy<Value = Fold> {
    prop::sample::select(vec![Fold::Reduce, Fold::Inscan, Fold::Exscan])
}

proptest! {
    #![proptest_config(super::config(256))]

    #[test]
    fn any_size(
        fold in folds(), n in members(), width in prop::sample::select(vec![1_usize, 2, 4, 8]),
        bytes in prop_oneof![0..400_usize, 376..400_usize, 0..6000_usize],
        in_place: bool, payload: bool,
    ) {
        Case { fold, n, nelems: bytes / width, in_place, payload }.check_widths(width);
    }
}

/// Sizes around every limit at which an algorithm changes or begins another chunk or part.
#[test]
fn limits() {
    for fold in [Fold::Reduce, Fold::Inscan, Fold::Exscan] {
        for (n, bytes) in
            [(1, CHUNK), (2, CHUNK), (3, 3 * CHUNK), (7, CHUNK), (9, 7281), (17, 3855)]
        {
            for nelems in [bytes - 1, bytes, bytes + 1, bytes + 64 * n + 1] {
                for in_place in [false, true] {
                    Case { fold, n, nelems, in_place, payload: true }.check_widths(1);
                }
            }
        }
    }
}

#[test]
fn many_chunks_in_each_part() {
    for fold in [Fold::Reduce, Fold::Inscan, Fold::Exscan] {
        for in_place in [false, true] {
            Case { fold, n: 3, nelems: 9000, in_place, payload: true }.check_widths(8);
        }
    }
}

#[test]
fn floats_have_the_same_bits_with_every_algorithm() {
    let spread = |values: &mut [f64]| {
        for value in values {
            // Exponents from 0 to 63: sums in another order differ.
            let bits = value.to_bits();
            *value = (bits >> 12) as f64 / ((bits & 63) as f64).exp2();
        }
    };
    for fold in [Fold::Reduce, Fold::Inscan, Fold::Exscan] {
        for nelems in [3, 48, 200, 2000] {
            for in_place in [false, true] {
                Case { fold, n: 5, nelems, in_place, payload: true }.check::<f64, Sum>(spread);
            }
        }
    }
}

macro_rules! every_operation {
    ($($name:ident: [$($ty:ty),*] [$($op:ty),*];)*) => {
        $(#[test]
        fn $name() {
            every_operation!(@types [$($ty),*] [$($op),*]);
        })*
    };
    (@types [$($ty:ty),*] $ops:tt) => { $(every_operation!(@ops $ty, $ops);)* };
    (@ops $ty:ty, [$($op:ty),*]) => {
        $(for nelems in [1, 5, 700] {
            let case = Case { fold: Fold::Reduce, n: 3, nelems, in_place: false, payload: true };
            case.check::<$ty, $op>(<$ty as Tame>::tame);
        })*
    };
}

every_operation! {
    every_integer_operation: [i8, i16, i32, i64, isize, u8, u16, u32, u64, usize]
        [Sum, Prod, Min, Max, And, Or, Xor];
    every_float_operation: [f32, f64] [Sum, Prod, Min, Max];
    every_complex_operation: [Complex<f32>, Complex<f64>] [Sum, Prod];
}

/// Makes numbers of random bits.
trait Tame: Sized {
    fn tame(_values: &mut [Self]) {}
}

macro_rules! tame {
    ($($ty:ty),*) => { $(impl Tame for $ty {})* };
}
tame!(i8, i16, i32, i64, isize, u8, u16, u32, u64, usize);

impl Tame for f32 {
    fn tame(values: &mut [Self]) {
        for value in values {
            *value = (value.to_bits() >> 16) as Self / 1024.0 - 31.0;
        }
    }
}

impl Tame for f64 {
    fn tame(values: &mut [Self]) {
        for value in values {
            *value = (value.to_bits() >> 40) as Self / 1024.0 - 8192.0;
        }
    }
}

impl Tame for Complex<f32> {
    fn tame(values: &mut [Self]) {
        f32::tame(bytemuck::cast_slice_mut(values));
    }
}

impl Tame for Complex<f64> {
    fn tame(values: &mut [Self]) {
        f64::tame(bytemuck::cast_slice_mut(values));
    }
}
