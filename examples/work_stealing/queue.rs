//! A PE's nodes, of which others can steal.
//!
//! Most are the PE's own and in private memory; it works on the newest ones first. Now and then it opens
//! the oldest half to thieves, because old nodes are the roots of the largest parts of the tree: it copies
//! them to symmetric memory, and says in one atomic word which of them are there. Thieves take half of
//! what is there, by compare-and-swap on that word, and the PE itself takes back the rest, likewise, when
//! it has nothing else.
//!
//! * A node is taken once: the word changes from having it to not having it in one operation, and that
//!   has succeeded for one PE only. If the word has changed and become the same again since it was
//!   looked at, so much the better: what it says is true now.
//! * A node is not overwritten before it is read: thieves add what they have copied to a second word, and
//!   the PE opens nodes only when none are open and all that were taken have been copied.

use std::collections::VecDeque;
use std::ops::Range;

use shmem::prelude::*;

/// How many nodes can be open.
const ROOM: usize = 1024;

/// The queue of this PE, and the way to those of others.
pub(crate) struct Queue<'rt> {
    shmem: &'rt Shmem,
    /// The oldest first.
    own: VecDeque<u64>,
    nodes: SymBuf<'rt, u64>,
    /// Which of `nodes` can be taken.
    open: SymAtomic<'rt, u64>,
    /// How many of this PE's nodes thieves have copied.
    copied: SymAtomic<'rt, u64>,
    /// How many nodes this PE has opened and not taken back.
    not_taken_back: u64,
}

impl<'rt> Queue<'rt> {
    /// An empty one on every PE. Collective.
    pub(crate) fn new(shmem: &'rt Shmem) -> shmem::Result<Self> {
        Ok(Self {
            shmem,
            own: VecDeque::new(),
            nodes: shmem.alloc(ROOM)?,
            open: shmem.atomic(0)?,
            copied: shmem.atomic(0)?,
            not_taken_back: 0,
        })
    }

    /// Adds nodes that are newer than all others.
    pub(crate) fn extend(&mut self, nodes: impl IntoIterator<Item = u64>) {
        self.own.extend(nodes);
    }

    /// The newest node; none if this PE has none, neither of its own nor open.
    pub(crate) fn pop(&mut self) -> Option<u64> {
        if self.own.is_empty() {
            let mine = self.claim(self.shmem.my_pe(), |open| open);
            self.not_taken_back -= mine.len() as u64;
            self.own.extend(self.nodes.slice(mine).to_vec());
        }
        self.own.pop_back()
    }

    /// Opens the older half of this PE's nodes to thieves, if they have taken all that was open before.
    pub(crate) fn open_some(&mut self) {
        let n = ROOM.min(self.own.len() / 2);
        let none_open = unpack(self.open.here().fetch()).is_empty();
        if n == 0 || !none_open || self.copied.here().fetch() != self.not_taken_back {
            return;
        }
        let oldest: Vec<u64> = self.own.drain(..n).collect();
        self.nodes.slice(..n).at(self.shmem.my_pe()).put(&oldest);
        self.shmem.quiet(); // who sees the word finds the nodes
        // Unlike a set, a swap is done when it returns: `pop` must not miss what is open.
        self.open.here().swap(pack(0..n));
        self.not_taken_back += n as u64;
    }

    /// How many nodes thieves have taken from this PE. True as long as it has none open.
    pub(crate) fn lost(&self) -> u64 {
        self.not_taken_back
    }

    /// Steals half of what a PE has open; whether that was any.
    pub(crate) fn steal(&mut self, victim: Pe) -> bool {
        let claimed = self.claim(victim, |open| open.div_ceil(2));
        if claimed.is_empty() {
            return false;
        }
        let mut nodes = vec![0; claimed.len()];
        self.nodes.slice(claimed).at(victim).get(&mut nodes);
        self.copied.at(victim).add(nodes.len() as u64);
        self.own.extend(nodes);
        true
    }

    /// Takes the first of a PE's open nodes, so many as `share` says of all of them.
    fn claim(&self, pe: Pe, share: fn(usize) -> usize) -> Range<usize> {
        let word = self.open.at(pe);
        let mut seen = word.fetch();
        loop {
            let Range { start, end } = unpack(seen);
            let taken = start..start + share(end - start);
            if taken.is_empty() {
                return taken;
            }
            let was = word.compare_swap(seen, pack(taken.end..end));
            if was == seen {
                return taken;
            }
            seen = was;
        }
    }
}

/// A range of `nodes` as a word, and the other way round.
fn pack(range: Range<usize>) -> u64 {
    (range.start as u64) << 32 | range.end as u64
}

fn unpack(word: u64) -> Range<usize> {
    (word >> 32) as usize..word as u32 as usize
}
