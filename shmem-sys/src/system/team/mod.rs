//! Teams: how their members find a slot to meet in, and which PEs share memory.

#![allow(unsafe_code, reason = "ending a team owes what its users were promised")]

mod shared;
mod split;

use core::ffi::c_int;

use shmem_core::record::{Record, Routine, TypeName};
pub use shmem_core::team::Team;
use shmem_core::team::Teams;

pub use split::{split_2d, split_strided};

use super::end::end_job;
use super::{channel, context};
use crate::{SHMEM_TEAM_INVALID, shmem_team_t};

static TEAMS: Teams = Teams::new();

/// `SHMEM_TEAM_WORLD`: all PEs.
#[must_use]
#[expect(
    non_snake_case,
    reason = "the standard's name; other libraries know the value only at run time"
)]
pub fn SHMEM_TEAM_WORLD() -> shmem_team_t {
    TEAMS.world().handle()
}

/// `SHMEM_TEAM_SHARED`: the PEs that can reach each other's heaps by load and store.
///
/// Teams are triplets of the world. Where the PEs of a host are none (a launcher dealt them out
/// irregularly), each of them has a team of its own.
#[must_use]
#[expect(
    non_snake_case,
    reason = "the standard's name; other libraries know the value only at run time"
)]
pub fn SHMEM_TEAM_SHARED() -> shmem_team_t {
    TEAMS.shared().handle()
}

/// The team of all PEs.
pub fn world() -> &'static Team {
    TEAMS.world()
}

/// The team of the PEs that share memory with this one.
pub(super) fn shared() -> &'static Team {
    TEAMS.shared()
}

/// The team a handle names; `None` for `SHMEM_TEAM_INVALID`. A destroyed team ends the job.
pub fn resolve(handle: shmem_team_t) -> Option<&'static Team> {
    if handle == SHMEM_TEAM_INVALID {
        return None;
    }
    Some(shmem_core::team::follow(handle).unwrap_or_else(|why| end_job(1, why)))
}

/// The team a collective is called on; there must be one.
pub(crate) fn member_of(handle: shmem_team_t, what: &dyn std::fmt::Display) -> &'static Team {
    resolve(handle).unwrap_or_else(|| {
        end_job(
            1,
            &format!(
                "{what} was called with SHMEM_TEAM_INVALID: only members of a team may call it"
            ),
        )
    })
}

/// Makes the world, at init, where teams have so many slots to meet in.
pub(super) fn start(me: usize, npes: usize, slots: usize) {
    TEAMS.start(npes, me, slots);
}

/// Makes the team of the PEs that share memory, at init. Collective over all PEs, which can meet.
pub(super) fn start_shared(me: usize, npes: usize) {
    TEAMS.start_shared(shared::triplet(me, npes), me);
}

/// Forgets every team that the program left, at finalize.
pub(super) fn stop() {
    TEAMS.stop(context::forget_team);
}

/// Whether this PE has a team of that identity in that slot.
pub(super) fn is_member(slot: usize, id: u64) -> bool {
    TEAMS.is_member(slot, id)
}

/// `shmem_team_destroy`.
///
/// # Safety
///
/// The team may not be used afterwards, nor a context of it.
pub unsafe fn destroy(team: &'static Team) {
    if team.is_predefined() {
        end_job(1, "shmem_team_destroy was called on a predefined team, which nobody may destroy");
    }
    channel::meet(team, &Record::new(Routine::TeamDestroy, TypeName::none));
    context::forget_team(team);
    TEAMS.retire(team);
}

/// `shmem_team_translate_pe`.
pub fn translate(from: &Team, rank: c_int, to: &Team) -> Option<usize> {
    from.translate(rank, to)
}

/// How many contexts the program said it wants from the team.
pub fn num_contexts(team: &Team) -> c_int {
    team.num_contexts()
}
