//! Memory ordering.

use core::ffi::c_int;

use crate::engine::order;
use crate::shmem_ctx_t;

routines! {
    /// Orders what was issued to each PE before against what comes after.
    fn shmem_fence() {
        order::fence();
    }
    /// `shmem_fence` for a context; nothing for `SHMEM_CTX_INVALID`.
    fn shmem_ctx_fence(ctx: shmem_ctx_t) {
        // SAFETY: the caller's promise.
        unsafe { order::fence_on(ctx) };
    }
    /// Completes what was issued; it is visible to all PEs on return.
    fn shmem_quiet() {
        order::quiet();
    }
    /// `shmem_quiet` for a context; nothing for `SHMEM_CTX_INVALID`.
    fn shmem_ctx_quiet(ctx: shmem_ctx_t) {
        // SAFETY: the caller's promise.
        unsafe { order::quiet_on(ctx) };
    }
    /// Completes what was issued to the listed PEs.
    fn shmem_pe_quiet(target_pes: *const c_int, npes: usize) {
        // SAFETY: the caller's promise.
        unsafe { order::pe_quiet(target_pes, npes) };
    }
    /// `shmem_pe_quiet` for a context, whose team numbers the PEs.
    fn shmem_ctx_pe_quiet(ctx: shmem_ctx_t, target_pes: *const c_int, npes: usize) {
        // SAFETY: the caller's promise.
        unsafe { order::pe_quiet_on(ctx, target_pes, npes) };
    }
}
