//! One meeting of the members of a team: gather up a tree, release down it.
//!
//! Members are numbered from 0, the root. Each has two words, which only it writes and which only
//! grow: `arrived`, the last meeting to which it and all below it have come, and `released`, the
//! last meeting that those below it may leave. A member comes to its meetings in the order of
//! their numbers, so a word at or above a number says that this meeting has got so far.

use core::sync::atomic::Ordering::{Acquire, Release};

use super::{Peers, Word64};

/// Children of a member: wide, because a look at a child's word is cheap and a level is not.
const FAN_IN: usize = 8;

/// Who comes to which meeting.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member {
    /// This member's number.
    pub(crate) rank: usize,
    /// How many members there are.
    pub(crate) size: usize,
    /// The meeting's number, larger than that of the members' last one.
    pub(crate) seq: u64,
    /// The most children a member has, the same for all.
    pub(crate) fan_in: usize,
}

impl Member {
    /// A member of a tree as wide as is good for speed.
    pub(crate) fn new(rank: usize, size: usize, seq: u64) -> Self {
        Self { rank, size, seq, fan_in: FAN_IN }
    }

    fn children(&self) -> core::ops::Range<usize> {
        let first = self.fan_in * self.rank + 1;
        first.min(self.size)..(first + self.fan_in).min(self.size)
    }

    fn parent(&self) -> Option<usize> {
        (self.rank > 0).then(|| (self.rank - 1) / self.fan_in)
    }
}

/// A member's words.
pub(crate) struct Side<'a, W> {
    pub(crate) arrived: &'a W,
    pub(crate) released: &'a W,
}

/// Returns when every member has come to the meeting; what each wrote before, all see after.
///
/// `inspect` is called for each child as soon as the child has arrived, so that what children
/// brought can be looked at before anybody is let go. `side` finds a member's words, `pe` its PE.
pub(crate) fn meet<'a, E: Peers, W: Word64 + 'a>(
    env: &E,
    member: Member,
    side: impl Fn(usize) -> Side<'a, W>,
    pe: impl Fn(usize) -> usize,
    mut inspect: impl FnMut(usize),
) {
    let Member { rank, seq, .. } = member;
    for child in member.children() {
        let theirs = side(child).arrived;
        env.until(|| theirs.load(Acquire) >= seq);
        inspect(child);
    }
    let own = side(rank);
    own.arrived.store(seq, Release);
    if let Some(parent) = member.parent() {
        env.ring(pe(parent));
        let theirs = side(parent).released;
        env.until(|| theirs.load(Acquire) >= seq);
    }
    if member.children().is_empty() {
        return;
    }
    own.released.store(seq, Release);
    for child in member.children() {
        env.ring(pe(child));
    }
}
