//! Collectives that move symmetric memory: nothing is copied but from source to destination.

#![allow(unsafe_code, reason = "vouches that a collect's destination holds what all members bring")]

use super::{Rank, Team};
use crate::buf::SymSlice;
use crate::element::Element;
use crate::sys::Span;

impl Team<'_> {
    /// Copies the root's `source` into every member's `dest`, the root's included.
    ///
    /// On return this PE's `dest` is complete and its `source` may be written again; another member's
    /// `dest` may not be complete yet. So it is for all collectives on symmetric memory.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let world = shmem.world();
    ///     let (source, dest) = (shmem.alloc::<u64>(2)?, shmem.alloc::<u64>(2)?);
    ///     source.write_from(&[shmem.my_pe().index() as u64, 7]);
    ///     world.broadcast_sym(world.rank(0), dest.as_slice(), source.as_slice());
    ///     assert_eq!(dest.to_vec(), [0, 7]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If the root is another team's rank, or the slices overlap or differ in length.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_broadcastmem`.
    #[doc(alias = "shmem_broadcast")]
    #[track_caller]
    pub fn broadcast_sym<T: Element>(
        &self,
        root: Rank,
        dest: SymSlice<'_, T>,
        source: SymSlice<'_, T>,
    ) {
        self.check(root);
        let (to, from) = apart(dest.elements(source.len()), source.span());
        self.begin().broadcast(to, from, root.number());
    }

    /// Puts all members' `source`, one behind the other in the order of their ranks, into every member's
    /// `dest`.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let n = shmem.n_pes();
    ///     let (source, dest) = (shmem.alloc::<usize>(1)?, shmem.alloc::<usize>(n)?);
    ///     source.write(0, shmem.my_pe().index());
    ///     shmem.world().fcollect_sym(dest.as_slice(), source.as_slice());
    ///     assert!(dest.to_vec().into_iter().eq(0..n));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If `dest` is not as long as all sources, or overlaps `source`.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_fcollectmem`.
    #[doc(alias = "shmem_fcollect")]
    #[track_caller]
    pub fn fcollect_sym<T: Element>(&self, dest: SymSlice<'_, T>, source: SymSlice<'_, T>) {
        let (to, from) = apart(dest.elements(self.times_all::<T>(source.len())), source.span());
        self.begin().fcollect(to, from);
    }

    /// Puts all members' `source`, one behind the other in the order of their ranks, into every member's
    /// `dest`, and gives how many elements they are. Members may bring different lengths.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let dest = shmem.alloc::<u8>(100)?;
    ///     let source = shmem.alloc::<u8>(10)?;
    ///     let mine = source.slice(..shmem.my_pe().index() % 3);
    ///     let n = shmem.world().collect_sym(dest.as_slice(), mine);
    ///     assert_eq!(n, shmem.pes().map(|pe| pe.index() % 3).sum());
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If `dest` overlaps `source`. On every member, if some member's `dest` does not hold all of it.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_collectmem`.
    #[doc(alias = "shmem_collect")]
    #[track_caller]
    pub fn collect_sym<T: Element>(&self, dest: SymSlice<'_, T>, source: SymSlice<'_, T>) -> usize {
        let (to, from) = apart(dest.span(), source.span());
        let _busy = self.enter();
        let told = self.fcollect_within(&[[source.len(), dest.len()]]);
        let all = told.iter().try_fold(0_usize, |all, &[len, _]| all.checked_add(len));
        let room = told.iter().map(|&[_, room]| room).min().unwrap_or(0);
        let all = all.filter(|&all| all <= room);
        let all = all.unwrap_or_else(|| panic!("all sources do not fit a destination of {room}"));
        // SAFETY: all members have just told their lengths, and each has seen that together they fit
        // the shortest destination. Members meet in lockstep, and none comes to this routine but right
        // behind telling, so those that meet in it have told each other; others end the job.
        unsafe { self.members().collect(to, from) };
        all
    }

    /// Copies block `i` of every member's `source` to member `i`'s `dest`, where it becomes the block with
    /// the sender's number. A block is what is for each member if all are equally long.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let n = shmem.n_pes();
    ///     let (source, dest) = (shmem.alloc::<usize>(n)?, shmem.alloc::<usize>(n)?);
    ///     source.write_from(&vec![shmem.my_pe().index(); n]);
    ///     shmem.world().alltoall_sym(dest.as_slice(), source.as_slice());
    ///     assert!(dest.to_vec().into_iter().eq(0..n));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If the slices overlap or differ in length, or the length is no multiple of the number of members.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_alltoallmem`.
    #[doc(alias = "shmem_alltoall")]
    #[track_caller]
    pub fn alltoall_sym<T: Element>(&self, dest: SymSlice<'_, T>, source: SymSlice<'_, T>) {
        self.parts_of(source.len());
        let (to, from) = apart(dest.elements(source.len()), source.span());
        self.begin().alltoall(to, from);
    }

    /// As [`alltoall_sym`](Self::alltoall_sym) with `block` elements for each member, of which only every
    /// `source_stride`-th of `source` is sent, and goes to every `dest_stride`-th of `dest`.
    ///
    /// Element `j` of block `i` stands at `(i * block + j) * stride`, so a slice needs
    /// `(n_ranks * block - 1) * stride + 1` elements at least; elements between are left alone.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let n = shmem.n_pes();
    ///     let (source, dest) = (shmem.alloc::<u32>(n)?, shmem.alloc::<u32>(3 * n)?);
    ///     source.write_from(&vec![1; n]);
    ///     shmem.world().alltoalls_sym((dest.as_slice(), 3), (source.as_slice(), 1), 1);
    ///     assert_eq!(dest.to_vec(), [1, 0, 0].repeat(n));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If a slice is too short or a stride 0, or the slices overlap.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: as `shmem_alltoalls`, for elements of any size; each member reads
    /// what it gets from the others.
    #[doc(alias = "shmem_alltoalls")]
    #[track_caller]
    pub fn alltoalls_sym<T: Element>(
        &self,
        (dest, dest_stride): (SymSlice<'_, T>, usize),
        (source, source_stride): (SymSlice<'_, T>, usize),
        block: usize,
    ) {
        let elements = self.times_all::<T>(block);
        let to = dest.slice(..extent(elements, dest_stride));
        let from = source.slice(..extent(elements, source_stride));
        let spans = apart(to.span(), from.span());
        let _busy = self.enter();
        let strides = [dest_stride as u64, source_stride as u64, block as u64];
        self.meet_over(b"alltoals", "alltoalls", spans, strides);
        let me = self.my_rank();
        // Everybody begins with the member behind it, so that they do not crowd one.
        for rank in (1..=self.n_ranks() as isize).map(|distance| me.wrapping_add(distance)) {
            let pe = self.pe_numbered(rank.number());
            for j in 0..block {
                let there = (me.index() * block + j) * source_stride;
                let here = (rank.index() * block + j) * dest_stride;
                from.slice(there..=there).span().get_into(to.slice(here..=here).span(), pe);
            }
        }
        self.members().sync();
    }

    /// Puts all members' `source`, one behind the other in the order of their ranks, into the root's
    /// `dest`. All must name the same `dest`.
    ///
    /// Each member writes to the root; the standard has no such routine.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let world = shmem.world();
    ///     let (source, dest) = (shmem.alloc::<usize>(1)?, shmem.alloc::<usize>(world.n_ranks())?);
    ///     source.write(0, world.my_rank().index());
    ///     world.gather_sym(world.rank(0), dest.as_slice(), source.as_slice());
    ///     if world.my_rank().index() == 0 {
    ///         assert!(dest.to_vec().into_iter().eq(0..world.n_ranks()));
    ///     }
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If the root is another team's rank, `dest` is not as long as all sources, or overlaps `source`.
    #[track_caller]
    pub fn gather_sym<T: Element>(
        &self,
        root: Rank,
        dest: SymSlice<'_, T>,
        source: SymSlice<'_, T>,
    ) {
        self.check(root);
        let all = dest.elements(self.times_all::<T>(source.len()));
        let (to, from) = apart(all, source.span());
        let _busy = self.enter();
        self.meet_over(b"gathsym\0", "gather", (to, from), [root.index() as u64]);
        let (me, bytes) = (self.my_rank().index(), from.bytes());
        let place = to.part(me * bytes..(me + 1) * bytes);
        place.put_from(from, self.pe_numbered(root.number()));
        self.shmem.session.quiet();
        self.members().sync();
    }

    /// Copies block `i` of the root's `source` into member `i`'s `dest`. All must name the same `source`.
    ///
    /// Each member reads from the root; the standard has no such routine.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let world = shmem.world();
    ///     let (source, dest) = (shmem.alloc::<usize>(world.n_ranks())?, shmem.alloc::<usize>(1)?);
    ///     source.write_from(&(0..world.n_ranks()).collect::<Vec<_>>());
    ///     world.scatter_sym(world.rank(0), dest.as_slice(), source.as_slice());
    ///     assert_eq!(dest.read(0), world.my_rank().index());
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If the root is another team's rank, `source` is not as long as all destinations, or overlaps `dest`.
    #[track_caller]
    pub fn scatter_sym<T: Element>(
        &self,
        root: Rank,
        dest: SymSlice<'_, T>,
        source: SymSlice<'_, T>,
    ) {
        self.check(root);
        let all = source.elements(self.times_all::<T>(dest.len()));
        let (to, from) = apart(dest.span(), all);
        let _busy = self.enter();
        self.meet_over(b"scatsym\0", "scatter", (to, from), [root.index() as u64]);
        let (me, bytes) = (self.my_rank().index(), to.bytes());
        let place = from.part(me * bytes..(me + 1) * bytes);
        place.get_into(to, self.pe_numbered(root.number()));
        self.members().sync();
    }

    /// Meets the other members before a collective of ours touches their memory: from here on all have
    /// lent the same memory to it, until the meeting at its end.
    fn meet_over<const N: usize>(
        &self,
        tag: &[u8; 8],
        what: &str,
        (to, from): (Span<'_>, Span<'_>),
        more: [u64; N],
    ) {
        let base = self.shmem.shared.workspace.scratch().source();
        let place = |span: Span<'_>| [span.distance_from(base), span.bytes() as u64];
        let mut said = [0; 8];
        said[..2].copy_from_slice(&place(to));
        said[2..4].copy_from_slice(&place(from));
        said[4..4 + N].copy_from_slice(&more);
        let agreed = self.members().agree(tag, said);
        if agreed.min != agreed.max {
            self.disagree(what, agreed.min, agreed.max);
        }
    }

    /// How many elements all members have of `len` each.
    #[track_caller]
    fn times_all<T>(&self, len: usize) -> usize {
        let n = self.n_ranks();
        len.checked_mul(n)
            .filter(|all| all.checked_mul(size_of::<T>()).is_some())
            .unwrap_or_else(|| panic!("{len} elements for each of {n} members are too many"))
    }
}

/// The destination and the source, if no byte is in both.
#[track_caller]
fn apart<'d, 's>(dest: Span<'d>, source: Span<'s>) -> (Span<'d>, Span<'s>) {
    assert!(dest.is_apart_from(source), "the destination overlaps the source");
    (dest, source)
}

/// How many elements a slice needs for so many that are `stride` apart.
#[track_caller]
fn extent(elements: usize, stride: usize) -> usize {
    assert!(stride > 0, "a stride is at least 1");
    let Some(last) = elements.checked_sub(1) else { return 0 };
    let extent = last.checked_mul(stride).and_then(|last| last.checked_add(1));
    extent.unwrap_or_else(|| panic!("{elements} elements {stride} apart are too many"))
}
