//! A context on which every PE has another number than in the world.
#![allow(unsafe_code, reason = "calls the raw OpenSHMEM API")]

use core::ffi::c_int;

use shmem_sys::{
    SHMEM_CTX_INVALID, SHMEM_TEAM_INVALID, SHMEM_TEAM_NUM_CONTEXTS, SHMEM_TEAM_WORLD, shmem_ctx_t,
    shmem_team_config_t, shmem_team_t,
};

use crate::{npes, pe};

/// The world backwards, as a team with one context: a routine that forgets its context, or takes
/// its PE for one of the world, reaches the wrong PE. Making and ending it is collective.
#[derive(Debug)]
pub struct Reversed {
    /// All PEs, the last one first.
    pub team: shmem_team_t,
    /// A context of that team.
    pub ctx: shmem_ctx_t,
}

impl Reversed {
    /// Splits the team and makes its context.
    #[must_use]
    pub fn new() -> Self {
        let config = shmem_team_config_t { num_contexts: 1 };
        let (mut team, mut ctx) = (SHMEM_TEAM_INVALID, SHMEM_CTX_INVALID);
        // SAFETY: collective; the out parameter is a local variable.
        let failed = unsafe {
            shmem_sys::shmem_team_split_strided(
                SHMEM_TEAM_WORLD(),
                pe(npes() - 1),
                -1,
                pe(npes()),
                &raw const config,
                SHMEM_TEAM_NUM_CONTEXTS,
                &raw mut team,
            )
        };
        assert_eq!(failed, 0, "shmem_team_split_strided");
        // SAFETY: a live team; the out parameter is a local variable.
        let failed = unsafe { shmem_sys::shmem_team_create_ctx(team, 0, &raw mut ctx) };
        assert_eq!(failed, 0, "shmem_team_create_ctx");
        Self { team, ctx }
    }

    /// A PE's number in the team.
    #[must_use]
    pub fn pe(&self, world: usize) -> c_int {
        pe(npes() - 1 - world)
    }

    /// Completes what was issued on the context.
    pub fn quiet(&self) {
        // SAFETY: a live context.
        unsafe { shmem_sys::shmem_ctx_quiet(self.ctx) }
    }

    /// Destroys the context and the team.
    pub fn end(self) {
        // SAFETY: a live context, used no more.
        unsafe { shmem_sys::shmem_ctx_destroy(self.ctx) };
        // SAFETY: collective; no context of the team is left.
        unsafe { shmem_sys::shmem_team_destroy(self.team) };
    }
}

impl Default for Reversed {
    fn default() -> Self {
        Self::new()
    }
}
