//! Broadcasts of private data, which all have room for or only the root has.

use bytemuck::cast_slice_mut;

use super::{Rank, Team};
use crate::element::Element;

/// # Which form of a collective
///
/// | data | takes and gives | example |
/// |---|---|---|
/// | one value, or a small array of them | value in, value out | [`sum`](Self::sum), [`broadcast`](Self::broadcast) |
/// | private memory | slices, in place or as a new `Vec` | [`sum_slice`](Self::sum_slice), [`fcollect`](Self::fcollect) |
/// | private memory in parts of any lengths | a part for each member, a `Vec` from each | [`alltoall_parts`](Self::alltoall_parts), [`scatter_parts`](Self::scatter_parts) |
/// | what only the root has | an `Option`, and what the root has | [`broadcast_from`](Self::broadcast_from), [`broadcast_vec`](Self::broadcast_vec) |
/// | symmetric memory | [`SymSlice`](crate::SymSlice)s, the C routine as it is | [`sum_reduce`](Self::sum_reduce), [`fcollect_sym`](Self::fcollect_sym) |
///
/// Private data passes through the crate's own symmetric workspace, a piece at a time, or through a
/// [`Workspace`](crate::Workspace) of yours that holds all of it. Collectives on symmetric memory copy nothing first; their
/// two slices must be the same on every member, must not overlap (but reductions and scans work in place), and a racing
/// access to them gives mixed values.
///
/// Dropping a team only says that this PE is done with it; see [`free`](Self::free).
impl Team<'_> {
    /// Gives every member the root's value. The others' values do not matter.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let world = shmem.world();
    ///     let secret = if world.my_rank().index() == 0 { 42 } else { 0 };
    ///     assert_eq!(world.broadcast(world.rank(0), secret), 42);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If the root is another team's rank.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_broadcastmem`.
    #[doc(alias = "shmem_broadcast")]
    #[track_caller]
    #[must_use]
    pub fn broadcast<T: Element>(&self, root: Rank, value: T) -> T {
        let mut data = [value];
        self.broadcast_slice(root, &mut data);
        data[0]
    }

    /// Overwrites every member's `data` with the root's. All must have the same length.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let world = shmem.world();
    /// let mut data = [shmem.my_pe().index(), 7];
    /// world.broadcast_slice(world.rank(0), &mut data);
    /// assert_eq!(data, [0, 7]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If the root is another team's rank.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_broadcastmem`.
    #[doc(alias = "shmem_broadcast")]
    #[track_caller]
    pub fn broadcast_slice<T: Element>(&self, root: Rank, data: &mut [T]) {
        self.check(root);
        let _busy = self.enter();
        self.broadcast_within(root, data);
    }

    /// Gives every member the value that the root brings, and the others do not have.
    ///
    /// The root brings `Some`, the others `None`. As [`broadcast`](Self::broadcast), where all bring a value.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let world = shmem.world();
    ///     let root = world.rank(0);
    ///     let read = (world.my_rank() == root).then(|| "640".parse::<u64>().unwrap());
    ///     assert_eq!(world.broadcast_from(root, read), 640);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// Before anything happens, if the root is another team's rank, on the root without a value, and on
    /// another member with one.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_broadcastmem`.
    #[track_caller]
    #[must_use]
    pub fn broadcast_from<T: Element>(&self, root: Rank, value: Option<T>) -> T {
        self.check_brings(root, value.is_some());
        self.broadcast(root, value.unwrap_or_else(T::zeroed))
    }

    /// Gives every member the vector that the root brings, whose length the others need not know.
    ///
    /// The root brings `Some`, and gets its own vector back; the others bring `None`. As
    /// [`broadcast_slice`](Self::broadcast_slice), where all have a slice of that length.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let world = shmem.world();
    ///     let root = world.rank(0);
    ///     let read = (world.my_rank() == root).then(|| b"a line of text".to_vec());
    ///     assert_eq!(world.broadcast_vec(root, read), b"a line of text");
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// Before anything happens, if the root is another team's rank, on the root without a vector, and on
    /// another member with one.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_broadcastmem`, behind an agreement on the length.
    #[doc(alias = "shmem_broadcast")]
    #[track_caller]
    #[must_use]
    pub fn broadcast_vec<T: Element>(&self, root: Rank, data: Option<Vec<T>>) -> Vec<T> {
        self.check_brings(root, data.is_some());
        let _busy = self.enter();
        let len = data.as_ref().map_or(0, Vec::len);
        let said = [root.index() as u64, size_of::<T>() as u64, len as u64];
        let told = self.members().agree(b"broadvec", said);
        if told.min[..2] != told.max[..2] {
            self.disagree("broadcast_vec", told.min, told.max);
        }
        let mut data = data.unwrap_or_else(|| vec![T::zeroed(); told.max[2] as usize]);
        self.broadcast_within(root, &mut data);
        data
    }

    /// [`broadcast_slice`](Self::broadcast_slice), within another collective.
    fn broadcast_within<T: Element>(&self, root: Rank, data: &mut [T]) {
        self.pass(cast_slice_mut::<T, u8>(data), |team, operands| {
            team.broadcast(operands.dest().span(), operands.source().span(), root.number());
        });
    }

    /// Panics unless the root, and only the root, brings something to its broadcast.
    #[track_caller]
    fn check_brings(&self, root: Rank, brings: bool) {
        self.check(root);
        let me = self.my_rank();
        if me == root {
            assert!(brings, "rank {me} is the root of a broadcast, and brings nothing");
        } else {
            assert!(!brings, "rank {me} brings something to a broadcast whose root is rank {root}");
        }
    }
}
