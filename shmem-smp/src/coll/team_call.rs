//! Where the collectives of a team begin.

use super::Call;
use super::record::{Record, Routine, TypeName};
use super::space::SymmetricHeap;
use super::team_meeting::TeamMeeting;
use crate::abi::shmem_team_t;
use crate::team;

/// Comes to a collective of a team.
pub fn on_team(
    team: shmem_team_t,
    routine: Routine,
    ty: TypeName,
) -> Call<TeamMeeting, SymmetricHeap> {
    let record = Record::new(routine, ty);
    let team = team::member_of(team, &record);
    Call::new(TeamMeeting::begin(team), SymmetricHeap, record)
}
