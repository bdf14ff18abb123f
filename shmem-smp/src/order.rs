//! Memory ordering: every operation is complete when it returns, so this orders stores.

#![allow(
    unsafe_code,
    reason = "follows contexts; has the signatures of engines that read the lists of PEs"
)]

use core::ffi::c_int;
use std::sync::atomic::Ordering::{Release, SeqCst};
use std::sync::atomic::fence as barrier;

use crate::abi::shmem_ctx_t;
use crate::context;

/// Orders what was issued before against what comes after.
#[inline]
pub fn fence() {
    barrier(Release);
}

/// The same for a context; nothing for `SHMEM_CTX_INVALID`.
///
/// # Safety
///
/// `ctx` must be a handle of this provider's: it is followed.
#[inline]
pub unsafe fn fence_on(ctx: shmem_ctx_t) {
    // SAFETY: the caller's promise.
    if unsafe { context::team_of(ctx) }.is_some() {
        fence();
    }
}

/// Completes all that this thread issued, on every context: stores are the only thing pending.
#[inline]
pub fn quiet() {
    barrier(SeqCst);
}

/// The same for a context; nothing for `SHMEM_CTX_INVALID`.
///
/// # Safety
///
/// `ctx` must be a handle of this provider's: it is followed.
#[inline]
pub unsafe fn quiet_on(ctx: shmem_ctx_t) {
    // SAFETY: the caller's promise.
    if unsafe { context::team_of(ctx) }.is_some() {
        quiet();
    }
}

/// Completes what was issued to `n` PEs.
///
/// # Safety
///
/// None here; elsewhere `pes` must be readable for `n` elements.
#[inline]
pub unsafe fn pe_quiet(_pes: *const c_int, n: usize) {
    if n > 0 {
        quiet();
    }
}

/// The same for a context, whose team numbers the PEs.
///
/// # Safety
///
/// As for [`pe_quiet`], and as for [`quiet_on`].
#[inline]
pub unsafe fn pe_quiet_on(ctx: shmem_ctx_t, _pes: *const c_int, n: usize) {
    if n > 0 {
        // SAFETY: the caller's promise.
        unsafe { quiet_on(ctx) };
    }
}
