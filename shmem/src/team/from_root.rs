//! Broadcasts of what only the root has.

use super::{Rank, Team};
use crate::element::Element;

impl Team<'_> {
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
        let busy = self.enter();
        let len = data.as_ref().map_or(0, Vec::len);
        let said = [root.index() as u64, size_of::<T>() as u64, len as u64];
        let told = self.members().agree(b"broadvec", said);
        if told.min[..2] != told.max[..2] {
            self.disagree("broadcast_vec", told.min, told.max);
        }
        let mut data = data.unwrap_or_else(|| vec![T::zeroed(); told.max[2] as usize]);
        drop(busy);
        self.broadcast_slice(root, &mut data);
        data
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
