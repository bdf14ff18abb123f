//! One call of a collective: the meeting, the memory and what the caller asked for.
//!
//! Algorithms name memory by [`Buffer`], which only the argument checks make, and reach it through
//! the few methods here; these are the only places that touch symmetric memory.
#![allow(unsafe_code, reason = "symmetric memory is reached by raw copies, here and nowhere else")]

use std::ops::Range;

use super::meeting::{Exit, Meeting, PAYLOAD_WORDS};
use super::space::Space;
use crate::record::Record;

/// A checked range of symmetric memory, there on every PE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Buffer {
    pub(super) offset: usize,
    pub(super) bytes: usize,
}

impl Buffer {
    /// The offset of a part of it.
    ///
    /// # Panics
    ///
    /// When the part reaches beyond the buffer: an algorithm is wrong.
    fn part(self, part: &Range<usize>) -> usize {
        assert!(part.start <= part.end && part.end <= self.bytes, "{part:?} is not in {self:?}");
        self.offset + part.start
    }
}

/// A call of a collective by one member.
#[derive(Debug)]
pub struct Call<M, S> {
    pub(super) meeting: M,
    pub(super) space: S,
    pub(super) record: Record,
}

impl<M: Meeting, S: Space> Call<M, S> {
    /// A call among the members of `meeting` on objects of `space`; `record` has the routine and
    /// the type, the collective adds its arguments.
    #[must_use]
    pub fn new(meeting: M, space: S, record: Record) -> Self {
        Self { meeting, space, record }
    }

    /// Number of members.
    pub(super) fn size(&self) -> usize {
        self.meeting.size()
    }

    /// This PE's number among them.
    pub(super) fn rank(&self) -> usize {
        self.meeting.rank()
    }

    /// All members, beginning behind this one and ending with it, so that members who walk
    /// through their peers do not crowd the same one's memory.
    pub(super) fn rotated(&self) -> impl Iterator<Item = usize> + use<M, S> {
        let (rank, size) = (self.rank(), self.size());
        (rank + 1..size).chain(0..=rank)
    }

    /// Whether this many bytes can travel with the agreement.
    pub(super) fn rides(&self, bytes: usize) -> bool {
        bytes <= self.meeting.payload_words() * size_of::<u64>()
    }

    /// Agrees with the others on what is being called; buffers may be touched from here on.
    pub(super) fn agree(&mut self) {
        self.meeting.agree(&self.record, &[], 0);
    }

    /// The same, and hands the others the first `bytes` of `payload`.
    pub(super) fn agree_with(&mut self, payload: &Payload, bytes: usize) {
        let words = payload.words(bytes);
        self.meeting.agree(&self.record, words, words.len());
    }

    /// The same, when others may bring up to `most` bytes.
    pub(super) fn agree_with_some(&mut self, payload: &Payload, bytes: usize, most: usize) {
        let width = payload.words(most).len();
        self.meeting.agree(&self.record, payload.words(bytes), width);
    }

    /// Agrees with the others and fills the first `bytes` of `payload` with those of `root`.
    pub(super) fn agree_from(&mut self, root: usize, payload: &mut Payload, bytes: usize) {
        self.meeting.agree_from(&self.record, root, payload.words_mut(bytes));
    }

    /// Whether this many bytes can travel from a root with the agreement.
    pub(super) fn rides_from_root(&self, bytes: usize) -> bool {
        bytes <= self.meeting.root_words() * size_of::<u64>()
    }

    /// Meets the others once more; what this member wrote and pulled is in place then.
    pub(super) fn sync(&mut self) {
        self.space.complete();
        self.meeting.sync();
    }

    /// Ends the call. A member that wrote to others or pulled must leave together with them.
    pub(super) fn leave(self, exit: Exit) {
        if exit == Exit::Together {
            self.space.complete();
        }
        self.meeting.leave(exit);
    }

    /// Reads a part of a member's buffer into private memory, beginning at `from`.
    pub(super) fn read(&self, rank: usize, source: Buffer, from: usize, into: &mut [u8]) {
        let from = source.part(&(from..from + into.len()));
        let pe = self.meeting.pe(rank);
        // SAFETY:
        // - `from` is the offset of `into.len()` bytes of symmetric memory, there as long as the job runs;
        // - `into` is private and as long;
        // - the caller of the collective lends the buffer, so no reference forbids the access, and
        //   the copy is opaque, so a program that races for the buffer only gets other numbers.
        unsafe { self.space.read(into.as_mut_ptr(), from, pe, into.len()) }
    }

    /// Reads the same part of several members' buffers into private memory, one behind the other.
    pub(super) fn read_all(
        &self,
        ranks: Range<usize>,
        source: Buffer,
        from: usize,
        bytes: usize,
        into: &mut [u8],
    ) {
        let from = source.part(&(from..from + bytes));
        for (rank, into) in ranks.zip(into.chunks_mut(bytes.max(1))) {
            assert_eq!(into.len(), bytes, "room for every member's part");
            // SAFETY: as in `read`; `into` stays borrowed until the reads are complete.
            unsafe {
                self.space.begin_read(into.as_mut_ptr(), from, self.meeting.pe(rank), bytes);
            }
        }
        self.space.complete();
    }

    /// Writes private bytes to a member's buffer, beginning at `to`.
    pub(super) fn write(&self, rank: usize, dest: Buffer, to: usize, bytes: &[u8]) {
        let to = dest.part(&(to..to + bytes.len()));
        let pe = self.meeting.pe(rank);
        // SAFETY:
        // - `to` is the offset of `bytes.len()` bytes of symmetric memory, there as long as the job runs;
        // - `bytes` is private and can be read;
        // - the caller of the collective lends the buffer for writing, on every member, and the
        //   copy is opaque.
        unsafe { self.space.write(to, pe, bytes.as_ptr(), bytes.len()) }
    }

    /// Copies from a member's source, beginning at `from`, into this PE's destination, at `to`. Done
    /// when the members have met again.
    pub(super) fn pull(
        &self,
        rank: usize,
        source: Buffer,
        from: usize,
        dest: Buffer,
        to: usize,
        bytes: usize,
    ) {
        let from = source.part(&(from..from + bytes));
        let to = dest.part(&(to..to + bytes));
        if rank != self.rank() || from != to {
            // SAFETY:
            // - both are `bytes` bytes of symmetric memory, mapped for as long as the job runs;
            // - the caller of the collective lends both buffers, this PE's destination for writing,
            //   and the copy is opaque, so ranges that overlap or race only give other numbers.
            unsafe { self.space.pull(to, from, self.meeting.pe(rank), bytes) }
        }
    }
}

/// Private room for what travels with an agreement.
pub(super) struct Payload([u64; PAYLOAD_WORDS]);

impl Payload {
    pub(super) fn new() -> Self {
        Self([0; PAYLOAD_WORDS])
    }

    /// The first bytes.
    pub(super) fn bytes(&mut self, bytes: usize) -> &mut [u8] {
        &mut bytemuck::cast_slice_mut(&mut self.0)[..bytes]
    }

    /// The first `bytes` of what a member brought to the agreement.
    pub(super) fn receive<M: Meeting>(&mut self, meeting: &M, rank: usize, bytes: usize) -> &[u8] {
        meeting.payload(rank, &mut self.0[..bytes.div_ceil(size_of::<u64>())]);
        &bytemuck::cast_slice(&self.0)[..bytes]
    }

    /// The words of the first `bytes`.
    pub(super) fn words_mut(&mut self, bytes: usize) -> &mut [u64] {
        &mut self.0[..bytes.div_ceil(size_of::<u64>())]
    }

    fn words(&self, bytes: usize) -> &[u64] {
        &self.0[..bytes.div_ceil(size_of::<u64>())]
    }
}
