//! Signal words, and puts that carry a signal.
//!
//! Where the library has no signals, they are 64-bit atomics: a put, a fence, and the atomic.

#![allow(unsafe_code, reason = "passes on what the caller vouches for")]

use core::ffi::c_int;
#[cfg(not(shmem_has_signal_fetch))]
use std::sync::atomic::{AtomicU64, Ordering::Acquire};

#[cfg(not(shmem_has_signal_ops))]
use super::amo::{self, Change};
use super::end;
use super::target::{Target, native_call};
use crate::{SHMEM_SIGNAL_ADD, SHMEM_SIGNAL_SET};

/// A signal word, a value, and what to do with it: `SHMEM_SIGNAL_SET` or `SHMEM_SIGNAL_ADD`.
pub(crate) type Update = (*mut u64, u64, c_int);

/// A put that carries a signal, and what it is made of where the library has none.
macro_rules! puts {
    ($($(#[$meta:meta])* $name:ident = $native:ident, $copy:ident;)*) => {$(
        $(#[$meta])*
        ///
        /// # Safety
        ///
        /// As the standard says of the routine.
        #[inline(always)]
        pub(crate) unsafe fn $name<T>(
            dest: *mut T, source: *const T, n: usize, signal: Update, at: impl Target,
        ) {
            let (word, value, operation) = signal;
            check(operation);
            let bytes = n * size_of::<T>();
            if bytes == 0 {
                // Addresses that are none are allowed then, and the signal is updated all the same.
                // SAFETY: the caller's promise.
                unsafe { update((word, value, operation), at) };
                return;
            }
            #[cfg(shmem_has_put_signal)]
            native_call!(at, $native(dest.cast(), source.cast(), bytes, word, value, operation));
            #[cfg(not(shmem_has_put_signal))]
            {
                native_call!(at, $copy(dest.cast(), source.cast(), bytes));
                at.issue(
                    |_| super::order::fence(),
                    // SAFETY: a live context of the library's.
                    |ctx, _| unsafe { super::native::shmem_ctx_fence(ctx) },
                );
                // SAFETY: the caller's promise.
                unsafe { update((word, value, operation), at) };
            }
        }
    )*};
}

puts! {
    /// Copies `n` elements to a PE and then updates a signal word there.
    put = putmem_signal, putmem;
    /// Begins what [`put`] does.
    put_nbi = putmem_signal_nbi, putmem_nbi;
}

/// Updates a signal word on a PE.
///
/// # Safety
///
/// As the standard says of `shmem_signal_set` and `shmem_signal_add`.
#[inline(always)]
pub(crate) unsafe fn update((word, value, operation): Update, at: impl Target) {
    check(operation);
    if operation == SHMEM_SIGNAL_SET {
        #[cfg(shmem_has_signal_ops)]
        native_call!(at, signal_set(word, value));
        #[cfg(not(shmem_has_signal_ops))]
        // SAFETY: the caller's promise.
        unsafe {
            amo::set(word, value, at);
        }
    } else {
        #[cfg(shmem_has_signal_ops)]
        native_call!(at, signal_add(word, value));
        #[cfg(not(shmem_has_signal_ops))]
        // SAFETY: the caller's promise.
        unsafe {
            amo::change(word, Change::Add(value), at);
        }
    }
}

/// Reads this PE's own signal word.
///
/// # Safety
///
/// As the standard says of `shmem_signal_fetch`.
#[inline(always)]
pub(crate) unsafe fn fetch(word: *const u64) -> u64 {
    #[cfg(shmem_has_signal_fetch)]
    // SAFETY: the caller's promise.
    return unsafe { super::native::shmem_signal_fetch(word) };
    // What a wait reads too.
    #[cfg(not(shmem_has_signal_fetch))]
    // SAFETY: the caller's promise: aligned, readable, and written only by signal operations.
    return unsafe { AtomicU64::from_ptr(word.cast_mut()) }.load(Acquire);
}

#[inline(always)]
fn check(operation: c_int) {
    if operation != SHMEM_SIGNAL_SET && operation != SHMEM_SIGNAL_ADD {
        unknown_operation(operation);
    }
}

#[cold]
#[inline(never)]
fn unknown_operation(operation: c_int) -> ! {
    end::end_job(1, &format!("{operation} is neither SHMEM_SIGNAL_SET nor SHMEM_SIGNAL_ADD"))
}
