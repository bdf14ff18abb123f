//! Where the members of a collective meet.

use super::record::Record;

/// Whether a member may go on at once or must know that the others are done with its memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Nobody reads this member's buffers any more.
    Now,
    /// Others may still be reading them: wait until everybody has come this far.
    Together,
}

/// One collective call among the members of a team or an active set.
///
/// A call goes through `agree`, then any number of `sync`s, then `leave`. Each of `agree` and
/// `sync` is a rendezvous of all members: what a member wrote before it is visible to all after it.
/// Members whose records differ end the job, so code behind `agree` knows that all are in the
/// same routine with equal arguments.
pub(crate) trait Meeting {
    /// Words of payload that [`agree`](Self::agree) can carry.
    const PAYLOAD_WORDS: usize;

    /// Number of members.
    fn size(&self) -> usize;

    /// This PE's number among them.
    fn rank(&self) -> usize;

    /// The world's number of a member.
    fn pe(&self, rank: usize) -> usize;

    /// Meets the others, with at most [`Self::PAYLOAD_WORDS`] words for them to read.
    fn agree(&mut self, record: &Record, payload: &[u64]);

    /// A member's record of the last `agree`; its `own` words are that member's.
    fn record(&self, rank: usize) -> Record;

    /// A member's payload of the last `agree`, as far as `words` reaches. Valid until `sync`.
    fn payload(&self, rank: usize, words: &mut [u64]);

    /// Meets the others again.
    fn sync(&mut self);

    /// Ends the call.
    fn leave(self, exit: Exit);
}
