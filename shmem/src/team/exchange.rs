//! Collectives that move private data.
//!
//! The data passes through the crate's workspace: what a member brings is copied into the workspace's
//! source, the collective runs on the workspace, and what comes out is copied to private memory. Only
//! then is anything looked at. The workspace has a fixed size, so long data goes a piece at a time,
//! after an agreement on its length; a member with shorter data is in another collective and ends the job.
//!
//! Pieces are cut so that no collective can reach beyond the workspace, whatever other members bring.

#![allow(unsafe_code, reason = "vouches for the room that the members' parts of a collect take")]

use std::ops::Range;

use bytemuck::{cast_slice, cast_slice_mut};

use super::{Rank, Team};
use crate::element::Element;
use crate::sys::{Members, Operands, Span};

impl Team<'_> {
    /// All members' data, one behind the other in the order of their ranks. All must bring the same length.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let world = shmem.world();
    ///     let squares = world.fcollect(&[world.my_rank().index().pow(2)]);
    ///     assert!(squares.into_iter().eq((0..world.n_ranks()).map(|rank| rank * rank)));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_fcollectmem`.
    #[doc(alias = "shmem_fcollect")]
    #[track_caller]
    #[must_use]
    pub fn fcollect<T: Element>(&self, data: &[T]) -> Vec<T> {
        let _busy = self.enter();
        self.fcollect_within(data)
    }

    /// All members' data, one behind the other in the order of their ranks. Members may bring different
    /// lengths.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let world = shmem.world();
    ///     let me = world.my_rank().index();
    ///     let all = world.collect(&vec![me; me + 1]);
    ///     let n = world.n_ranks();
    ///     assert_eq!(all.len(), n * (n + 1) / 2);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_collectmem`.
    #[doc(alias = "shmem_collect")]
    #[track_caller]
    #[must_use]
    pub fn collect<T: Element>(&self, data: &[T]) -> Vec<T> {
        let _busy = self.enter();
        let lengths = self.fcollect_within(&[data.len()]);
        let longest = lengths.iter().max().map_or(0, |&longest| longest * size_of::<T>());
        let mut all = vec![T::zeroed(); lengths.iter().sum()];
        let (bytes, room) = (cast_slice::<T, u8>(data), self.share());
        for start in (0..longest).step_by(room) {
            let piece = |len: usize| start.min(len)..(start + room).min(len);
            let (source, dest) = (self.scratch.source(), self.scratch.dest());
            let mine = &bytes[piece(bytes.len())];
            let source = source.part(0..mine.len());
            source.put(mine, self.shmem.me);
            // SAFETY: no member of this team ever calls it on a source of more than its share of the
            // workspace, here and in `collect_sym`, where all have agreed on a destination that fits.
            unsafe { self.members().collect(dest, source) };
            let (mut from, mut to) = (0, 0);
            for len in lengths.iter().map(|len| len * size_of::<T>()) {
                let place = piece(len);
                let into = &mut cast_slice_mut::<T, u8>(&mut all)[to + place.start..to + place.end];
                dest.part(from..from + place.len()).get(into, self.shmem.me);
                from += place.len();
                to += len;
            }
        }
        all
    }

    /// Sends part `i` of every member's `data` to member `i`, and gives what all have sent to this PE, in
    /// the order of their ranks. All must bring the same length.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let world = shmem.world();
    ///     let me = world.my_rank().index();
    ///     let sent: Vec<_> = world.ranks().map(|to| (me * 100 + to.index()) as u32).collect();
    ///     let received = world.alltoall(&sent);
    ///     assert!(received.into_iter().eq((0..world.n_ranks()).map(|from| (from * 100 + me) as u32)));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If the length is no multiple of the number of members.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_alltoallmem`.
    #[doc(alias = "shmem_alltoall")]
    #[track_caller]
    #[must_use]
    pub fn alltoall<T: Element>(&self, data: &[T]) -> Vec<T> {
        self.parts_of(data.len());
        let _busy = self.enter();
        self.alltoall_within(data)
    }

    /// [`alltoall`](Self::alltoall), within another collective.
    pub(super) fn alltoall_within<T: Element>(&self, data: &[T]) -> Vec<T> {
        let n = self.n_ranks();
        let mut received = vec![T::zeroed(); data.len()];
        let (from, to) = (cast_slice::<T, u8>(data), cast_slice_mut::<T, u8>(&mut received));
        let part = from.len() / n;
        for piece in self.pieces(part) {
            let (source, dest) = self.buffers(n * piece.len());
            let places = || (0..n).map(|rank| rank * piece.len()..(rank + 1) * piece.len());
            let within = |rank: usize| rank * part + piece.start..rank * part + piece.end;
            for (rank, place) in places().enumerate() {
                source.part(place).put(&from[within(rank)], self.shmem.me);
            }
            self.members().alltoall(dest, source);
            for (rank, place) in places().enumerate() {
                dest.part(place).get(&mut to[within(rank)], self.shmem.me);
            }
        }
        received
    }

    /// Gives the root all members' data, one behind the other in the order of their ranks, and the others
    /// `None`. All must bring the same length.
    ///
    /// The root reads from each member; the standard has no such routine.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let world = shmem.world();
    ///     let root = world.rank(0);
    ///     let all = world.gather(root, &[world.my_rank().index()]);
    ///     assert_eq!(all.is_some(), world.my_rank() == root);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If the root is another team's rank.
    #[track_caller]
    #[must_use]
    pub fn gather<T: Element>(&self, root: Rank, data: &[T]) -> Option<Vec<T>> {
        self.check(root);
        let _busy = self.enter();
        let told = self
            .members()
            .agree(b"gather\0\0", [root.index() as u64, data.len() as u64, self.scratch_place()]);
        if told.min != told.max {
            self.disagree("gather", told.min, told.max);
        }
        let is_root = root == self.my_rank();
        let mut all = vec![T::zeroed(); if is_root { self.n_ranks() * data.len() } else { 0 }];
        let (bytes, into) = (cast_slice::<T, u8>(data), cast_slice_mut::<T, u8>(&mut all));
        let whole = self.scratch.source();
        for piece in cut(0..bytes.len(), whole.bytes()) {
            let source = whole.part(0..piece.len());
            source.put(&bytes[piece.clone()], self.shmem.me);
            self.members().agree(b"gathered", []);
            if is_root {
                for (rank, place) in self.ranks().zip(into.chunks_mut(bytes.len())) {
                    source.get(&mut place[piece.clone()], self.pe_numbered(rank.number()));
                }
            }
            self.members().sync();
        }
        is_root.then_some(all)
    }

    /// Gives member `i` part `i` of the root's `data`. The others' data does not matter, and may be empty.
    ///
    /// Each member reads from the root; the standard has no such routine.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let world = shmem.world();
    ///     let numbers: Vec<_> = (0..2 * world.n_ranks()).collect();
    ///     let mine = world.scatter(world.rank(0), &numbers);
    ///     let me = world.my_rank().index();
    ///     assert_eq!(mine, [2 * me, 2 * me + 1]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If the root is another team's rank. On the root, if the length is no multiple of the number of members.
    #[track_caller]
    #[must_use]
    pub fn scatter<T: Element>(&self, root: Rank, data: &[T]) -> Vec<T> {
        self.check(root);
        let is_root = root == self.my_rank();
        let part = if is_root { self.parts_of(data.len()) } else { 0 };
        let _busy = self.enter();
        let root_number = root.index() as u64;
        let told =
            self.members().agree(b"scatter\0", [root_number, self.scratch_place(), part as u64]);
        if told.min[..2] != told.max[..2] {
            self.disagree("scatter", told.min, told.max);
        }
        let mut mine = vec![T::zeroed(); told.max[2] as usize];
        let (bytes, into) = (cast_slice::<T, u8>(data), cast_slice_mut::<T, u8>(&mut mine));
        let (whole, part) = (self.scratch.source(), into.len());
        let root_pe = self.pe_numbered(root.number());
        for piece in self.pieces_of(0..part) {
            let place = |rank: usize| whole.part(rank * piece.len()..(rank + 1) * piece.len());
            if is_root {
                for (rank, theirs) in bytes.chunks(part).enumerate() {
                    place(rank).put(&theirs[piece.clone()], self.shmem.me);
                }
            }
            self.members().agree(b"scatters", []);
            place(self.my_rank().index()).get(&mut into[piece.clone()], root_pe);
            self.members().sync();
        }
        mine
    }

    /// [`fcollect`](Self::fcollect), within another collective.
    pub(super) fn fcollect_within<T: Element>(&self, data: &[T]) -> Vec<T> {
        let n = self.n_ranks();
        let mut all = vec![T::zeroed(); data.len() * n];
        let (from, to) = (cast_slice::<T, u8>(data), cast_slice_mut::<T, u8>(&mut all));
        for piece in self.pieces(from.len()) {
            let (source, dest) = self.buffers(n * piece.len());
            let source = source.part(0..piece.len());
            source.put(&from[piece.clone()], self.shmem.me);
            self.members().fcollect(dest, source);
            for rank in 0..n {
                let place = rank * from.len() + piece.start..rank * from.len() + piece.end;
                let theirs = dest.part(rank * piece.len()..(rank + 1) * piece.len());
                theirs.get(&mut to[place], self.shmem.me);
            }
        }
        all
    }

    /// Passes a value through a collective that is a single call of the library.
    #[inline]
    #[track_caller]
    pub(super) fn pass_one<T: Element>(
        &self,
        value: T,
        collective: impl FnOnce(Members, Operands<'_, T>),
    ) -> T {
        let members = self.begin();
        let operands = self.scratch.operands(1);
        operands.source().place(0).expect("one").write(value);
        collective(members, operands);
        operands.dest().place(0).expect("one").read()
    }

    /// Passes `data` through a collective that gives as much as it takes, element by element.
    pub(super) fn pass<T: Element>(
        &self,
        data: &mut [T],
        collective: impl Fn(Members, Operands<'_, T>),
    ) {
        let pass_some = |some: &mut [T]| {
            let operands = self.scratch.operands(some.len());
            operands.source().write_from(some);
            collective(self.members(), operands);
            operands.dest().read_into(some);
        };
        let at_once = self.scratch.bytes() / size_of::<T>().max(1);
        if data.len() <= at_once {
            return pass_some(data);
        }
        self.agree_on_length(data.len());
        data.chunks_mut(at_once).for_each(pass_some);
    }

    /// The pieces, in bytes, of which each member has one in the workspace at a time. Nothing is a piece
    /// too; more than one are agreed on.
    fn pieces(&self, bytes: usize) -> impl Iterator<Item = Range<usize>> + use<> {
        if bytes > self.share() {
            self.agree_on_length(bytes);
        }
        let nothing = (bytes == 0).then_some(0..0);
        nothing.into_iter().chain(self.pieces_of(0..bytes))
    }

    fn pieces_of(&self, range: Range<usize>) -> impl Iterator<Item = Range<usize>> + use<> {
        cut(range, self.share())
    }

    /// Bytes of the workspace's buffers that each member can have.
    pub(super) fn share(&self) -> usize {
        self.scratch.bytes() / self.n_ranks()
    }

    /// Which workspace this is, as members compare it.
    pub(super) fn scratch_place(&self) -> u64 {
        self.scratch.source().distance_from(self.shmem.shared.workspace.scratch().source())
    }

    /// The first bytes of both.
    fn buffers(&self, bytes: usize) -> (Span<'_>, Span<'_>) {
        (self.scratch.source().part(0..bytes), self.scratch.dest().part(0..bytes))
    }

    /// What is for each member of `len` elements.
    #[track_caller]
    pub(super) fn parts_of(&self, len: usize) -> usize {
        let n = self.n_ranks();
        assert!(len.is_multiple_of(n), "{len} elements have no equal parts for {n} members");
        len / n
    }

    pub(super) fn agree_on_length(&self, len: usize) {
        let agreed = self.members().agree(b"lengths\0", [len as u64]);
        if agreed.min != agreed.max {
            let ([min], [max]) = (agreed.min, agreed.max);
            self.shmem
                .fail(&format!("the PEs bring from {min} to {max} elements to one collective"));
        }
    }

    /// Ends the job over a collective of ours, to which members bring different roots or lengths.
    pub(super) fn disagree<const N: usize>(&self, what: &str, min: [u64; N], max: [u64; N]) -> ! {
        self.shmem.fail(&format!("the members come to one {what} with from {min:?} to {max:?}"))
    }
}

/// Cuts a range into pieces of at most this length.
fn cut(range: Range<usize>, at_most: usize) -> impl Iterator<Item = Range<usize>> {
    let end = range.end;
    range.step_by(at_most).map(move |start| start..end.min(start + at_most))
}
