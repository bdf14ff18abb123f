//! Barriers and syncs: meetings without data.

use super::meeting::{Exit, Meeting};
use super::record::{Record, Routine, TypeName};
use super::team_meeting::TeamMeeting;
use crate::context;
use crate::team::{self, Team};

/// `shmem_barrier_all`: quiet on the default context, then all PEs meet.
pub(crate) fn all() {
    context::quiet();
    meet(TeamMeeting::begin(team::world()), Routine::BarrierAll);
}

/// `shmem_sync_all`.
pub(crate) fn sync_all() {
    meet(TeamMeeting::begin(team::world()), Routine::SyncAll);
}

/// `shmem_team_sync`.
pub(crate) fn team_sync(team: &'static Team) {
    meet(TeamMeeting::begin(team), Routine::TeamSync);
}

/// A meeting for the meeting's sake.
pub(crate) fn meet<M: Meeting>(mut meeting: M, routine: Routine) {
    meeting.agree(&Record::new(routine, TypeName::none), &[]);
    meeting.leave(Exit::Now);
}
