//! Memory ordering: the library's.

#![allow(unsafe_code, reason = "calls the library")]

use core::ffi::c_int;

use super::{context, end, native, setup};
use crate::shmem_ctx_t;

/// Orders what was issued before against what comes after.
#[inline(always)]
pub(crate) fn fence() {
    // SAFETY: initialised, as the callers of every routine promise.
    unsafe { native::shmem_fence() }
}

/// The same for a context; nothing for `SHMEM_CTX_INVALID`.
///
/// # Safety
///
/// `ctx` must be a handle of this provider's: it is followed.
#[inline]
pub(crate) unsafe fn fence_on(ctx: shmem_ctx_t) {
    // SAFETY: the caller's promise.
    if let Some(native) = unsafe { context::native(ctx) } {
        // SAFETY: a live context of the library's.
        unsafe { native::shmem_ctx_fence(native) }
    }
}

/// Completes all that was issued on the default context.
#[inline]
pub(crate) fn quiet() {
    // Most of what programs call by mistake before init or after finalize comes here.
    if !setup::running() {
        not_running();
    }
    // SAFETY: initialised.
    unsafe { native::shmem_quiet() }
}

#[cold]
#[inline(never)]
fn not_running() -> ! {
    end::end_job(1, "OpenSHMEM was used before shmem_init or after shmem_finalize")
}

/// The same for a context; nothing for `SHMEM_CTX_INVALID`.
///
/// # Safety
///
/// `ctx` must be a handle of this provider's: it is followed.
#[inline]
pub(crate) unsafe fn quiet_on(ctx: shmem_ctx_t) {
    // SAFETY: the caller's promise.
    if let Some(native) = unsafe { context::native(ctx) } {
        // SAFETY: a live context of the library's.
        unsafe { native::shmem_ctx_quiet(native) }
    }
}

/// Completes what was issued to `n` PEs.
///
/// # Safety
///
/// `pes` must be readable for `n` elements, and each a PE.
#[inline]
pub(crate) unsafe fn pe_quiet(pes: *const c_int, n: usize) {
    if n == 0 {
        return;
    }
    #[cfg(shmem_has_pe_quiet)]
    // SAFETY: the caller's promise.
    unsafe {
        native::shmem_pe_quiet(pes, n);
    }
    // A quiet completes what was issued to those PEs, and to the others.
    #[cfg(not(shmem_has_pe_quiet))]
    {
        let _ = pes;
        quiet();
    }
}

/// The same for a context, whose team numbers the PEs.
///
/// # Safety
///
/// As for [`pe_quiet`], and as for [`quiet_on`].
#[inline]
pub(crate) unsafe fn pe_quiet_on(ctx: shmem_ctx_t, pes: *const c_int, n: usize) {
    if n == 0 {
        return;
    }
    #[cfg(shmem_has_pe_quiet)]
    // SAFETY: the caller's promise.
    if let Some(native) = unsafe { context::of_the_world(ctx) } {
        // SAFETY: the caller's promise, and a live context of the library's.
        unsafe { native::shmem_ctx_pe_quiet(native, pes, n) };
        return;
    }
    let _ = pes;
    // SAFETY: the caller's promise.
    unsafe { quiet_on(ctx) };
}
