//! Collectives of teams: the algorithms of `shmem-core` over our own meetings and the library's transfers.

mod space;

use shmem_core::coll::Call;
use shmem_core::record::{Record, Routine, TypeName};

pub(crate) use space::{start, stop};

use self::space::LibraryHeap;
use super::channel::{self, TeamMeeting};
use super::team;
use crate::shmem_team_t;

/// `shmem_barrier_all`: quiet on the default context, then all PEs meet.
pub fn barrier_all() {
    let record = Record::new(Routine::BarrierAll, TypeName::none);
    channel::complete_and_meet(team::world(), &record);
}

/// `shmem_sync_all`.
pub fn sync_all() {
    channel::meet(team::world(), &Record::new(Routine::SyncAll, TypeName::none));
}

/// `shmem_team_sync`.
pub fn sync(team: shmem_team_t) {
    let record = Record::new(Routine::TeamSync, TypeName::none);
    channel::meet(team::member_of(team, &record), &record);
}

/// Comes to a collective of a team.
pub fn on_team(
    team: shmem_team_t,
    routine: Routine,
    ty: TypeName,
) -> Call<TeamMeeting, LibraryHeap> {
    let record = Record::new(routine, ty);
    let team = team::member_of(team, &record);
    Call::new(TeamMeeting::begin(team), LibraryHeap, record)
}
