//! What the safe layer builds its agreements on: a tagged meeting that combines a few words.

use crate::abi::shmem_team_t;
use crate::coll::meeting::{Exit, Meeting};
use crate::coll::record::{Record, Routine, TypeName, at};
use crate::coll::team_meeting::TeamMeeting;
use crate::layout::PAYLOAD_WORDS;
use crate::{order, team};

/// What all members of a team said, word by word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreed<const N: usize> {
    /// The smallest that any member said.
    pub min: [u64; N],
    /// The largest.
    pub max: [u64; N],
    /// The bits that every member set.
    pub all: [u64; N],
}

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
    meeting.agree(&record, &mine);
    let mut agreed = Agreed { min: mine, max: mine, all: mine };
    for rank in 0..meeting.size() {
        let mut theirs = [0; N];
        meeting.payload(rank, &mut theirs);
        for (i, word) in theirs.into_iter().enumerate() {
            agreed.min[i] = agreed.min[i].min(word);
            agreed.max[i] = agreed.max[i].max(word);
            agreed.all[i] &= word;
        }
    }
    meeting.leave(Exit::Now);
    agreed
}
