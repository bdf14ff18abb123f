//! Teams: how their members find a slot to meet in.

#![allow(unsafe_code, reason = "ending a team owes what its users were promised")]

mod split;

use core::ffi::c_int;

pub use shmem_core::team::Team;
use shmem_core::team::Teams;

use crate::abi::{SHMEM_TEAM_INVALID, shmem_team_t};
use crate::coll::record::{Record, Routine, TypeName};
use crate::coll::team_meeting::TeamMeeting;
use crate::coll::{Exit, Meeting};
use crate::end::end_job;
use crate::layout::TEAM_SLOTS;
use crate::{context, runtime};

pub(crate) use shmem_core::triplet::Triplet;
pub use split::{split_2d, split_strided};

static TEAMS: Teams = Teams::new();

/// `SHMEM_TEAM_WORLD`: all PEs.
#[must_use]
#[expect(
    non_snake_case,
    reason = "the standard's name; other libraries know the value only at run time"
)]
pub const fn SHMEM_TEAM_WORLD() -> shmem_team_t {
    TEAMS.world().handle()
}

/// `SHMEM_TEAM_SHARED`: the PEs that can reach each other's heaps by load and store. All of them, here.
#[must_use]
#[expect(
    non_snake_case,
    reason = "the standard's name; other libraries know the value only at run time"
)]
pub const fn SHMEM_TEAM_SHARED() -> shmem_team_t {
    TEAMS.shared().handle()
}

/// The team of all PEs.
pub fn world() -> &'static Team {
    TEAMS.world()
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

/// Makes the predefined teams, at init.
pub(crate) fn start() {
    let (me, npes) = (runtime::my_pe(), runtime::n_pes());
    TEAMS.start(npes, me, TEAM_SLOTS);
    TEAMS.start_shared(TEAMS.world().triplet(), me);
}

/// Forgets every team that the program left, at finalize.
pub(crate) fn stop() {
    TEAMS.stop(context::forget_team);
}

/// Whether this PE has a team of that identity in that slot.
pub(crate) fn is_member(slot: usize, id: u64) -> bool {
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
    let mut meeting = TeamMeeting::begin(team);
    meeting.agree(&Record::new(Routine::TeamDestroy, TypeName::none), &[], 0);
    meeting.leave(Exit::Now);
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

/// Marks the team as in a collective; a second thread in it ends the job.
pub(crate) fn enter(team: &Team) {
    team.enter().unwrap_or_else(|why| end_job(1, &why));
}
