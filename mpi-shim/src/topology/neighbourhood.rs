//! What neighbours exchange.

use super::seal;
use crate::buffer::{Buffer, BufferMut};
use crate::collectives::Parts;
use crate::element::Element;
use crate::error::Result;
use crate::sys;

/// Collective calls in which each process exchanges data with its neighbours.
///
/// All processes of the communicator call the same, in the same order; lengths go together along each edge. Data is
/// in the order of the neighbours, which [`Cartesian`](super::Cartesian) and [`Graph`](super::Graph) say.
/// Each process has its result when its own call returns.
///
/// ```
/// use mpi_shim::prelude::*;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let world = mpi.world();
///     let ring = world.create_cartesian([world.size()], [true], false)?.expect("all are in it");
///     let mut from = [0; 2];
///     ring.neighbour_all_gather(&[ring.rank()], &mut from)?;
///     assert_eq!(Some(from[0]), ring.shift(0, 1)?.from);
///     Ok(())
/// });
/// ```
///
/// Sealed.
pub trait Neighbourhood: seal::Edges {
    /// Sends the same to each target, and collects what each source sends, all of one length.
    ///
    /// # Errors
    ///
    /// If `all` is not of a part for each source, as long as `mine`.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 7.6.1 neighborhood gather: `MPI_Neighbor_allgather`.
    #[doc(alias = "MPI_Neighbor_allgather")]
    fn neighbour_all_gather<T: Element>(&self, mine: &[T], all: &mut [T]) -> Result<()> {
        sys::neighbour_all_gather(&self.communicator().comm, mine, all)
    }

    /// As [`neighbour_all_gather`](Self::neighbour_all_gather), with parts of various lengths.
    ///
    /// # Errors
    ///
    /// If there is not a part for each source, within `all`.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 7.6.1 neighborhood gather: `MPI_Neighbor_allgatherv`.
    #[doc(alias = "MPI_Neighbor_allgatherv")]
    fn neighbour_all_gather_parts<T: Element>(
        &self,
        mine: &[T],
        all: &mut [T],
        parts: &Parts<T>,
    ) -> Result<()> {
        sys::neighbour_all_gather_parts(&self.communicator().comm, mine, all, parts.parted())
    }

    /// Sends a part to each target, and receives one from each source, all of one length.
    ///
    /// ```
    /// use mpi_shim::prelude::*;
    ///
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let world = mpi.world();
    ///     let ring = world.create_cartesian([world.size()], [true], false)?.expect("all are in it");
    ///     let mut from = ["", ""].map(|_| 0u8);
    ///     ring.neighbour_all_to_all(b"<>", &mut from)?;
    ///     assert_eq!(&from, b"><");
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// If the arrays are not of a part for each neighbour.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 7.6.2 neighbor alltoall: `MPI_Neighbor_alltoall`.
    #[doc(alias = "MPI_Neighbor_alltoall")]
    fn neighbour_all_to_all<T: Element>(&self, to: &[T], from: &mut [T]) -> Result<()> {
        sys::neighbour_all_to_all(&self.communicator().comm, to, from)
    }

    /// As [`neighbour_all_to_all`](Self::neighbour_all_to_all), with parts of various lengths.
    ///
    /// # Errors
    ///
    /// If there is not a part for each neighbour, within the arrays.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 7.6.2 neighbor alltoall: `MPI_Neighbor_alltoallv`.
    #[doc(alias = "MPI_Neighbor_alltoallv")]
    fn neighbour_all_to_all_parts<T: Element>(
        &self,
        to: &[T],
        to_parts: &Parts<T>,
        from: &mut [T],
        from_parts: &Parts<T>,
    ) -> Result<()> {
        let (to, from) = ((to, to_parts.parted()), (from, from_parts.parted()));
        sys::neighbour_all_to_all_parts(&self.communicator().comm, to, from)
    }

    /// As [`neighbour_all_to_all`](Self::neighbour_all_to_all), with data and room of its own for each neighbour:
    /// slices, layouts, or views of arrays, whose elements may be of various types.
    ///
    /// ```
    /// use mpi_shim::prelude::*;
    ///
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let world = mpi.world();
    ///     let ring = world.create_cartesian([world.size()], [true], false)?.expect("all are in it");
    ///     let (mut from_left, mut from_right) = ([0; 2], [0.0]);
    ///     ring.neighbour_all_to_all_buffers(
    ///         &[&[1.5], &[7, 8]],
    ///         &mut [&mut from_left, &mut from_right],
    ///     )?;
    ///     assert_eq!((from_left, from_right), ([7, 8], [1.5]));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// If there is not a buffer for each neighbour.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 7.6.2 neighbor alltoall: `MPI_Neighbor_alltoallw`.
    #[doc(alias = "MPI_Neighbor_alltoallw")]
    fn neighbour_all_to_all_buffers(
        &self,
        to: &[&dyn Buffer],
        from: &mut [&mut dyn BufferMut],
    ) -> Result<()> {
        let communicator = self.communicator();
        let session = &communicator.mpi.session;
        let data = to.iter().map(|data| data.sending(session)).collect::<Result<Vec<_>>>()?;
        let room = from.iter_mut().map(|room| room.receiving(session));
        let mut room = room.collect::<Result<Vec<_>>>()?;
        sys::neighbour_all_to_all_buffers(&communicator.comm, &data, &mut room)
    }
}
