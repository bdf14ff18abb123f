//! What neighbours exchange.

use super::seal;
use crate::buffer::{Buffer, BufferMut};
use crate::collectives::Parts;
use crate::collectives::each::{each_forms, exchange};
use crate::collectives::forms::forms;
use crate::element::Element;
use crate::error::Result;
use crate::sys::{self, Way};

/// Collective calls in which each process exchanges data with its neighbours.
///
/// All processes of the communicator call the same, in the same order; lengths go together along each edge, or else the job may end. Data is
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
        sys::neighbour_all_gather(self.endpoint().comm, mine, all, &mut Way::now())
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
        sys::neighbour_all_gather_parts(
            self.endpoint().comm,
            mine,
            all,
            parts.parted(),
            &mut Way::now(),
        )
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
        sys::neighbour_all_to_all(self.endpoint().comm, to, from, &mut Way::now())
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
        sys::neighbour_all_to_all_parts(self.endpoint().comm, to, from, &mut Way::now())
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
    ///     ring.neighbour_all_to_all_each(
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
    fn neighbour_all_to_all_each(
        &self,
        to: &[&dyn Buffer],
        from: &mut [&mut dyn BufferMut],
    ) -> Result<()> {
        exchange(self.endpoint(), to, from, &mut Way::now(), sys::neighbour_all_to_all_each)
    }

    each_forms! {
        "neighborhood alltoall",
        "7.7.2": "MPI_Ineighbor_alltoallw", "8.8.2": "MPI_Neighbor_alltoallw_init" {
            fn ineighbour_all_to_all_each, fn neighbour_all_to_all_each_init:
                neighbour_all_to_all_each { sys::neighbour_all_to_all_each }
        }
    }

    forms! {
        "neighborhood gather",
        "7.7.1": "MPI_Ineighbor_allgather", "8.8.1": "MPI_Neighbor_allgather_init" {
            ///
            /// ```
            /// use mpi_shim::prelude::*;
            ///
            /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
            ///     let world = mpi.world();
            ///     let ring = world.create_cartesian([world.size()], [true], false)?.expect("all are in it");
            ///     let (mine, mut from) = ([ring.rank()], [0; 2]);
            ///     mpi.scope(|s| {
            ///         let coming = ring.ineighbour_all_gather(s, &mine, &mut from)?;
            ///         // Time for something else.
            ///         let (from, _) = coming.wait()?;
            ///         assert_eq!(Some(from[0]), ring.shift(0, 1)?.from);
            ///         Ok(())
            ///     })
            /// });
            /// ```
            fn ineighbour_all_gather, fn neighbour_all_gather_init:
                neighbour_all_gather(&mine => all) { sys::neighbour_all_gather(mine, all) }
        }
        "neighborhood gather",
        "7.7.1": "MPI_Ineighbor_allgatherv", "8.8.1": "MPI_Neighbor_allgatherv_init" {
            fn ineighbour_all_gather_parts, fn neighbour_all_gather_parts_init:
                neighbour_all_gather_parts(&mine => all, parts: &'scope Parts<T>)
                { sys::neighbour_all_gather_parts(mine, all, parts.parted()) }
        }
        "neighborhood alltoall",
        "7.7.2": "MPI_Ineighbor_alltoall", "8.8.2": "MPI_Neighbor_alltoall_init" {
            fn ineighbour_all_to_all, fn neighbour_all_to_all_init:
                neighbour_all_to_all(&to => from) { sys::neighbour_all_to_all(to, from) }
        }
        "neighborhood alltoall",
        "7.7.2": "MPI_Ineighbor_alltoallv", "8.8.2": "MPI_Neighbor_alltoallv_init" {
            fn ineighbour_all_to_all_parts, fn neighbour_all_to_all_parts_init:
                neighbour_all_to_all_parts(&to, to_parts: &'scope Parts<T> => from, from_parts: &'scope Parts<T>)
                { sys::neighbour_all_to_all_parts((to, to_parts.parted()), (from, from_parts.parted())) }
        }
    }
}
