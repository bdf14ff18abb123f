//! Atomic memory operations by all PEs on one word at once: none may be lost or torn.
#![allow(unsafe_code, reason = "tests the raw API")]
#![allow(missing_docs, reason = "a test binary")]

use pastey::paste;
use shmem_test::trials;
use shmem_tests::{Integer, Sym, Value, barrier, me, npes, quiet, samples};

const TIMES: usize = 500;

/// Every PE adds to PE 0's word; what each of them fetches only grows.
fn tickets<T: Integer>(take: impl Fn(*mut T) -> T) {
    let counter = Sym::filled(3, T::ZERO);
    let mut last = None;
    for _ in 0..TIMES {
        let ticket = take(counter.at(1));
        assert!(last < Some(ticket), "{last:?}, then {ticket:?}");
        last = Some(ticket);
    }
    quiet();
    barrier();
    let total = if me() == 0 { T::small(TIMES * npes()) } else { T::ZERO };
    assert_eq!(counter.to_vec(), [T::ZERO, total, T::ZERO]);
}

/// Every PE exchanges its value with PE 0's: at the end, no value is lost or there twice.
fn exchange<T: Value + Into<f64>>(swap: impl Fn(*mut T, T) -> T) {
    let pot = Sym::filled(1, T::sample(npes()));
    let found = Sym::new(&[T::sample(me())]);
    for _ in 0..TIMES {
        found.write(0, &[swap(pot.ptr(), found.read(0))]);
    }
    barrier();
    if me() == 0 {
        let mut values: Vec<f64> = (0..npes())
            .map(|pe| {
                // SAFETY: symmetric, and nobody writes any more.
                let theirs = unsafe { shmem_sys::shmem_ptr(found.ptr().cast(), pe as i32) };
                // SAFETY: this node's memory, as the test of `shmem_ptr` shows.
                unsafe { theirs.cast::<T>().read_volatile() }.into()
            })
            .chain([pot.read(0).into()])
            .collect();
        let mut expected: Vec<f64> =
            samples::<T>(0, npes() + 1).into_iter().map(Into::into).collect();
        values.sort_by(f64::total_cmp);
        expected.sort_by(f64::total_cmp);
        assert_eq!(values, expected);
    }
    barrier();
}

/// Every PE sets and clears its own bit of PE 0's word, and always finds it as it left it.
fn own_bits<T: Integer>(
    or: impl Fn(*mut T, T) -> T,
    and: impl Fn(*mut T, T) -> T,
    xor: impl Fn(*mut T, T) -> T,
) {
    let word = Sym::filled(1, T::ZERO);
    let mine = T::small(1 << me());
    let others = mine.xor(T::MAX.or(T::MIN));
    for _ in 0..TIMES {
        assert_eq!(or(word.ptr(), mine).and(mine), T::ZERO);
        assert_eq!(xor(word.ptr(), mine).and(mine), mine);
        assert_eq!(or(word.ptr(), mine).and(mine), T::ZERO);
        assert_eq!(and(word.ptr(), others).and(mine), mine);
    }
    barrier();
    assert_eq!(word.read(0), T::ZERO);
}

macro_rules! standard {
    ($($n:ident: $ty:ty),* $(,)?) => { paste! {
        fn fetch_inc() {
            $(tickets::<$ty>(|cell| {
                // SAFETY: a symmetric, aligned word.
                unsafe { shmem_sys::[<shmem_ $n _atomic_fetch_inc>](cell, 0) }
            });)*
        }

        fn fetch_add() {
            $(tickets::<$ty>(|cell| {
                // SAFETY: a symmetric, aligned word.
                unsafe { shmem_sys::[<shmem_ $n _atomic_fetch_add>](cell, 1, 0) }
            });)*
        }

        fn inc_and_fetch() {
            $(tickets::<$ty>(|cell| {
                // SAFETY: a symmetric, aligned word.
                unsafe { shmem_sys::[<shmem_ $n _atomic_inc>](cell, 0) };
                quiet();
                // SAFETY: a symmetric, aligned word.
                unsafe { shmem_sys::[<shmem_ $n _atomic_fetch>](cell, 0) }
            });)*
        }

        fn compare_swap() {
            $(tickets::<$ty>(|cell| {
                // SAFETY: a symmetric, aligned word.
                let mut old = unsafe { shmem_sys::[<shmem_ $n _atomic_fetch>](cell, 0) };
                loop {
                    let new = old.plus(<$ty>::ONE);
                    // SAFETY: a symmetric, aligned word.
                    let found = unsafe {
                        shmem_sys::[<shmem_ $n _atomic_compare_swap>](cell, old, new, 0)
                    };
                    if found == old {
                        break old;
                    }
                    old = found;
                }
            });)*
        }
    }};
}

macro_rules! bitwise {
    ($($n:ident: $ty:ty),* $(,)?) => { paste! {
        fn bits() {
            $(own_bits::<$ty>(
                // SAFETY: a symmetric, aligned word.
                |cell, v| unsafe { shmem_sys::[<shmem_ $n _atomic_fetch_or>](cell, v, 0) },
                // SAFETY: a symmetric, aligned word.
                |cell, v| unsafe { shmem_sys::[<shmem_ $n _atomic_fetch_and>](cell, v, 0) },
                // SAFETY: a symmetric, aligned word.
                |cell, v| unsafe { shmem_sys::[<shmem_ $n _atomic_fetch_xor>](cell, v, 0) },
            );)*
        }
    }};
}

shmem_sys::for_each_amo_standard_type!(standard);
shmem_sys::for_each_amo_bitwise_type!(bitwise);

fn swap() {
    // SAFETY: a symmetric, aligned word.
    exchange::<f32>(|cell, v| unsafe { shmem_sys::shmem_float_atomic_swap(cell, v, 0) });
    // SAFETY: a symmetric, aligned word.
    exchange::<f64>(|cell, v| unsafe { shmem_sys::shmem_double_atomic_swap(cell, v, 0) });
    // SAFETY: a symmetric, aligned word.
    exchange::<i32>(|cell, v| unsafe { shmem_sys::shmem_int_atomic_swap(cell, v, 0) });
    // SAFETY: a symmetric, aligned word.
    exchange::<u32>(|cell, v| unsafe { shmem_sys::shmem_uint32_atomic_swap(cell, v, 0) });
}

fn main() {
    shmem_test::run(trials![
        fetch_inc: [1, 2, 4, 7], fetch_add: [1, 2, 4, 7], inc_and_fetch: [2, 4],
        compare_swap: [1, 2, 4, 7], swap: [1, 2, 4, 7], bits: [1, 2, 4, 7],
    ]);
}
