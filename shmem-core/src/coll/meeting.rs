//! Where the members of a collective meet.

use crate::record::Record;

/// The most words of payload that any meeting carries for a member.
pub const PAYLOAD_WORDS: usize = 48;

/// Whether a member may go on at once or must know that the others are done with its memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Nobody reads this member's buffers any more.
    Now,
    /// Others may still be reading them: wait until everybody has come this far.
    Together,
}

/// One collective call among the members of a team or an active set.
///
/// A call goes through `agree` or `agree_from`, then any number of `sync`s, then `leave`. Each of the
/// first three is a rendezvous of all members: what a member wrote before it, and completed, is visible
/// to all after it. Members whose records differ end the job, so code behind the agreement knows that
/// all are in the same routine with equal arguments.
pub trait Meeting {
    /// How many words of payload [`agree`](Self::agree) can carry from each member to all; at least 2,
    /// at most [`PAYLOAD_WORDS`], and the same on every member.
    fn payload_words(&self) -> usize;

    /// How many words [`agree_from`](Self::agree_from) can carry; at most [`PAYLOAD_WORDS`].
    fn root_words(&self) -> usize {
        self.payload_words()
    }

    /// Number of members.
    fn size(&self) -> usize;

    /// This PE's number among them.
    fn rank(&self) -> usize;

    /// The world's number of a member.
    fn pe(&self, rank: usize) -> usize;

    /// Meets the others, with words for them to read: at most `width` of them, which is the same on all.
    fn agree(&mut self, record: &Record, payload: &[u64], width: usize);

    /// A member's payload of the last `agree`, as far as `words` reaches. Valid until `sync`.
    fn payload(&self, rank: usize, words: &mut [u64]);

    /// Meets the others, and replaces `words` by those of `root`.
    fn agree_from(&mut self, record: &Record, root: usize, words: &mut [u64]) {
        self.agree(record, if self.rank() == root { words } else { &[] }, words.len());
        self.payload(root, words);
    }

    /// Meets the others again.
    fn sync(&mut self);

    /// Ends the call.
    fn leave(self, exit: Exit);
}
