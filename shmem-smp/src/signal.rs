//! Signal words, and puts that carry a signal.

#![allow(unsafe_code, reason = "passes on what the caller vouches for")]

use core::ffi::c_int;

use crate::abi::{SHMEM_SIGNAL_ADD, SHMEM_SIGNAL_SET};
use crate::amo::{self, Change};
use crate::target::{Target, World};
use crate::{end, rma, runtime};

/// A signal word, a value, and what to do with it: `SHMEM_SIGNAL_SET` or `SHMEM_SIGNAL_ADD`.
pub type Update = (*mut u64, u64, c_int);

/// Copies `n` elements to a PE and then updates a signal word there.
///
/// # Safety
///
/// As the standard says of `shmem_put_signal`.
#[inline(always)]
pub unsafe fn put<T>(dest: *mut T, source: *const T, n: usize, signal: Update, at: impl Target) {
    let at = World(at.pe());
    // SAFETY: the caller's promise.
    unsafe { rma::put(dest, source, n, at) };
    // SAFETY: the caller's promise.
    unsafe { update(signal, at) };
}

pub use put as put_nbi;

/// Updates a signal word on a PE.
///
/// # Safety
///
/// As the standard says of `shmem_signal_set` and `shmem_signal_add`.
#[inline(always)]
pub unsafe fn update((word, value, operation): Update, at: impl Target) {
    match operation {
        // SAFETY: the caller's promise.
        SHMEM_SIGNAL_SET => unsafe { amo::set(word, value, at) },
        // SAFETY: the caller's promise.
        SHMEM_SIGNAL_ADD => unsafe { amo::change(word, Change::Add(value), at) },
        _ => unknown_operation(operation),
    }
}

/// Reads this PE's own signal word.
///
/// # Safety
///
/// As the standard says of `shmem_signal_fetch`.
#[inline(always)]
pub unsafe fn fetch(word: *const u64) -> u64 {
    // SAFETY: the caller's promise; the word on this PE is the word itself.
    unsafe { amo::fetch(word, World(runtime::my_pe() as c_int)) }
}

#[cold]
#[inline(never)]
fn unknown_operation(operation: c_int) -> ! {
    end::end_job(1, &format!("{operation} is neither SHMEM_SIGNAL_SET nor SHMEM_SIGNAL_ADD"))
}
