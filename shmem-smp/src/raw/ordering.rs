//! Memory ordering: every operation is complete when it returns, so these order stores.

use core::ffi::c_int;

use crate::abi::shmem_ctx_t;
use crate::context;

routines! {
    /// Orders what was issued to each PE before against what comes after.
    fn shmem_fence() {
        context::order();
    }
    /// `shmem_fence` for a context; nothing for `SHMEM_CTX_INVALID`.
    fn shmem_ctx_fence(ctx: shmem_ctx_t) {
        if context::team_of(ctx).is_some() {
            context::order();
        }
    }
    /// Completes what was issued; it is visible to all PEs on return.
    fn shmem_quiet() {
        context::quiet();
    }
    /// `shmem_quiet` for a context; nothing for `SHMEM_CTX_INVALID`.
    fn shmem_ctx_quiet(ctx: shmem_ctx_t) {
        if context::team_of(ctx).is_some() {
            context::quiet();
        }
    }
    /// Completes what was issued to the listed PEs.
    fn shmem_pe_quiet(target_pes: *const c_int, npes: usize) {
        let _ = target_pes;
        if npes > 0 {
            context::quiet();
        }
    }
    /// `shmem_pe_quiet` for a context, whose team numbers the PEs.
    fn shmem_ctx_pe_quiet(ctx: shmem_ctx_t, target_pes: *const c_int, npes: usize) {
        let _ = target_pes;
        if npes > 0 && context::team_of(ctx).is_some() {
            context::quiet();
        }
    }
}
