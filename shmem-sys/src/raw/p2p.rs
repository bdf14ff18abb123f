//! Point-to-point synchronisation: waiting for and testing this PE's own words.

use core::ffi::c_int;

use shmem_core::{for_each_amo_standard_type, for_each_old_wait_until_type};

use crate::engine::p2p::{Values, Watch, answer};

macro_rules! one_word {
    ($($name:ident: $ty:ty),* $(,)?) => { ::pastey::paste! { routines! { $(
        /// Waits until the word compares as asked with `cmp_value`.
        fn [<shmem_ $name _wait_until>](ivar: *mut $ty, cmp: c_int, cmp_value: $ty) {
            // SAFETY: the caller's promise.
            unsafe { Watch::one(ivar, cmp, cmp_value) }.until_all();
        }
        /// Says whether the word compares as asked with `cmp_value`: 1 or 0.
        fn [<shmem_ $name _test>](ivar: *mut $ty, cmp: c_int, cmp_value: $ty) -> c_int {
            // SAFETY: the caller's promise.
            c_int::from(answer(unsafe { Watch::one(ivar, cmp, cmp_value) }.all()))
        }
    )* } } };
}
for_each_amo_standard_type!(one_word);
for_each_old_wait_until_type!(one_word);

/// The six routines over many words, for one way of giving the values.
macro_rules! many_words {
    ($name:ident ($($suffix:ident)?) $ty:ty, $values:ident: $values_ty:ty, $how:expr) => { ::pastey::paste! {
        routines! {
            /// Waits until all words that count compare as asked.
            fn [<shmem_ $name _wait_until_all $($suffix)?>](
                ivars: *mut $ty, nelems: usize, status: *const c_int, cmp: c_int, $values: $values_ty
            ) {
                // SAFETY: the caller's promise.
                unsafe { Watch::many(ivars, nelems, status, cmp, $how) }.until_all();
            }
            /// Waits until a word that counts compares as asked; `SIZE_MAX` when none counts.
            fn [<shmem_ $name _wait_until_any $($suffix)?>](
                ivars: *mut $ty, nelems: usize, status: *const c_int, cmp: c_int, $values: $values_ty
            ) -> usize {
                // SAFETY: the caller's promise.
                let watch = unsafe { Watch::many(ivars, nelems, status, cmp, $how) };
                if watch.is_empty() { usize::MAX } else { watch.until(|| watch.any()) }
            }
            /// Waits until words that count compare as asked and lists them; 0 when none counts.
            fn [<shmem_ $name _wait_until_some $($suffix)?>](
                ivars: *mut $ty, nelems: usize, indices: *mut usize, status: *const c_int,
                cmp: c_int, $values: $values_ty
            ) -> usize {
                // SAFETY: the caller's promise.
                let watch = unsafe { Watch::many(ivars, nelems, status, cmp, $how) };
                if watch.is_empty() {
                    return 0;
                }
                // SAFETY: the caller's promise.
                watch.until(|| Some(unsafe { watch.some(indices) }).filter(|&found| found > 0))
            }
            /// Says whether all words that count compare as asked: 1 or 0.
            fn [<shmem_ $name _test_all $($suffix)?>](
                ivars: *mut $ty, nelems: usize, status: *const c_int, cmp: c_int, $values: $values_ty
            ) -> c_int {
                // SAFETY: the caller's promise.
                c_int::from(answer(unsafe { Watch::many(ivars, nelems, status, cmp, $how) }.all()))
            }
            /// Gives a word that counts and compares as asked, or `SIZE_MAX`.
            fn [<shmem_ $name _test_any $($suffix)?>](
                ivars: *mut $ty, nelems: usize, status: *const c_int, cmp: c_int, $values: $values_ty
            ) -> usize {
                // SAFETY: the caller's promise.
                let found = unsafe { Watch::many(ivars, nelems, status, cmp, $how) }.any();
                answer(found.is_some());
                found.unwrap_or(usize::MAX)
            }
            /// Lists the words that count and compare as asked.
            fn [<shmem_ $name _test_some $($suffix)?>](
                ivars: *mut $ty, nelems: usize, indices: *mut usize, status: *const c_int,
                cmp: c_int, $values: $values_ty
            ) -> usize {
                // SAFETY: the caller's promise.
                let watch = unsafe { Watch::many(ivars, nelems, status, cmp, $how) };
                // SAFETY: the caller's promise.
                let found = unsafe { watch.some(indices) };
                answer(found > 0);
                found
            }
        }
    } };
}

macro_rules! same_value {
    ($($name:ident: $ty:ty),* $(,)?) => {
        $(many_words! { $name () $ty, cmp_value: $ty, Values::Same(cmp_value) })*
    };
}
macro_rules! a_value_each {
    ($($name:ident: $ty:ty),* $(,)?) => {
        $(many_words! { $name (_vector) $ty, cmp_values: *const $ty, Values::Each(cmp_values) })*
    };
}
for_each_amo_standard_type!(same_value);
for_each_amo_standard_type!(a_value_each);

routines! {
    /// Waits until this PE's signal word compares as asked, and gives the value it then had.
    fn shmem_signal_wait_until(sig_addr: *mut u64, cmp: c_int, cmp_value: u64) -> u64 {
        // SAFETY: the caller's promise.
        let watch = unsafe { Watch::one(sig_addr, cmp, cmp_value) };
        watch.until(|| watch.first())
    }
}
