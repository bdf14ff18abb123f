//! Teams that C code has made, and those that it gets.

#![allow(unsafe_code, reason = "takes the word of programs that C code is part of")]

use shmem_sys::{shmem_ctx_t, shmem_team_t};

use super::state::Held;
use super::{Rank, State, Team};
use crate::Shmem;
use crate::context::Context;
use crate::sys::Members;

impl Shmem {
    /// A team from its handle, which stays its maker's: dropping and freeing it do nothing.
    ///
    /// # Safety
    ///
    /// This PE must be a member of the team, which must not be destroyed for `'a`.
    #[must_use]
    pub unsafe fn team_from_raw<'a>(&'a self, raw: shmem_team_t) -> Team<'a> {
        // SAFETY: the caller's promise.
        let members = unsafe { Members::adopt(raw) };
        let state = Held::of_another(State::new(members));
        Team { shmem: self, state, scratch: self.shared.workspace.scratch() }
    }
}

impl Team<'_> {
    /// The team's handle for `shmem_sys`. Not to be destroyed.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let raw = shmem.world().as_raw();
    ///     // SAFETY: the world is a team, and initialised.
    ///     let n = unsafe { shmem_sys::shmem_team_n_pes(raw) };
    ///     assert_eq!(n as usize, shmem.n_pes());
    ///     Ok(())
    /// });
    /// ```
    #[must_use]
    pub fn as_raw(&self) -> shmem_team_t {
        self.members().handle()
    }

    /// Hands the team over to C code, which is to destroy it. All members must do so, and none while it
    /// has a context of the team.
    ///
    /// Until then [`team_from_raw`](Shmem::team_from_raw) makes the same team of it again. Predefined teams
    /// stay what they are.
    #[must_use]
    pub fn into_raw(self) -> shmem_team_t {
        let raw = self.as_raw();
        if let Some(state) = self.state.release() {
            state.give_away();
        }
        raw
    }

    /// A context of this team from its handle. Dropping it destroys the context.
    ///
    /// # Safety
    ///
    /// As for [`Shmem::context_from_raw`], for a context of this team, as from `shmem_team_create_ctx`.
    #[must_use]
    pub unsafe fn context_from_raw<K>(&self, raw: shmem_ctx_t) -> Context<'_, K, Rank> {
        // SAFETY: the caller's promise.
        Context::of(unsafe { self.state.adopt(raw) })
    }
}
