//! Communication contexts and sessions.

use core::ffi::{c_int, c_long};

use crate::engine::{context, team};
use crate::{
    SHMEM_CTX_INVALID, SHMEM_TEAM_INVALID, shmem_ctx_session_config_t, shmem_ctx_t, shmem_team_t,
};

/// Hands out a context where one was made.
///
/// # Safety
///
/// `ctx` must be writable.
unsafe fn hand_out(made: Option<shmem_ctx_t>, ctx: *mut shmem_ctx_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { ctx.write(made.unwrap_or(SHMEM_CTX_INVALID)) };
    c_int::from(made.is_none())
}

routines! {
    /// A new context of the world team; nonzero for options that there are not.
    fn shmem_ctx_create(options: c_long, ctx: *mut shmem_ctx_t) -> c_int {
        // SAFETY: the caller's promise.
        unsafe { hand_out(context::create(team::world(), options), ctx) }
    }
    /// A new context of a team; nonzero for `SHMEM_TEAM_INVALID`.
    fn shmem_team_create_ctx(team: shmem_team_t, options: c_long, ctx: *mut shmem_ctx_t) -> c_int {
        let made = team::resolve(team).and_then(|team| context::create(team, options));
        // SAFETY: the caller's promise.
        unsafe { hand_out(made, ctx) }
    }
    /// Completes what was issued on a context and destroys it.
    fn shmem_ctx_destroy(ctx: shmem_ctx_t) {
        // SAFETY: the caller's promise.
        unsafe { context::destroy(ctx) };
    }
    /// The team of a context; nonzero for `SHMEM_CTX_INVALID`.
    fn shmem_ctx_get_team(ctx: shmem_ctx_t, team: *mut shmem_team_t) -> c_int {
        // SAFETY: the caller's promise.
        let found = unsafe { context::team_of(ctx) };
        // SAFETY: the caller's promise.
        unsafe { team.write(found.unwrap_or(SHMEM_TEAM_INVALID)) };
        c_int::from(found.is_none())
    }
    /// A hint that many operations follow. No provider could do anything better for knowing it yet.
    fn shmem_ctx_session_start(
        ctx: shmem_ctx_t, options: c_long, config: *const shmem_ctx_session_config_t,
        config_mask: c_long,
    ) {
        let _ = (options, config, config_mask);
        // SAFETY: the caller's promise.
        unsafe { context::team_of(ctx) };
    }
    /// Ends what `shmem_ctx_session_start` began.
    fn shmem_ctx_session_stop(ctx: shmem_ctx_t) {
        // SAFETY: the caller's promise.
        unsafe { context::team_of(ctx) };
    }
}
