//! Barriers and syncs: meetings without data.

use super::meeting::{Exit, Meeting};
use super::record::{Record, Routine, TypeName};
use super::team_meeting::TeamMeeting;
use crate::abi::shmem_team_t;
use crate::{order, team};

/// `shmem_barrier_all`: quiet on the default context, then all PEs meet.
pub fn barrier_all() {
    order::quiet();
    meet(TeamMeeting::begin(team::world()), Routine::BarrierAll);
}

/// `shmem_sync_all`.
pub fn sync_all() {
    meet(TeamMeeting::begin(team::world()), Routine::SyncAll);
}

/// `shmem_team_sync`.
pub fn sync(team: shmem_team_t) {
    let record = Record::new(Routine::TeamSync, TypeName::none);
    meet(TeamMeeting::begin(team::member_of(team, &record)), Routine::TeamSync);
}

/// A meeting for the meeting's sake.
pub(crate) fn meet<M: Meeting>(mut meeting: M, routine: Routine) {
    meeting.agree(&Record::new(routine, TypeName::none), &[]);
    meeting.leave(Exit::Now);
}
