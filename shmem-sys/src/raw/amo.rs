//! Atomic memory operations, blocking and non-blocking.

use shmem_core::{
    for_each_amo_bitwise_type, for_each_amo_extended_type, for_each_amo_standard_type,
};

use crate::engine::amo::{self, Change};

macro_rules! extended {
    ($($name:ident: $ty:ty),* $(,)?) => { ::pastey::paste! { $(
        context_routines! {
            /// Reads a word atomically.
            fn [<$name _atomic_fetch>](source: *const $ty; at) -> $ty {
                // SAFETY: the caller's promise.
                unsafe { amo::fetch(source, at) }
            }
            /// Reads a word atomically; it is in `fetch` after quiet.
            fn [<$name _atomic_fetch_nbi>](fetch: *mut $ty, source: *const $ty; at) {
                // SAFETY: the caller's promise.
                unsafe { amo::fetch_nbi(fetch, source, at) }
            }
            /// Writes a word atomically.
            fn [<$name _atomic_set>](dest: *mut $ty, value: $ty; at) {
                // SAFETY: the caller's promise.
                unsafe { amo::set(dest, value, at) }
            }
            /// Writes a word atomically and gives the one that was there.
            fn [<$name _atomic_swap>](dest: *mut $ty, value: $ty; at) -> $ty {
                // SAFETY: the caller's promise.
                unsafe { amo::swap(dest, value, at) }
            }
            /// Writes a word atomically; the one that was there is in `fetch` after quiet.
            fn [<$name _atomic_swap_nbi>](fetch: *mut $ty, dest: *mut $ty, value: $ty; at) {
                // SAFETY: the caller's promise.
                unsafe { amo::swap_nbi(fetch, dest, value, at) }
            }
        }
    )* } };
}
for_each_amo_extended_type!(extended);

/// An operation in its three forms: fetching, fetching and non-blocking, not fetching.
macro_rules! operation {
    (
        $doc:literal $fetching:ident $nbi:ident $plain:ident: $ty:ty, ($($arg:ident)?), $change:expr
    ) => { context_routines! {
        #[doc = $doc]
        ///
        /// Complete on return; gives the old value.
        fn $fetching(dest: *mut $ty $(, $arg: $ty)?; at) -> $ty {
            // SAFETY: the caller's promise.
            unsafe { amo::fetch_change(dest, $change, at) }
        }
        #[doc = $doc]
        ///
        /// Begun on return; the old value is in `fetch` after quiet.
        fn $nbi(fetch: *mut $ty, dest: *mut $ty $(, $arg: $ty)?; at) {
            // SAFETY: the caller's promise.
            unsafe { amo::fetch_change_nbi(fetch, dest, $change, at) }
        }
        #[doc = $doc]
        ///
        /// Complete at the target after quiet.
        fn $plain(dest: *mut $ty $(, $arg: $ty)?; at) {
            // SAFETY: the caller's promise.
            unsafe { amo::change(dest, $change, at) }
        }
    } };
}

macro_rules! standard {
    ($($name:ident: $ty:ty),* $(,)?) => { ::pastey::paste! { $(
        context_routines! {
            /// Writes `value` if the word is `cond`; gives the old one. Complete on return.
            fn [<$name _atomic_compare_swap>](dest: *mut $ty, cond: $ty, value: $ty; at) -> $ty {
                // SAFETY: the caller's promise.
                unsafe { amo::compare_swap(dest, cond, value, at) }
            }
            /// Writes `value` if the word is `cond`; the old one is in `fetch` after quiet.
            fn [<$name _atomic_compare_swap_nbi>](
                fetch: *mut $ty, dest: *mut $ty, cond: $ty, value: $ty; at
            ) {
                // SAFETY: the caller's promise.
                unsafe { amo::compare_swap_nbi(fetch, dest, cond, value, at) }
            }
        }
        operation! {
            "Adds one to a word."
            [<$name _atomic_fetch_inc>] [<$name _atomic_fetch_inc_nbi>] [<$name _atomic_inc>]:
                $ty, (), Change::Add(1)
        }
        operation! {
            "Adds to a word, wrapping around."
            [<$name _atomic_fetch_add>] [<$name _atomic_fetch_add_nbi>] [<$name _atomic_add>]:
                $ty, (value), Change::Add(value)
        }
    )* } };
}
for_each_amo_standard_type!(standard);

macro_rules! bitwise {
    ($($name:ident: $ty:ty),* $(,)?) => { ::pastey::paste! { $(
        operation! {
            "Bitwise and."
            [<$name _atomic_fetch_and>] [<$name _atomic_fetch_and_nbi>] [<$name _atomic_and>]:
                $ty, (value), Change::And(value)
        }
        operation! {
            "Bitwise or."
            [<$name _atomic_fetch_or>] [<$name _atomic_fetch_or_nbi>] [<$name _atomic_or>]:
                $ty, (value), Change::Or(value)
        }
        operation! {
            "Bitwise exclusive or."
            [<$name _atomic_fetch_xor>] [<$name _atomic_fetch_xor_nbi>] [<$name _atomic_xor>]:
                $ty, (value), Change::Xor(value)
        }
    )* } };
}
for_each_amo_bitwise_type!(bitwise);
