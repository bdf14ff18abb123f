//! What all processes of a communicator call.
//!
//! Each has its result when its own call returns; that others have theirs, no call says but the barrier's.

mod combining_forms;
pub(crate) mod each;
pub(crate) mod forms;
mod moving_forms;
mod parts;
mod reductions;

use crate::buffer::BufferMut;
use crate::communicator::Communicator;
use crate::element::Element;
use crate::error::Result;
use crate::sys::{self, Way};

pub use parts::Parts;

/// Collective calls that move data. All processes call the same, in the same order, with the same root, and with
/// lengths that go together.
///
/// Where lengths do not, whoever is told so by the library ends the job, because a call that has failed in the middle
/// may still write to memory. A call under way has an error, once it is complete.
impl Communicator<'_> {
    /// Returns when all processes have called it.
    ///
    /// # Errors
    ///
    /// If the library fails.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.3 barrier synchronization: `MPI_Barrier`.
    #[doc(alias = "MPI_Barrier")]
    #[inline]
    pub fn barrier(&self) -> Result<()> {
        sys::barrier(&self.comm, &mut Way::now())
    }

    /// Copies the root's data to all.
    ///
    /// ```
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let world = mpi.world();
    ///     let mut data = if world.rank() == 0 { [1.5, 2.5] } else { [0.0; 2] };
    ///     world.broadcast(&mut data, 0)?;
    ///     assert_eq!(data, [1.5, 2.5]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// If there is no such root.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.4 broadcast: `MPI_Bcast`.
    #[doc(alias = "MPI_Bcast")]
    #[inline]
    pub fn broadcast<B: BufferMut + ?Sized>(&self, data: &mut B, root: usize) -> Result<()> {
        sys::broadcast(&self.comm, &mut data.receiving(&self.mpi.session)?, root, &mut Way::now())
    }

    /// Collects a part of each process, all of one length, in the root's `all`. Elsewhere `all` may be empty.
    ///
    /// ```
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let world = mpi.world();
    ///     let mut all = vec![0; if world.rank() == 0 { world.size() } else { 0 }];
    ///     world.gather(&[world.rank()], &mut all, 0)?;
    ///     assert!(all.into_iter().eq(0..if world.rank() == 0 { world.size() } else { 0 }));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// If there is no such root, or `all` is not of a part for each process.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.5 gather: `MPI_Gather`.
    #[doc(alias = "MPI_Gather")]
    pub fn gather<T: Element>(&self, mine: &[T], all: &mut [T], root: usize) -> Result<()> {
        sys::gather(&self.comm, Some(mine), all, root, &mut Way::now())
    }

    /// As [`gather`](Self::gather), with the root's part where it belongs; elsewhere, `data` is the part.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.5 gather: `MPI_Gather`, with `MPI_IN_PLACE`.
    pub fn gather_in_place<T: Element>(&self, data: &mut [T], root: usize) -> Result<()> {
        sys::gather_in_place(&self.comm, data, root, &mut Way::now())
    }

    /// As [`gather`](Self::gather), with parts of various lengths. They count at the root only.
    ///
    /// # Errors
    ///
    /// As there; if the parts are not within `all`.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.5 gather: `MPI_Gatherv`.
    #[doc(alias = "MPI_Gatherv")]
    pub fn gather_parts<T: Element>(
        &self,
        mine: &[T],
        all: &mut [T],
        parts: &Parts<T>,
        root: usize,
    ) -> Result<()> {
        sys::gather_parts(&self.comm, Some(mine), all, parts.parted(), root, &mut Way::now())
    }

    /// As [`gather_parts`](Self::gather_parts), with the root's part where it belongs; elsewhere, `data` is the part.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.5 gather: `MPI_Gatherv`, with `MPI_IN_PLACE`.
    pub fn gather_parts_in_place<T: Element>(
        &self,
        data: &mut [T],
        parts: &Parts<T>,
        root: usize,
    ) -> Result<()> {
        sys::gather_parts_in_place(&self.comm, data, parts.parted(), root, &mut Way::now())
    }

    /// Hands out the root's `all`, a part to each process. Elsewhere `all` may be empty.
    ///
    /// ```
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let world = mpi.world();
    ///     let all: Vec<_> = (0..2 * world.size()).collect();
    ///     let mut mine = [0; 2];
    ///     world.scatter(&all, &mut mine, 0)?;
    ///     assert_eq!(mine, [2 * world.rank(), 2 * world.rank() + 1]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// If there is no such root, or `all` is not of a part for each process.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.6 scatter: `MPI_Scatter`.
    #[doc(alias = "MPI_Scatter")]
    pub fn scatter<T: Element>(&self, all: &[T], mine: &mut [T], root: usize) -> Result<()> {
        sys::scatter(&self.comm, all, Some(mine), root, &mut Way::now())
    }

    /// As [`scatter`](Self::scatter), with the root's part left where it is; elsewhere, `data` is the part.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.6 scatter: `MPI_Scatter`, with `MPI_IN_PLACE`.
    pub fn scatter_in_place<T: Element>(&self, data: &mut [T], root: usize) -> Result<()> {
        sys::scatter_in_place(&self.comm, data, root, &mut Way::now())
    }

    /// As [`scatter`](Self::scatter), with parts of various lengths. They count at the root only.
    ///
    /// # Errors
    ///
    /// As there; if the parts are not within `all`.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.6 scatter: `MPI_Scatterv`.
    #[doc(alias = "MPI_Scatterv")]
    pub fn scatter_parts<T: Element>(
        &self,
        all: &[T],
        parts: &Parts<T>,
        mine: &mut [T],
        root: usize,
    ) -> Result<()> {
        sys::scatter_parts(&self.comm, all, parts.parted(), Some(mine), root, &mut Way::now())
    }

    /// As [`scatter_parts`](Self::scatter_parts), with the root's part left where it is; elsewhere, `data` is the part.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.6 scatter: `MPI_Scatterv`, with `MPI_IN_PLACE`.
    pub fn scatter_parts_in_place<T: Element>(
        &self,
        data: &mut [T],
        parts: &Parts<T>,
        root: usize,
    ) -> Result<()> {
        sys::scatter_parts_in_place(&self.comm, data, parts.parted(), root, &mut Way::now())
    }

    /// Collects a part of each process, all of one length, everywhere.
    ///
    /// # Errors
    ///
    /// If `all` is not of a part for each process.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.7 gather-to-all: `MPI_Allgather`.
    #[doc(alias = "MPI_Allgather")]
    #[inline]
    pub fn all_gather<T: Element>(&self, mine: &[T], all: &mut [T]) -> Result<()> {
        sys::all_gather(&self.comm, Some(mine), all, &mut Way::now())
    }

    /// As [`all_gather`](Self::all_gather), with each process's part where it belongs.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.7 gather-to-all: `MPI_Allgather`, with `MPI_IN_PLACE`.
    pub fn all_gather_in_place<T: Element>(&self, all: &mut [T]) -> Result<()> {
        sys::all_gather(&self.comm, None, all, &mut Way::now())
    }

    /// As [`all_gather`](Self::all_gather), with parts of various lengths, which are the same everywhere.
    ///
    /// ```
    /// use mpi_shim::Parts;
    ///
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let world = mpi.world();
    ///     let lengths: Vec<_> = (1..=world.size()).collect();
    ///     let parts = Parts::packed(&lengths)?;
    ///     let mut all = vec![0; parts.reach()];
    ///     world.all_gather_parts(&vec![world.rank(); world.rank() + 1], &mut all, &parts)?;
    ///     assert_eq!(all.last(), Some(&(world.size() - 1)));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// As there; if the parts are not within `all`.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.7 gather-to-all: `MPI_Allgatherv`.
    #[doc(alias = "MPI_Allgatherv")]
    pub fn all_gather_parts<T: Element>(
        &self,
        mine: &[T],
        all: &mut [T],
        parts: &Parts<T>,
    ) -> Result<()> {
        sys::all_gather_parts(&self.comm, Some(mine), all, parts.parted(), &mut Way::now())
    }

    /// As [`all_gather_parts`](Self::all_gather_parts), with each process's part where it belongs.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.7 gather-to-all: `MPI_Allgatherv`, with `MPI_IN_PLACE`.
    pub fn all_gather_parts_in_place<T: Element>(
        &self,
        all: &mut [T],
        parts: &Parts<T>,
    ) -> Result<()> {
        sys::all_gather_parts(&self.comm, None, all, parts.parted(), &mut Way::now())
    }

    /// Sends a part to each process, and receives one from each, all of one length.
    ///
    /// ```
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let world = mpi.world();
    ///     let (to, mut from) = (vec![world.rank(); world.size()], vec![0; world.size()]);
    ///     world.all_to_all(&to, &mut from)?;
    ///     assert!(from.into_iter().eq(0..world.size()));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// If the arrays are not of a part for each process.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.8 all-to-all: `MPI_Alltoall`.
    #[doc(alias = "MPI_Alltoall")]
    #[inline]
    pub fn all_to_all<T: Element>(&self, to: &[T], from: &mut [T]) -> Result<()> {
        sys::all_to_all(&self.comm, Some(to), from, &mut Way::now())
    }

    /// As [`all_to_all`](Self::all_to_all), with what comes in the place of what goes.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.8 all-to-all: `MPI_Alltoall`, with `MPI_IN_PLACE`.
    pub fn all_to_all_in_place<T: Element>(&self, data: &mut [T]) -> Result<()> {
        sys::all_to_all(&self.comm, None, data, &mut Way::now())
    }

    /// As [`all_to_all`](Self::all_to_all), with parts of various lengths.
    ///
    /// # Errors
    ///
    /// As there; if the parts are not within the arrays.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.8 all-to-all: `MPI_Alltoallv`.
    #[doc(alias = "MPI_Alltoallv")]
    pub fn all_to_all_parts<T: Element>(
        &self,
        to: &[T],
        to_parts: &Parts<T>,
        from: &mut [T],
        from_parts: &Parts<T>,
    ) -> Result<()> {
        let to = (to, to_parts.parted());
        sys::all_to_all_parts(&self.comm, Some(to), from, from_parts.parted(), &mut Way::now())
    }

    /// As [`all_to_all_parts`](Self::all_to_all_parts), with what comes in the place of what goes, which is of the
    /// same length between any two.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.8 all-to-all: `MPI_Alltoallv`, with `MPI_IN_PLACE`.
    pub fn all_to_all_parts_in_place<T: Element>(
        &self,
        data: &mut [T],
        parts: &Parts<T>,
    ) -> Result<()> {
        sys::all_to_all_parts(&self.comm, None, data, parts.parted(), &mut Way::now())
    }
}
