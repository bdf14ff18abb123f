//! Waiting for, and testing, one word: every type, every comparison, the old names.
#![allow(unsafe_code, reason = "tests the raw API")]
#![allow(missing_docs, reason = "a test binary")]

use core::ffi::{c_int, c_long};
use core::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use pastey::paste;
use shmem_sys::{
    SHMEM_CMP_EQ, SHMEM_CMP_GE, SHMEM_CMP_GT, SHMEM_CMP_LE, SHMEM_CMP_LT, SHMEM_CMP_NE,
};
use shmem_test::trials;
use shmem_tests::{Integer, Sym, barrier, left, me, pe, right};

/// Comparison, and whether it holds for a word that is less, equal and greater.
const COMPARISONS: [(c_int, [bool; 3]); 6] = [
    (SHMEM_CMP_EQ, [false, true, false]),
    (SHMEM_CMP_NE, [true, false, true]),
    (SHMEM_CMP_GT, [false, false, true]),
    (SHMEM_CMP_GE, [false, true, true]),
    (SHMEM_CMP_LT, [true, false, false]),
    (SHMEM_CMP_LE, [true, true, false]),
];

/// Less, equal and greater than the middle one; the ends show a wrong sign and a wrong width.
fn triples<T: Integer>() -> [[T; 3]; 2] {
    [[T::small(5), T::small(6), T::small(7)], [T::MIN, T::MIN.plus(T::small(9)), T::MAX]]
}

fn test<T: Integer>(call: impl Fn(*mut T, c_int, T) -> c_int) {
    let word = Sym::filled(3, T::small(1));
    for triple in triples::<T>() {
        for (cmp, holds) in COMPARISONS {
            for (value, holds) in triple.into_iter().zip(holds) {
                word.write(1, &[value]);
                let answer = call(word.at(1), cmp, triple[1]);
                assert_eq!(answer != 0, holds, "{value:?} compared by {cmp} with {}", "the middle");
            }
        }
    }
    barrier();
}

/// Every comparison that a word fulfils already returns at once; the others return when another
/// PE has set the word to what fulfils them, and not before.
fn wait_until<T: Integer>(set: impl Fn(*mut T, T, usize), wait: impl Fn(*mut T, c_int, T)) {
    let word = Sym::filled(3, T::small(1));
    let ready = Sym::filled(1, 0u64);
    for [less, middle, greater] in triples::<T>() {
        for (cmp, holds) in COMPARISONS {
            let values = [less, middle, greater];
            let yes = values[holds.iter().position(|&h| h).expect("one holds")];
            let no = values[holds.iter().position(|&h| !h).expect("one does not")];
            word.write(1, &[yes]);
            wait(word.at(1), cmp, middle);

            word.write(1, &[no]);
            barrier();
            // Say so first: a wait that does not wait will find the word not ready.
            ready.write(0, &[0]);
            barrier();
            // SAFETY: a symmetric word.
            unsafe { shmem_sys::shmem_uint64_atomic_set(ready.ptr(), 1, pe(right())) };
            set(word.at(1), yes, right());
            wait(word.at(1), cmp, middle);
            assert_eq!(word.read(1), yes);
            assert_eq!(ready.read(0), 1);
        }
    }
    barrier();
}

macro_rules! standard {
    ($($n:ident: $ty:ty),* $(,)?) => { paste! {
        fn typed_test() {
            // SAFETY: a symmetric word.
            $(test::<$ty>(|w, cmp, v| unsafe { shmem_sys::[<shmem_ $n _test>](w, cmp, v) });)*
        }

        fn typed_wait_until() {
            $(wait_until::<$ty>(
                // SAFETY: a symmetric word.
                |w, v, to| unsafe { shmem_sys::[<shmem_ $n _atomic_set>](w, v, pe(to)) },
                // SAFETY: a symmetric word.
                |w, cmp, v| unsafe { shmem_sys::[<shmem_ $n _wait_until>](w, cmp, v) },
            );)*
        }
    }};
}

shmem_sys::for_each_amo_standard_type!(standard);

macro_rules! old_types {
    ($($n:ident: $ty:ty),* $(,)?) => { paste! {
        fn old_test() {
            // SAFETY: a symmetric word.
            $(test::<$ty>(|w, cmp, v| unsafe { shmem_sys::[<shmem_ $n _test>](w, cmp, v) });)*
        }

        fn old_wait_until() {
            $(wait_until::<$ty>(
                // SAFETY: a symmetric word; these types have no atomics, and a single put of
                // them is what programs of their time used.
                |w, v, to| unsafe { shmem_sys::[<shmem_ $n _p>](w, v, pe(to)) },
                // SAFETY: a symmetric word.
                |w, cmp, v| unsafe { shmem_sys::[<shmem_ $n _wait_until>](w, cmp, v) },
            );)*
        }
    }};
}

shmem_sys::for_each_old_wait_until_type!(old_types);

/// Waits until the word differs from the value.
fn wait<T: Integer>(p: impl Fn(*mut T, T, usize), wait: impl Fn(*mut T, T)) {
    let word = Sym::filled(3, T::small(4));
    wait(word.at(1), T::small(5));
    p(word.at(1), T::MAX.plus(T::small(7)), right());
    wait(word.at(1), T::small(4));
    assert_eq!(word.read(1), T::MAX.plus(T::small(7)));
    barrier();
}

macro_rules! old_wait {
    ($($n:ident: $ty:ty),* $(,)?) => { paste! {
        fn typed_wait() {
            $(wait::<$ty>(
                // SAFETY: a symmetric word.
                |w, v, to| unsafe { shmem_sys::[<shmem_ $n _p>](w, v, pe(to)) },
                // SAFETY: a symmetric word.
                |w, v| unsafe { shmem_sys::[<shmem_ $n _wait>](w, v) },
            );)*
        }
    }};
}

shmem_sys::for_each_old_wait_type!(old_wait);

fn untyped_wait() {
    wait::<c_long>(
        // SAFETY: a symmetric word.
        |w, v, to| unsafe { shmem_sys::shmem_long_p(w, v, pe(to)) },
        // SAFETY: a symmetric word.
        |w, v| unsafe { shmem_sys::shmem_wait(w, v) },
    );
    wait_until::<c_long>(
        // SAFETY: a symmetric word.
        |w, v, to| unsafe { shmem_sys::shmem_long_atomic_set(w, v, pe(to)) },
        // SAFETY: a symmetric word.
        |w, cmp, v| unsafe { shmem_sys::shmem_wait_until(w, cmp, v) },
    );
}

/// A PE that has slept for long is woken, by atomics, signals and plain puts alike.
fn sleepers_wake() {
    let words = Sym::filled(3, 0u64);
    for round in 1..=3 {
        if me() == 0 {
            thread::sleep(Duration::from_millis(30));
        } else {
            // SAFETY: a symmetric word.
            unsafe { shmem_sys::shmem_uint64_wait_until(words.at(0), SHMEM_CMP_EQ, round) };
        }
        // SAFETY: a symmetric word.
        unsafe { shmem_sys::shmem_uint64_atomic_set(words.at(0), round, pe(right())) };
        // SAFETY: a symmetric word.
        unsafe { shmem_sys::shmem_signal_set(words.at(1), round, pe(right())) };
        // SAFETY: a symmetric word.
        unsafe { shmem_sys::shmem_uint64_p(words.at(2), round, pe(right())) };
        for index in 0..3 {
            // SAFETY: a symmetric word.
            unsafe { shmem_sys::shmem_uint64_wait_until(words.at(index), SHMEM_CMP_EQ, round) };
        }
    }
    barrier();
}

/// Polling makes progress though nobody sleeps, and the data behind the flag is there.
fn polling_sees_the_data() {
    let data = Sym::filled(100, 0u64);
    let flag = Sym::filled(1, 0i32);
    let source = vec![7 + me() as u64; 100];
    // SAFETY: symmetric and in bounds.
    unsafe { shmem_sys::shmem_uint64_put(data.ptr(), source.as_ptr(), 100, pe(right())) };
    // SAFETY: initialised.
    unsafe { shmem_sys::shmem_fence() };
    // SAFETY: a symmetric word.
    unsafe { shmem_sys::shmem_int_atomic_set(flag.ptr(), 1, pe(right())) };
    // SAFETY: a symmetric word.
    while unsafe { shmem_sys::shmem_int_test(flag.ptr(), SHMEM_CMP_EQ, 1) } == 0 {}
    assert_eq!(data.to_vec(), vec![7 + left() as u64; 100]);
    barrier();
}

/// A wait blocks its own thread only: another thread of the PE ends it, by an atomic to itself.
fn another_thread_ends_the_wait() {
    let word = Sym::filled(1, 0i64);
    let waiting = AtomicBool::new(false);
    thread::scope(|s| {
        s.spawn(|| {
            while !waiting.load(Ordering::Acquire) {
                thread::yield_now();
            }
            // SAFETY: a symmetric word; the level is MULTIPLE.
            unsafe { shmem_sys::shmem_int64_atomic_add(word.ptr(), 5, pe(me())) };
        });
        waiting.store(true, Ordering::Release);
        // SAFETY: a symmetric word.
        unsafe { shmem_sys::shmem_int64_wait_until(word.ptr(), SHMEM_CMP_GT, 4) };
    });
    assert_eq!(word.read(0), 5);
    barrier();
}

fn main() {
    shmem_test::run(trials![
        typed_test, typed_wait_until, old_test, old_wait_until, typed_wait, untyped_wait,
        sleepers_wake: [2, 3, 4, 7], polling_sees_the_data: [1, 2, 4, 7],
        another_thread_ends_the_wait: [1, 2, 4],
    ]);
}
