//! What all processes of two groups call.

use super::{Intercommunicator, Root};
use crate::buffer::{Buffer, BufferMut};
use crate::collectives::Parts;
use crate::collectives::each::exchange;
use crate::element::Element;
use crate::error::Result;
use crate::messages::seal::Endpoints;
use crate::op::Op;
use crate::sys::{self, Way, inter};

/// Collective calls. All processes of both groups call the same, in the same order, with the same root, and with
/// lengths that go together, or else the job may end. What a group brings along goes to the other one.
impl Intercommunicator<'_> {
    /// Returns when all processes of the other group have called it.
    ///
    /// # Errors
    ///
    /// If the library fails.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.3 barrier synchronization: `MPI_Barrier`.
    pub fn barrier(&self) -> Result<()> {
        sys::barrier(&self.comm, &mut Way::now())
    }

    /// Copies the root's data to all processes of the other group.
    ///
    /// # Errors
    ///
    /// If there is no such root.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.4 broadcast: `MPI_Bcast`.
    pub fn broadcast<B: BufferMut + ?Sized>(&self, data: Root<&B, &mut B>) -> Result<()> {
        let session = &self.mpi.session;
        let data = data.try_map(|data| data.sending(session), |room| room.receiving(session))?;
        inter::broadcast(&self.comm, data, session, &mut Way::now())
    }

    /// Collects a part of each process of the other group, all of one length, in the root's array.
    ///
    /// # Errors
    ///
    /// If there is no such root, or its array is not of a part for each process of the other group.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.5 gather: `MPI_Gather`.
    pub fn gather<T: Element>(&self, data: Root<&mut [T], &[T]>) -> Result<()> {
        inter::gather(&self.comm, data, &mut Way::now())
    }

    /// As [`gather`](Self::gather), with parts of various lengths.
    ///
    /// # Errors
    ///
    /// As there; if the parts are not within the array.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.5 gather: `MPI_Gatherv`.
    pub fn gather_parts<T: Element>(&self, data: Root<(&mut [T], &Parts<T>), &[T]>) -> Result<()> {
        inter::gather_parts(
            &self.comm,
            data.map_here(|(all, parts)| (all, parts.parted())),
            &mut Way::now(),
        )
    }

    /// Hands out the root's array, a part to each process of the other group.
    ///
    /// # Errors
    ///
    /// If there is no such root, or its array is not of a part for each process of the other group.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.6 scatter: `MPI_Scatter`.
    pub fn scatter<T: Element>(&self, data: Root<&[T], &mut [T]>) -> Result<()> {
        inter::scatter(&self.comm, data, &mut Way::now())
    }

    /// As [`scatter`](Self::scatter), with parts of various lengths.
    ///
    /// # Errors
    ///
    /// As there; if the parts are not within the array.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.6 scatter: `MPI_Scatterv`.
    pub fn scatter_parts<T: Element>(&self, data: Root<(&[T], &Parts<T>), &mut [T]>) -> Result<()> {
        inter::scatter_parts(
            &self.comm,
            data.map_here(|(all, parts)| (all, parts.parted())),
            &mut Way::now(),
        )
    }

    /// Collects a part of each process of the other group everywhere. Those of a group have one length, which need not
    /// be that of the other's.
    ///
    /// # Errors
    ///
    /// If `all` is not of a part for each process of the other group.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.7 gather-to-all: `MPI_Allgather`.
    pub fn all_gather<T: Element>(&self, mine: &[T], all: &mut [T]) -> Result<()> {
        inter::all_gather(&self.comm, mine, all, &mut Way::now())
    }

    /// As [`all_gather`](Self::all_gather), with parts of various lengths: those of the other group's processes, which
    /// are the same for all of this one.
    ///
    /// # Errors
    ///
    /// As there; if the parts are not within `all`.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.7 gather-to-all: `MPI_Allgatherv`.
    pub fn all_gather_parts<T: Element>(
        &self,
        mine: &[T],
        all: &mut [T],
        parts: &Parts<T>,
    ) -> Result<()> {
        inter::all_gather_parts(&self.comm, mine, all, parts.parted(), &mut Way::now())
    }

    /// Sends a part to each process of the other group, and receives one from each. Those that go have one length, and
    /// so have those that come, which may be another.
    ///
    /// # Errors
    ///
    /// If the arrays are not of a part for each process of the other group.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.8 all-to-all: `MPI_Alltoall`.
    pub fn all_to_all<T: Element>(&self, to: &[T], from: &mut [T]) -> Result<()> {
        inter::all_to_all(&self.comm, to, from, &mut Way::now())
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

    /// As [`all_to_all`](Self::all_to_all), with a buffer of its own to and from each process of the other group: of other
    /// elements, another length, or by a [`Layout`](crate::Layout).
    ///
    /// # Errors
    ///
    /// If there is not a buffer for each process of the other group.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.8 all-to-all: `MPI_Alltoallw`.
    pub fn all_to_all_each(
        &self,
        to: &[&dyn Buffer],
        from: &mut [&mut dyn BufferMut],
    ) -> Result<()> {
        exchange(self.endpoint(), to, from, &mut Way::now(), sys::all_to_all_each_between)
    }

    /// Combines what the processes of the other group bring along, at the root.
    ///
    /// # Errors
    ///
    /// If there is no such root; [`TooLarge`](crate::Error::TooLarge) if there are more than `i32::MAX` elements.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.9 global reduction operations: `MPI_Reduce`.
    pub fn reduce<T: Element>(&self, data: Root<&mut [T], &[T]>, by: impl Op<T>) -> Result<()> {
        let by = by.operation(&self.mpi.session)?;
        inter::reduce(&self.comm, data, &by, &mut Way::now())
    }

    /// Combines what the processes of the other group bring along, everywhere. All bring as much along.
    ///
    /// # Errors
    ///
    /// If `result` is of another length than `mine`.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.9.6 all-reduce: `MPI_Allreduce`.
    pub fn all_reduce<T: Element>(
        &self,
        mine: &[T],
        result: &mut [T],
        by: impl Op<T>,
    ) -> Result<()> {
        let by = by.operation(&self.mpi.session)?;
        sys::all_reduce(&self.comm, Some(mine), result, &by, &mut Way::now())
    }

    /// As [`all_reduce`](Self::all_reduce), of one element.
    ///
    /// # Errors
    ///
    /// If the library fails.
    pub fn all_reduce_value<T: Element>(&self, mine: T, by: impl Op<T>) -> Result<T> {
        let mut result = [mine];
        self.all_reduce(&[mine], &mut result, by)?;
        Ok(result[0])
    }

    /// Combines what the processes of the other group bring along, and hands the result out in parts of one length to
    /// those of this. All processes bring as much along: a part for each of their own group.
    ///
    /// # Errors
    ///
    /// If `mine` is not of a part for each process of its own group, or `part` of another length.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.10.1 reduce-scatter with equal blocks: `MPI_Reduce_scatter_block`.
    pub fn reduce_scatter_block<T: Element>(
        &self,
        mine: &[T],
        part: &mut [T],
        by: impl Op<T>,
    ) -> Result<()> {
        let by = by.operation(&self.mpi.session)?;
        sys::reduce_scatter_block(&self.comm, Some(mine), part, &by, &mut Way::now())
    }

    /// As [`reduce_scatter_block`](Self::reduce_scatter_block), with parts of these lengths for the processes of this
    /// one's own group.
    ///
    /// # Errors
    ///
    /// If `mine` is not of these parts, or `part` of another length.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.10.2 reduce-scatter: `MPI_Reduce_scatter`.
    pub fn reduce_scatter<T: Element>(
        &self,
        mine: &[T],
        part: &mut [T],
        lengths: &[usize],
        by: impl Op<T>,
    ) -> Result<()> {
        let by = by.operation(&self.mpi.session)?;
        sys::reduce_scatter(&self.comm, Some(mine), part, lengths, &by, &mut Way::now())
    }
}
