//! Letting the library do what peers ask of this PE.
//!
//! Where memory is reached by load and store nothing waits for this; over a network the target of an
//! operation may have to answer. The standard has no routine for it. Most libraries make progress in
//! `shmem_test`. Open MPI's looks at the word and returns; what it calls everywhere else is
//! `opal_progress`, of a library that is always loaded with it.

#![allow(unsafe_code, reason = "calls the library")]

use core::ffi::c_long;
use std::ptr::null_mut;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicPtr, AtomicU32};

use super::{library, native};
use crate::SHMEM_CMP_NE;

/// Open MPI's routine, where that is the library.
static OWN_ROUTINE: AtomicPtr<core::ffi::c_void> = AtomicPtr::new(null_mut());

/// A symmetric word that is always zero, to be tested.
static WORD: AtomicPtr<c_long> = AtomicPtr::new(null_mut());

/// To be called after init with a symmetric word that stays zero.
pub(super) fn start(word: *mut c_long) {
    OWN_ROUTINE.store(library::symbol(c"opal_progress"), Relaxed);
    WORD.store(word, Relaxed);
}

/// To be called before finalize.
pub(super) fn stop() {
    OWN_ROUTINE.store(null_mut(), Relaxed);
    WORD.store(null_mut(), Relaxed);
}

/// Calls of [`now_and_then`] for one call into the library.
const SELDOM: u32 = 32;

/// Makes progress once in a while: for operations that programs call again and again until the answer is
/// another. Where the library serves them by load and store it does nothing else meanwhile, and a peer
/// that needs this PE's help for what this one waits for would never get it.
#[inline(always)]
pub(crate) fn now_and_then() {
    static CALLS: AtomicU32 = AtomicU32::new(0);
    // Threads may lose each other's counts.
    let calls = CALLS.load(Relaxed).wrapping_add(1);
    CALLS.store(calls, Relaxed);
    if calls.is_multiple_of(SELDOM) {
        progress();
    }
}

/// Makes some progress; does not wait for anything.
#[inline]
pub(crate) fn progress() {
    let own = OWN_ROUTINE.load(Relaxed);
    if !own.is_null() {
        // SAFETY: `opal_progress` has this type in every release of Open MPI.
        let own = unsafe { std::mem::transmute::<*mut core::ffi::c_void, extern "C" fn()>(own) };
        own();
        return;
    }
    let word = WORD.load(Relaxed);
    if !word.is_null() {
        // SAFETY: a symmetric word that nobody writes.
        unsafe { native::shmem_long_test(word, SHMEM_CMP_NE, 0) };
    }
}
