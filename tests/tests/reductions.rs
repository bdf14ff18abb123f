//! Reductions and scans over teams, of every operation and type.
#![allow(unsafe_code, reason = "tests the raw API")]
#![allow(missing_docs, reason = "a test binary")]

use core::ffi::c_int;
use std::ops::{Add, Mul};

use pastey::paste;
use shmem_sys::{Complex, SHMEM_TEAM_WORLD, shmem_team_t};
use shmem_test::trials;
use shmem_tests::{Integer, Reversed, Sym, Value, barrier, me, npes};

/// Elements reduced: few enough to be sent along with the call, then too many for that.
const SIZES: &[usize] = &[1, 5, 0, 700];

/// Elements that no algorithm takes in one piece.
const LARGE: &[usize] = &[8_191, 30_001];

type Reduce<'a, T> = &'a dyn Fn(shmem_team_t, *mut T, *const T, usize) -> c_int;

/// What element `i` is on a PE of the world.
type Input<T> = fn(pe: usize, i: usize) -> T;

/// A reduction, in place and not, over the world and over the world reversed. `expected` gives the
/// result on a member from what the members have, in the team's order, and its own number.
fn reduce<T: Value>(input: Input<T>, expected: &dyn Fn(&[T], usize) -> T, call: Reduce<'_, T>) {
    reduce_of(SIZES, input, expected, call);
}

fn reduce_of<T: Value>(
    sizes: &[usize],
    input: Input<T>,
    expected: &dyn Fn(&[T], usize) -> T,
    call: Reduce<'_, T>,
) {
    let on = Reversed::new();
    for &n in sizes {
        for (team, reversed) in [(SHMEM_TEAM_WORLD(), false), (on.team, true)] {
            let guard = T::sample(127);
            let mine: Vec<T> = (0..n).map(|i| input(me(), i)).collect();
            let rank = if reversed { npes() - 1 - me() } else { me() };
            let mut result = vec![guard];
            result.extend((0..n).map(|i| {
                let mut all: Vec<T> = (0..npes()).map(|pe| input(pe, i)).collect();
                if reversed {
                    all.reverse();
                }
                expected(&all, rank)
            }));
            result.push(guard);

            let source = Sym::filled(n + 1, guard);
            source.write(0, &mine);
            let dest = Sym::filled(n + 2, guard);
            barrier();
            assert_eq!(call(team, dest.at(1), source.ptr(), n), 0);
            assert!(dest.to_vec() == result, "{n} elements, reversed: {reversed}");
            assert_eq!(source.to_vec()[..n], mine[..], "the source");
            barrier();

            dest.refill(guard);
            dest.write(1, &mine);
            barrier();
            assert_eq!(call(team, dest.at(1), dest.at(1), n), 0);
            assert!(dest.to_vec() == result, "{n} elements in place, reversed: {reversed}");
            barrier();
        }
    }
    on.end();
}

/// Folds all of the members' values.
fn fold<T: Value>(op: fn(T, T) -> T) -> impl Fn(&[T], usize) -> T {
    move |all, _| all.iter().copied().reduce(op).expect("a team has members")
}

fn bits<T: Integer>(pe: usize, i: usize) -> T {
    T::sample((pe * 31 + i * 7) % 120)
}

fn and<T: Integer>(call: Reduce<'_, T>) {
    // Mostly ones, or nothing would be left of seven.
    let input: Input<T> =
        |pe, i| T::MAX.or(T::MIN).xor(T::ONE.and(bits(pe, i))).xor(T::small(2 << (pe % 4)));
    reduce(input, &fold(T::and), call);
}

fn or<T: Integer>(call: Reduce<'_, T>) {
    reduce(|pe, i| T::small(1 << (pe % 7)).times(T::ONE.and(bits(pe, i))), &fold(T::or), call);
}

fn xor<T: Integer>(call: Reduce<'_, T>) {
    reduce(bits, &fold(T::xor), call);
}

/// Numbers that are compared.
trait Number: Value {
    fn less(self, other: Self) -> bool;
}

macro_rules! numbers {
    ($($ty:ty),*) => {$(
        impl Number for $ty {
            fn less(self, other: Self) -> bool {
                self < other
            }
        }
    )*};
}

numbers!(i8, i16, i32, i64, isize, u8, u16, u32, u64, usize, f32, f64);

fn scattered<T: Number>(pe: usize, i: usize) -> T {
    T::sample((pe * 37 + i * 11) % 125)
}

fn min<T: Number>(call: Reduce<'_, T>) {
    reduce(scattered, &fold(|a: T, b: T| if b.less(a) { b } else { a }), call);
}

fn max<T: Number>(call: Reduce<'_, T>) {
    reduce(scattered, &fold(|a: T, b: T| if a.less(b) { b } else { a }), call);
}

/// Numbers that are added and multiplied: integers of any width wrap; floating-point ones are kept
/// so small that every sum and product is exact, in whatever order.
trait Arithmetic: Value {
    const ZERO: Self;
    fn input(pe: usize, i: usize) -> Self;
    fn plus(self, other: Self) -> Self;
    fn times(self, other: Self) -> Self;
}

macro_rules! wrapping {
    ($($ty:ty),*) => {$(
        impl Arithmetic for $ty {
            const ZERO: Self = 0;
            fn input(pe: usize, i: usize) -> Self {
                Self::sample((pe * 5 + i) % 120) | 1
            }
            fn plus(self, other: Self) -> Self {
                self.wrapping_add(other)
            }
            fn times(self, other: Self) -> Self {
                self.wrapping_mul(other)
            }
        }
    )*};
}

wrapping!(i8, i16, i32, i64, isize, u8, u16, u32, u64, usize);

macro_rules! exact {
    ($($ty:ty),*) => {$(
        impl Arithmetic for $ty {
            const ZERO: Self = 0.0;
            fn input(pe: usize, i: usize) -> Self {
                ((pe * 3 + i) % 5) as $ty - 2.5
            }
            fn plus(self, other: Self) -> Self {
                self.add(other)
            }
            fn times(self, other: Self) -> Self {
                self.mul(other)
            }
        }

        impl Arithmetic for Complex<$ty> {
            const ZERO: Self = Self { re: 0.0, im: 0.0 };
            fn input(pe: usize, i: usize) -> Self {
                Self { re: ((pe + i) % 3) as $ty - 1.0, im: ((pe * 2 + i) % 3) as $ty + 1.0 }
            }
            fn plus(self, other: Self) -> Self {
                self.add(other)
            }
            fn times(self, other: Self) -> Self {
                self.mul(other)
            }
        }
    )*};
}

exact!(f32, f64);

fn sum<T: Arithmetic>(call: Reduce<'_, T>) {
    reduce(T::input, &fold(T::plus), call);
}

fn prod<T: Arithmetic>(call: Reduce<'_, T>) {
    reduce(T::input, &fold(T::times), call);
}

/// The sum of the members up to, and with, the own one.
fn up_to<T: Arithmetic>(all: &[T], rank: usize) -> T {
    all[..=rank].iter().copied().fold(T::ZERO, T::plus)
}

/// The sum of the members before the own one.
fn before<T: Arithmetic>(all: &[T], rank: usize) -> T {
    all[..rank].iter().copied().fold(T::ZERO, T::plus)
}

fn inscan<T: Arithmetic>(call: Reduce<'_, T>) {
    reduce(T::input, &up_to, call);
}

fn exscan<T: Arithmetic>(call: Reduce<'_, T>) {
    reduce(T::input, &before, call);
}

/// A trial that checks one operation for every type of a table.
macro_rules! trial {
    ($test:ident, $check:ident, [$($ty:ty, $routine:ident;)*]) => {
        fn $test() {
            $($check::<$ty>(&|team, dest, source, n| {
                // SAFETY: symmetric and in bounds.
                unsafe { shmem_sys::$routine(team, dest, source, n) }
            });)*
        }
    };
}

macro_rules! bitwise {
    ($($n:ident: $ty:ty),* $(,)?) => { paste! {
        trial!(and_reduce, and, [$($ty, [<shmem_ $n _and_reduce>];)*]);
        trial!(or_reduce, or, [$($ty, [<shmem_ $n _or_reduce>];)*]);
        trial!(xor_reduce, xor, [$($ty, [<shmem_ $n _xor_reduce>];)*]);
    }};
}

macro_rules! minmax {
    ($($n:ident: $ty:ty),* $(,)?) => { paste! {
        trial!(min_reduce, min, [$($ty, [<shmem_ $n _min_reduce>];)*]);
        trial!(max_reduce, max, [$($ty, [<shmem_ $n _max_reduce>];)*]);
    }};
}

macro_rules! sumprod {
    ($($n:ident: $ty:ty),* $(,)?) => { paste! {
        trial!(sum_reduce, sum, [$($ty, [<shmem_ $n _sum_reduce>];)*]);
        trial!(prod_reduce, prod, [$($ty, [<shmem_ $n _prod_reduce>];)*]);
        trial!(sum_inscan, inscan, [$($ty, [<shmem_ $n _sum_inscan>];)*]);
        trial!(sum_exscan, exscan, [$($ty, [<shmem_ $n _sum_exscan>];)*]);
    }};
}

shmem_sys::for_each_reduce_bitwise_type!(bitwise);
shmem_sys::for_each_reduce_minmax_type!(minmax);
shmem_sys::for_each_reduce_sumprod_type!(sumprod);

#[allow(clippy::undocumented_unsafe_blocks, reason = "symmetric and in bounds")]
fn large() {
    use shmem_sys::*;
    reduce_of(LARGE, bits, &fold(Integer::xor), &|t, d, s, n| unsafe {
        shmem_uint64_xor_reduce(t, d, s, n)
    });
    reduce_of(LARGE, scattered, &fold(f64::min), &|t, d, s, n| unsafe {
        shmem_double_min_reduce(t, d, s, n)
    });
    reduce_of(LARGE, i32::input, &fold(i32::wrapping_add), &|t, d, s, n| unsafe {
        shmem_int_sum_reduce(t, d, s, n)
    });
    reduce_of(LARGE, Complex::<f64>::input, &fold(Mul::mul), &|t, d, s, n| unsafe {
        shmem_complexd_prod_reduce(t, d, s, n)
    });
    reduce_of(LARGE, i64::input, &up_to, &|t, d, s, n| unsafe {
        shmem_int64_sum_inscan(t, d, s, n)
    });
    reduce_of(LARGE, f32::input, &before, &|t, d, s, n| unsafe {
        shmem_float_sum_exscan(t, d, s, n)
    });
}

/// Sums whose value depends on the order of addition: the same bits every time.
fn the_same_bits_every_time() {
    for n in [1, 40, 2_000, 20_000] {
        let source = Sym::filled(n, 0f64);
        let dest = Sym::filled(n, 0f64);
        let mine: Vec<f64> =
            (0..n).map(|i| (1.0 + i as f64) * 10f64.powi((me() * 7 % 11) as i32) / 3.0).collect();
        source.write(0, &mine);
        let mut first: Option<Vec<f64>> = None;
        for _ in 0..20 {
            barrier();
            // SAFETY: symmetric and in bounds.
            unsafe {
                shmem_sys::shmem_double_sum_reduce(SHMEM_TEAM_WORLD(), dest.ptr(), source.ptr(), n)
            };
            let now = dest.to_vec();
            assert!(first.get_or_insert_with(|| now.clone()) == &now, "other bits than before");
        }
        barrier();
    }
}

fn main() {
    shmem_test::run(trials![
        and_reduce: [1, 2, 3, 4, 7], or_reduce: [1, 2, 3, 4, 7], xor_reduce: [1, 2, 3, 4, 7],
        min_reduce: [1, 2, 3, 4, 7], max_reduce: [1, 2, 3, 4, 7], sum_reduce: [1, 2, 3, 4, 7],
        prod_reduce: [1, 2, 3, 4, 7], sum_inscan: [1, 2, 3, 4, 7], sum_exscan: [1, 2, 3, 4, 7],
        large: [1, 2, 3, 4, 7], the_same_bits_every_time: [1, 2, 3, 4, 7],
    ]);
}
