//! What the safe layer builds its agreements on: a tagged meeting that combines a few words.

use shmem_core::Agreed;
use shmem_core::record::{Record, Routine, TypeName, at};

use super::{channel, order, team};
use crate::shmem_team_t;

/// Meets the other members of a team and combines their words with this PE's.
///
/// Completes what was issued on the default context first, so what any member wrote before the
/// call is visible to every member after it. Collective over the team; members that come with
/// another `tag`, or meanwhile call another collective, end the job with a message that names both.
///
/// Not a routine of the standard: an extension on which safe layers build.
pub fn agree<const N: usize>(team: shmem_team_t, tag: u64, mine: [u64; N]) -> Agreed<N> {
    let record =
        Record::new(Routine::Agree, TypeName::none).with(at::COUNT, N as u64).with(at::USER, tag);
    let team = team::member_of(team, &record);
    order::quiet();
    channel::meet_with(team, &record, &mine)
}
