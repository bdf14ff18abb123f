//! What reductions and scans share: sizes, parts, private scratch and combining in rank order.
//!
//! Three algorithms serve both, chosen by what all members know, the size and their number:
//!
//! * *riding*: sources travel with the agreement, everybody combines what it needs;
//! * *pulling*: everybody reads what it needs of all sources into one chunk of private scratch;
//!   after a second rendezvous nobody reads sources any more and results are written;
//! * *parted*: each member works on its part of everybody's buffers, chunk by chunk.
//!
//! Sources may be changed by a racing program while they are read. They are combined as private
//! copies only, so the worst such a program gets is wrong numbers.

use std::ops::Range;

use super::call::{Buffer, Call, Payload};
use super::meeting::{Exit, Meeting};
use super::space::Space;
use crate::ops::Kernel;
use crate::record::at;

/// Bytes combined at a time: two chunks and what is read stay in the first-level cache.
pub(super) const CHUNK: usize = 8 << 10;

/// The most bytes a member reads when everybody reads everything; beyond it, parting the work is
/// worth one more rendezvous.
const PULLED: usize = 64 << 10;

/// Members that are read from at once where memory is far.
const AT_ONCE: usize = 8;

/// Parts end at cache lines, and at whole elements of every size.
const LINE: usize = 64;

/// A chunk of private memory, aligned for every element.
#[repr(C, align(64))]
pub(super) struct Scratch([u8; CHUNK]);

impl Scratch {
    pub(super) fn new() -> Self {
        Self([0; CHUNK])
    }

    /// The first bytes.
    pub(super) fn bytes(&mut self, bytes: usize) -> &mut [u8] {
        &mut self.0[..bytes]
    }
}

/// The algorithms of this module's introduction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Algorithm {
    Riding,
    Pulling,
    Parted,
}

impl<M: Meeting, S: Space> Call<M, S> {
    /// Checks and notes the arguments of a reduction or scan. The buffers must be the same or
    /// apart; others do no harm but to the numbers in them.
    pub(super) fn fold_buffers(
        &mut self,
        kernel: Kernel,
        dest: *mut u8,
        source: *const u8,
        nelems: usize,
    ) -> (Buffer, Buffer) {
        self.note(at::COUNT, nelems);
        let bytes = self.size_of(&[nelems, kernel.elem]);
        self.buffers((dest, bytes), (source, bytes))
    }

    /// How to go about that many bytes; the same answer on every member.
    fn algorithm(&self, bytes: usize) -> Algorithm {
        if self.rides(bytes) {
            Algorithm::Riding
        } else if bytes <= CHUNK && bytes <= PULLED / self.size() {
            Algorithm::Pulling
        } else {
            Algorithm::Parted
        }
    }

    /// The part of `bytes` that `rank` works on.
    pub(super) fn part(&self, bytes: usize, rank: usize) -> Range<usize> {
        let length = bytes.div_ceil(self.size()).next_multiple_of(LINE);
        let edge = |rank: usize| rank.saturating_mul(length).min(bytes);
        edge(rank)..edge(rank + 1)
    }

    /// Combines the sources of `ranks` into this member's `dest` if they are small enough to ride or to
    /// be pulled, and ends the call; gives the call back, not yet agreed on, if they are not.
    pub(super) fn fold_small(
        mut self,
        kernel: Kernel,
        ranks: Range<usize>,
        dest: Buffer,
        source: Buffer,
    ) -> Option<Self> {
        let bytes = source.bytes;
        match self.algorithm(bytes) {
            Algorithm::Riding => {
                let mut mine = Payload::new();
                self.read(self.rank(), source, 0, mine.bytes(bytes));
                self.agree_with(&mine, bytes);
                let acc = mine.bytes(bytes);
                self.fold_payloads(kernel, ranks, acc);
                self.write(self.rank(), dest, 0, acc);
                self.leave(Exit::Now);
                None
            }
            Algorithm::Pulling => {
                let (mut acc, mut next) = (Scratch::new(), Scratch::new());
                let acc = acc.bytes(bytes);
                self.agree();
                self.fold_sources(kernel, ranks, source, 0, acc, next.bytes(bytes));
                self.sync();
                self.write(self.rank(), dest, 0, acc);
                self.leave(Exit::Now);
                None
            }
            Algorithm::Parted => Some(self),
        }
    }

    /// Combines a stretch of the members' sources, as long as `acc`, in rank order; `next` is
    /// room for as much again.
    pub(super) fn fold_sources(
        &self,
        kernel: Kernel,
        ranks: Range<usize>,
        source: Buffer,
        from: usize,
        acc: &mut [u8],
        next: &mut [u8],
    ) {
        if !self.space.is_far() {
            return fold(kernel, ranks, acc, next, |rank, into| {
                self.read(rank, source, from, into);
            });
        }
        // Where a read takes long, several are under way at once.
        let bytes = acc.len();
        let members = ranks.len().min(AT_ONCE);
        let mut room = vec![0_u64; (members * bytes).div_ceil(size_of::<u64>())];
        let room: &mut [u8] = bytemuck::cast_slice_mut(&mut room);
        let first = ranks.start;
        fold(kernel, ranks.clone(), acc, next, |rank, into| {
            let which = (rank - first) % AT_ONCE;
            if which == 0 {
                let group = rank..ranks.end.min(rank + AT_ONCE);
                let len = group.len() * bytes;
                self.read_all(group, source, from, bytes, &mut room[..len]);
            }
            into.copy_from_slice(&room[which * bytes..][..bytes]);
        });
    }

    /// Combines what the members brought to the agreement, in rank order.
    fn fold_payloads(&self, kernel: Kernel, ranks: Range<usize>, acc: &mut [u8]) {
        let mut theirs = Payload::new();
        fold(kernel, ranks, acc, Payload::new().bytes(acc.len()), |rank, into| {
            into.copy_from_slice(theirs.receive(&self.meeting, rank, into.len()));
        });
    }
}

/// Splits a range of bytes into chunks.
pub(super) fn chunks(range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let end = range.end;
    range.step_by(CHUNK).map(move |start| start..end.min(start + CHUNK))
}

/// Puts the first rank's data into `acc` and combines the following ranks' with it. Nobody's is
/// zeros.
fn fold(
    kernel: Kernel,
    ranks: Range<usize>,
    acc: &mut [u8],
    next: &mut [u8],
    mut fetch: impl FnMut(usize, &mut [u8]),
) {
    if ranks.is_empty() {
        acc.fill(0);
    }
    for rank in ranks.clone() {
        if rank == ranks.start {
            fetch(rank, acc);
        } else {
            fetch(rank, next);
            (kernel.combine)(acc, next);
        }
    }
}
