//! Reductions over active sets, deprecated since 1.5 and still part of the standard.
#![allow(unsafe_code, reason = "tests the raw API")]
#![allow(missing_docs, reason = "a test binary")]

use core::ffi::{c_int, c_long};
use std::ops::{Add, Mul};

use pastey::paste;
use shmem_sys::{Complex, SHMEM_REDUCE_MIN_WRKDATA_SIZE, SHMEM_REDUCE_SYNC_SIZE};
use shmem_test::trials;
use shmem_tests::active_set::{Set, UNTOUCHED, moves, over_sets};
use shmem_tests::{Integer, Sym, Value, barrier, me, pe};

type ToAll<T> =
    unsafe extern "C" fn(*mut T, *const T, c_int, c_int, c_int, c_int, *mut T, *mut c_long);

/// A reduction, in place and not.
fn to_all<T: Value>(input: fn(usize, usize) -> T, op: fn(T, T) -> T, routine: ToAll<T>) {
    for n in [1, 6, 900] {
        let work = (n / 2 + 1).max(SHMEM_REDUCE_MIN_WRKDATA_SIZE as usize);
        let work = Sym::filled(work, T::sample(3));
        let call = |set: Set, dest: *mut T, source: *const T, sync| {
            let (start, stride, size) = set.arguments();
            // SAFETY: symmetric and in bounds; all members call.
            unsafe { routine(dest, source, pe(n), start, stride, size, work.ptr(), sync) }
        };
        let inputs = |_| (0..n).map(|i| input(me(), i)).collect();
        let results = |set: Set| {
            let member = |i| set.members().into_iter().map(move |m| input(m, i));
            let mut all: Vec<T> =
                (0..n).map(|i| member(i).reduce(op).expect("a set has members")).collect();
            all.push(T::sample(UNTOUCHED));
            all
        };
        moves(SHMEM_REDUCE_SYNC_SIZE, inputs, results, call);
        over_sets(SHMEM_REDUCE_SYNC_SIZE, |set, sync| {
            let both = Sym::new(&inputs(set));
            if set.rank().is_some() {
                call(set, both.ptr(), both.ptr(), sync);
                assert!(both.to_vec() == results(set)[..n], "in place over {set:?}");
            }
            barrier();
        });
    }
}

fn any_bits<T: Integer>(pe: usize, i: usize) -> T {
    T::sample((pe * 31 + i * 7) % 120)
}

/// Numbers that every active-set reduction of their type can be tried with: integers wrap, the
/// others stay exact.
trait Number: Value {
    fn input(pe: usize, i: usize) -> Self;
    fn plus(self, other: Self) -> Self;
    fn times(self, other: Self) -> Self;
    fn least(self, other: Self) -> Self;
    fn most(self, other: Self) -> Self;
}

macro_rules! integers {
    ($($ty:ty),*) => {$(
        impl Number for $ty {
            fn input(pe: usize, i: usize) -> Self {
                any_bits::<$ty>(pe, i) | 1
            }
            fn plus(self, other: Self) -> Self {
                self.wrapping_add(other)
            }
            fn times(self, other: Self) -> Self {
                self.wrapping_mul(other)
            }
            fn least(self, other: Self) -> Self {
                self.min(other)
            }
            fn most(self, other: Self) -> Self {
                self.max(other)
            }
        }
    )*};
}

integers!(i16, i32, i64);

macro_rules! floats {
    ($($ty:ty),*) => {$(
        impl Number for $ty {
            fn input(pe: usize, i: usize) -> Self {
                ((pe * 3 + i) % 5) as $ty - 2.5
            }
            fn plus(self, other: Self) -> Self {
                self.add(other)
            }
            fn times(self, other: Self) -> Self {
                self.mul(other)
            }
            fn least(self, other: Self) -> Self {
                self.min(other)
            }
            fn most(self, other: Self) -> Self {
                self.max(other)
            }
        }
    )*};
}

floats!(f32, f64);

/// Complex numbers of small integers.
fn complex<T: From<u8> + std::ops::Sub<Output = T>>(pe: usize, i: usize) -> Complex<T> {
    let part = |number: usize| T::from((number % 3) as u8) - T::from(1);
    Complex { re: part(pe + i), im: part(pe * 2 + i) }
}

macro_rules! bitwise {
    ($($n:ident: $ty:ty),* $(,)?) => { paste! {
        fn and_to_all() {
            $(to_all::<$ty>(|p, i| !(any_bits::<$ty>(p, i) & 0x11), Integer::and,
                shmem_sys::[<shmem_ $n _and_to_all>]);)*
        }

        fn or_to_all() {
            $(to_all::<$ty>(|p, i| any_bits::<$ty>(p, i) & 0x1234, Integer::or,
                shmem_sys::[<shmem_ $n _or_to_all>]);)*
        }

        fn xor_to_all() {
            $(to_all::<$ty>(any_bits, Integer::xor, shmem_sys::[<shmem_ $n _xor_to_all>]);)*
        }
    }};
}

macro_rules! minmax {
    ($($n:ident: $ty:ty),* $(,)?) => { paste! {
        fn min_to_all() {
            $(to_all::<$ty>(Number::input, Number::least, shmem_sys::[<shmem_ $n _min_to_all>]);)*
        }

        fn max_to_all() {
            $(to_all::<$ty>(Number::input, Number::most, shmem_sys::[<shmem_ $n _max_to_all>]);)*
        }

        fn sum_to_all() {
            $(to_all::<$ty>(Number::input, Number::plus, shmem_sys::[<shmem_ $n _sum_to_all>]);)*
            to_all::<Complex<f32>>(complex, Add::add, shmem_sys::shmem_complexf_sum_to_all);
            to_all::<Complex<f64>>(complex, Add::add, shmem_sys::shmem_complexd_sum_to_all);
        }

        fn prod_to_all() {
            $(to_all::<$ty>(Number::input, Number::times, shmem_sys::[<shmem_ $n _prod_to_all>]);)*
            to_all::<Complex<f32>>(complex, Mul::mul, shmem_sys::shmem_complexf_prod_to_all);
            to_all::<Complex<f64>>(complex, Mul::mul, shmem_sys::shmem_complexd_prod_to_all);
        }
    }};
}

shmem_sys::for_each_to_all_bitwise_type!(bitwise);
shmem_sys::for_each_to_all_minmax_type!(minmax);

fn main() {
    shmem_test::run(trials![
        and_to_all: [1, 2, 3, 4, 7], or_to_all, xor_to_all, min_to_all, max_to_all,
        sum_to_all: [1, 2, 3, 4, 7], prod_to_all,
    ]);
}
