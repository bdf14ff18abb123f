//! What the safe layer builds its agreements on: a tagged meeting that combines a few words.

use shmem_core::Agreed;

use crate::abi::shmem_team_t;
use crate::coll::PAYLOAD_WORDS;
use crate::coll::record::{Record, Routine, TypeName, at};
use crate::coll::team_meeting::TeamMeeting;
use crate::coll::{Exit, Meeting};
use crate::{order, team};

/// Meets the other members of a team and combines their words with this PE's.
///
/// Completes what was issued on the default context first, so what any member wrote before the
/// call is visible to every member after it. Collective over the team; members that come with
/// another `tag`, or meanwhile call another collective, end the job with a message that names both.
///
/// Not a routine of the standard: an extension on which safe layers build.
pub fn agree<const N: usize>(team: shmem_team_t, tag: u64, mine: [u64; N]) -> Agreed<N> {
    const { assert!(N <= PAYLOAD_WORDS) };
    let record =
        Record::new(Routine::Agree, TypeName::none).with(at::COUNT, N as u64).with(at::USER, tag);
    let team = team::member_of(team, &record);
    order::quiet();
    let mut meeting = TeamMeeting::begin(team);
    meeting.agree(&record, &mine, N);
    let mut agreed = Agreed::alone(mine);
    for rank in 0..meeting.size() {
        let mut theirs = [0; N];
        meeting.payload(rank, &mut theirs);
        agreed.merge(&Agreed::alone(theirs));
    }
    meeting.leave(Exit::Now);
    agreed
}
