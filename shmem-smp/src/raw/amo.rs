//! Atomic memory operations, blocking and non-blocking.

use crate::amo::{Integer, Word, fetch, update};
use crate::{for_each_amo_bitwise_type, for_each_amo_extended_type, for_each_amo_standard_type};

/// A fetching operation and its non-blocking form.
macro_rules! fetching {
    ($doc:literal $fetching:ident $nbi:ident: $ty:ty, ($($arg:ident),*), $change:expr) => {
        context_routines! {
            #[doc = $doc]
            ///
            /// Complete on return; gives the old value.
            fn $fetching(dest: *mut $ty $(, $arg: $ty)*; pe) -> $ty {
                // SAFETY: the caller's promise.
                unsafe { update(dest, pe, |word| $change(word $(, $arg)*)) }
            }
            #[doc = $doc]
            ///
            /// Begun on return; the old value is in `fetch` after quiet.
            fn $nbi(fetch: *mut $ty, dest: *mut $ty $(, $arg: $ty)*; pe) {
                // SAFETY: the caller's promise.
                let old = unsafe { update(dest, pe, |word| $change(word $(, $arg)*)) };
                // SAFETY: the caller's promise: `fetch` is private and writable.
                unsafe { fetch.write(old) };
            }
        }
    };
}

/// An operation in its three forms: fetching, fetching and non-blocking, not fetching.
macro_rules! operation {
    (
        $doc:literal $fetching:ident $nbi:ident $plain:ident: $ty:ty, ($($arg:ident),*), $change:expr
    ) => {
        fetching! { $doc $fetching $nbi: $ty, ($($arg),*), $change }
        context_routines! {
            #[doc = $doc]
            ///
            /// Complete at the target after quiet.
            fn $plain(dest: *mut $ty $(, $arg: $ty)*; pe) {
                // SAFETY: the caller's promise.
                unsafe { update(dest, pe, |word| $change(word $(, $arg)*)) };
            }
        }
    };
}

macro_rules! extended {
    ($($name:ident: $ty:ty),* $(,)?) => { ::pastey::paste! { $(
        context_routines! {
            /// Reads a word atomically.
            fn [<$name _atomic_fetch>](source: *const $ty; pe) -> $ty {
                // SAFETY: the caller's promise.
                unsafe { fetch(source, pe) }
            }
            /// Reads a word atomically; it is in `fetch` after quiet.
            fn [<$name _atomic_fetch_nbi>](fetch: *mut $ty, source: *const $ty; pe) {
                // SAFETY: the caller's promise.
                let value = unsafe { crate::amo::fetch(source, pe) };
                // SAFETY: the caller's promise: `fetch` is private and writable.
                unsafe { fetch.write(value) };
            }
            /// Writes a word atomically.
            fn [<$name _atomic_set>](dest: *mut $ty, value: $ty; pe) {
                // SAFETY: the caller's promise.
                unsafe { update(dest, pe, |word| <$ty as Word>::store(word, value)) };
            }
        }
        fetching! {
            "Writes a word atomically and gives the one that was there."
            [<$name _atomic_swap>] [<$name _atomic_swap_nbi>]: $ty, (value), <$ty as Word>::swap
        }
    )* } };
}
for_each_amo_extended_type!(extended);

macro_rules! standard {
    ($($name:ident: $ty:ty),* $(,)?) => { ::pastey::paste! { $(
        fetching! {
            "Writes `value` if the word is `cond`."
            [<$name _atomic_compare_swap>] [<$name _atomic_compare_swap_nbi>]:
                $ty, (cond, value), <$ty as Integer>::compare_swap
        }
        operation! {
            "Adds one to a word."
            [<$name _atomic_fetch_inc>] [<$name _atomic_fetch_inc_nbi>] [<$name _atomic_inc>]:
                $ty, (), |word| <$ty as Integer>::add(word, <$ty as Integer>::ONE)
        }
        operation! {
            "Adds to a word, wrapping around."
            [<$name _atomic_fetch_add>] [<$name _atomic_fetch_add_nbi>] [<$name _atomic_add>]:
                $ty, (value), <$ty as Integer>::add
        }
    )* } };
}
for_each_amo_standard_type!(standard);

macro_rules! bitwise {
    ($($name:ident: $ty:ty),* $(,)?) => { ::pastey::paste! { $(
        operation! {
            "Bitwise and."
            [<$name _atomic_fetch_and>] [<$name _atomic_fetch_and_nbi>] [<$name _atomic_and>]:
                $ty, (value), <$ty as Integer>::and
        }
        operation! {
            "Bitwise or."
            [<$name _atomic_fetch_or>] [<$name _atomic_fetch_or_nbi>] [<$name _atomic_or>]:
                $ty, (value), <$ty as Integer>::or
        }
        operation! {
            "Bitwise exclusive or."
            [<$name _atomic_fetch_xor>] [<$name _atomic_fetch_xor_nbi>] [<$name _atomic_xor>]:
                $ty, (value), <$ty as Integer>::xor
        }
    )* } };
}
for_each_amo_bitwise_type!(bitwise);
