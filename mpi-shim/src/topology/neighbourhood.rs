//! What neighbours exchange.

use super::seal;
use crate::buffer::{Buffer, BufferMut};
use crate::collectives::Parts;
use crate::communicator::Communicator;
use crate::element::Element;
use crate::error::Result;
use crate::persistent::Persistent;
use crate::request::Request;
use crate::scope::Scope;
use crate::sys::{self, Way};

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
        sys::neighbour_all_gather(&self.communicator().comm, mine, all, &mut Way::now())
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
            &self.communicator().comm,
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
        sys::neighbour_all_to_all(&self.communicator().comm, to, from, &mut Way::now())
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
        sys::neighbour_all_to_all_parts(&self.communicator().comm, to, from, &mut Way::now())
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
        exchange(self.communicator(), to, from, &mut Way::now())
    }

    /// Starts [`neighbour_all_gather`](Self::neighbour_all_gather).
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
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 7.7.1 nonblocking neighborhood gather: `MPI_Ineighbor_allgather`.
    #[doc(alias = "MPI_Ineighbor_allgather")]
    fn ineighbour_all_gather<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        mine: &'scope [T],
        all: &'scope mut [T],
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        scope.start(all, move |all, way| {
            sys::neighbour_all_gather(&self.communicator().comm, mine, all, way)
        })
    }

    /// Starts [`neighbour_all_gather_parts`](Self::neighbour_all_gather_parts).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 7.7.1 nonblocking neighborhood gather: `MPI_Ineighbor_allgatherv`.
    #[doc(alias = "MPI_Ineighbor_allgatherv")]
    fn ineighbour_all_gather_parts<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        mine: &'scope [T],
        all: &'scope mut [T],
        parts: &'scope Parts<T>,
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        scope.start(all, move |all, way| {
            sys::neighbour_all_gather_parts(
                &self.communicator().comm,
                mine,
                all,
                parts.parted(),
                way,
            )
        })
    }

    /// Starts [`neighbour_all_to_all`](Self::neighbour_all_to_all).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 7.7.2 nonblocking neighborhood alltoall: `MPI_Ineighbor_alltoall`.
    #[doc(alias = "MPI_Ineighbor_alltoall")]
    fn ineighbour_all_to_all<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        to: &'scope [T],
        from: &'scope mut [T],
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        scope.start(from, move |from, way| {
            sys::neighbour_all_to_all(&self.communicator().comm, to, from, way)
        })
    }

    /// Starts [`neighbour_all_to_all_parts`](Self::neighbour_all_to_all_parts).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 7.7.2 nonblocking neighborhood alltoall: `MPI_Ineighbor_alltoallv`.
    #[doc(alias = "MPI_Ineighbor_alltoallv")]
    fn ineighbour_all_to_all_parts<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        to: &'scope [T],
        to_parts: &'scope Parts<T>,
        from: &'scope mut [T],
        from_parts: &'scope Parts<T>,
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        scope.start(from, move |from, way| {
            let (to, from) = ((to, to_parts.parted()), (from, from_parts.parted()));
            sys::neighbour_all_to_all_parts(&self.communicator().comm, to, from, way)
        })
    }

    /// Starts [`neighbour_all_to_all_each`](Self::neighbour_all_to_all_each).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 7.7.2 nonblocking neighborhood alltoall: `MPI_Ineighbor_alltoallw`.
    #[doc(alias = "MPI_Ineighbor_alltoallw")]
    fn ineighbour_all_to_all_each<'scope, 'b>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        to: &'scope [&'scope dyn Buffer],
        from: &'scope mut [&'b mut dyn BufferMut],
    ) -> Result<Request<'scope, &'scope mut [&'b mut dyn BufferMut]>> {
        scope.start(from, move |from, way| exchange(self.communicator(), to, from, way))
    }

    /// Prepares [`neighbour_all_gather`](Self::neighbour_all_gather).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 8.8.1 persistent neighborhood gather: as `MPI_Neighbor_allgather_init`.
    #[doc(alias = "MPI_Neighbor_allgather_init")]
    fn neighbour_all_gather_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        mine: &'scope mut [T],
        all: &'scope mut [T],
    ) -> Result<Persistent<'scope, (&'scope mut [T], &'scope mut [T])>> {
        scope.prepare((mine, all), move |(mine, all), way| {
            sys::neighbour_all_gather(&self.communicator().comm, mine, all, way)
        })
    }

    /// Prepares [`neighbour_all_gather_parts`](Self::neighbour_all_gather_parts).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 8.8.1 persistent neighborhood gather: as `MPI_Neighbor_allgatherv_init`.
    #[doc(alias = "MPI_Neighbor_allgatherv_init")]
    fn neighbour_all_gather_parts_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        mine: &'scope mut [T],
        all: &'scope mut [T],
        parts: &'scope Parts<T>,
    ) -> Result<Persistent<'scope, (&'scope mut [T], &'scope mut [T])>> {
        scope.prepare((mine, all), move |(mine, all), way| {
            sys::neighbour_all_gather_parts(
                &self.communicator().comm,
                mine,
                all,
                parts.parted(),
                way,
            )
        })
    }

    /// Prepares [`neighbour_all_to_all`](Self::neighbour_all_to_all).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 8.8.2 persistent neighborhood alltoall: as `MPI_Neighbor_alltoall_init`.
    #[doc(alias = "MPI_Neighbor_alltoall_init")]
    fn neighbour_all_to_all_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        to: &'scope mut [T],
        from: &'scope mut [T],
    ) -> Result<Persistent<'scope, (&'scope mut [T], &'scope mut [T])>> {
        scope.prepare((to, from), move |(to, from), way| {
            sys::neighbour_all_to_all(&self.communicator().comm, to, from, way)
        })
    }

    /// Prepares [`neighbour_all_to_all_parts`](Self::neighbour_all_to_all_parts).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 8.8.2 persistent neighborhood alltoall: as `MPI_Neighbor_alltoallv_init`.
    #[doc(alias = "MPI_Neighbor_alltoallv_init")]
    fn neighbour_all_to_all_parts_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        to: &'scope mut [T],
        to_parts: &'scope Parts<T>,
        from: &'scope mut [T],
        from_parts: &'scope Parts<T>,
    ) -> Result<Persistent<'scope, (&'scope mut [T], &'scope mut [T])>> {
        scope.prepare((to, from), move |(to, from), way| {
            let (to, from) = ((&*to, to_parts.parted()), (from, from_parts.parted()));
            sys::neighbour_all_to_all_parts(&self.communicator().comm, to, from, way)
        })
    }
}

/// Exchanges buffers of one's own for each neighbour.
fn exchange(
    on: &Communicator<'_>,
    to: &[&dyn Buffer],
    from: &mut [&mut dyn BufferMut],
    way: &mut Way<'_>,
) -> Result<()> {
    let session = &on.mpi.session;
    let data = to.iter().map(|data| data.sending(session)).collect::<Result<Vec<_>>>()?;
    let room = from.iter_mut().map(|room| room.receiving(session)).collect::<Result<Vec<_>>>()?;
    sys::neighbour_all_to_all_each(&on.comm, data, room, way)
}
