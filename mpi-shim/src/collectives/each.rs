//! Collective calls with memory of various kinds for each process.

use crate::buffer::{Buffer, BufferMut};
use crate::communicator::Communicator;
use crate::error::Result;
use crate::messages::seal::Endpoint;
use crate::persistent::Persistent;
use crate::request::Request;
use crate::scope::Scope;
use crate::sys::{self, Receiving, Sending, Session, Way};

/// Collective calls with a buffer for each process: of other elements, another length, or by a
/// [`Layout`](crate::Layout).
impl Communicator<'_> {
    /// Sends a buffer to each process, and receives one from each.
    ///
    /// ```
    /// use mpi_shim::{Buffer, BufferMut};
    ///
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let world = mpi.world();
    ///     let (me, n) = (world.rank(), world.size());
    ///     // A number more to each than to the one before.
    ///     let data: Vec<_> = (0..n).map(|to| vec![me as u32; to + 1]).collect();
    ///     let mut room = vec![vec![0; me + 1]; n];
    ///     let to: Vec<&dyn Buffer> = data.iter().map(|data| data as _).collect();
    ///     let mut from: Vec<&mut dyn BufferMut> = room.iter_mut().map(|room| room as _).collect();
    ///     world.all_to_all_each(&to, &mut from)?;
    ///     assert!(room.iter().zip(0..).all(|(room, rank)| *room == vec![rank; me + 1]));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// If there is not a buffer for each process.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.8 all-to-all: `MPI_Alltoallw`.
    #[doc(alias = "MPI_Alltoallw")]
    pub fn all_to_all_each(
        &self,
        to: &[&dyn Buffer],
        from: &mut [&mut dyn BufferMut],
    ) -> Result<()> {
        exchange(self.endpoint(), to, from, &mut Way::now())
    }

    /// As [`all_to_all_each`](Self::all_to_all_each), with what comes in the place of what goes: between any two
    /// processes, as much each way.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.8 all-to-all: as `MPI_Alltoallw` with `MPI_IN_PLACE`.
    pub fn all_to_all_each_in_place(&self, data: &mut [&mut dyn BufferMut]) -> Result<()> {
        exchange_in_place(self.endpoint(), data, &mut Way::now())
    }

    /// Starts [`all_to_all_each`](Self::all_to_all_each).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.6 non-blocking all-to-all: `MPI_Ialltoallw`.
    #[doc(alias = "MPI_Ialltoallw")]
    pub fn iall_to_all_each<'scope, 'b>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        to: &'scope [&'scope dyn Buffer],
        from: &'scope mut [&'b mut dyn BufferMut],
    ) -> Result<Request<'scope, &'scope mut [&'b mut dyn BufferMut]>> {
        scope.start(from, move |from, way| exchange(self.endpoint(), to, from, way))
    }

    /// Starts [`all_to_all_each_in_place`](Self::all_to_all_each_in_place).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.6 non-blocking all-to-all: as `MPI_Ialltoallw` with `MPI_IN_PLACE`.
    pub fn iall_to_all_each_in_place<'scope, 'b>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut [&'b mut dyn BufferMut],
    ) -> Result<Request<'scope, &'scope mut [&'b mut dyn BufferMut]>> {
        scope.start(data, move |data, way| exchange_in_place(self.endpoint(), data, way))
    }

    /// Prepares [`all_to_all_each`](Self::all_to_all_each), with buffers that can be looked at and changed between starts,
    /// and even have another length then.
    ///
    /// ```
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let world = mpi.world();
    ///     let (n, me) = (world.size(), world.rank());
    ///     let (mut to, mut from) = (vec![vec![]; n], vec![vec![]; n]);
    ///     mpi.scope(|s| {
    ///         let mut exchange = world.all_to_all_each_init(s, &mut to, &mut from)?;
    ///         for round in 1..4 {
    ///             let (to, from) = exchange.elements();
    ///             to.fill(vec![me; round]);
    ///             from.fill(vec![n; round]);
    ///             exchange.start()?;
    ///             exchange.wait()?;
    ///             let from = exchange.elements().1.iter();
    ///             assert!(from.zip(0..).all(|(from, rank)| *from == vec![rank; round]));
    ///         }
    ///         Ok(())
    ///     })
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// As there; of lengths, also at a start.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.6 persistent all-to-all: as `MPI_Alltoallw_init`.
    #[doc(alias = "MPI_Alltoallw_init")]
    pub fn all_to_all_each_init<'scope, A: Buffer, B: BufferMut>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        to: &'scope mut [A],
        from: &'scope mut [B],
    ) -> Result<Persistent<'scope, (&'scope mut [A], &'scope mut [B])>> {
        scope.prepare((to, from), move |(to, from), way| exchange(self.endpoint(), to, from, way))
    }

    /// Prepares [`all_to_all_each_in_place`](Self::all_to_all_each_in_place), as [`all_to_all_each_init`](Self::all_to_all_each_init).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.6 persistent all-to-all: as `MPI_Alltoallw_init` with `MPI_IN_PLACE`.
    pub fn all_to_all_each_in_place_init<'scope, B: BufferMut>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut [B],
    ) -> Result<Persistent<'scope, &'scope mut [B]>> {
        scope.prepare(data, move |data, way| exchange_in_place(self.endpoint(), data, way))
    }
}

fn exchange(
    Endpoint { comm, session }: Endpoint<'_>,
    to: &[impl Buffer],
    from: &mut [impl BufferMut],
    way: &mut Way<'_>,
) -> Result<()> {
    sys::all_to_all_each(comm, Some(&sending(to, session)?), &receiving(from, session)?, way)
}

fn exchange_in_place(
    Endpoint { comm, session }: Endpoint<'_>,
    data: &mut [impl BufferMut],
    way: &mut Way<'_>,
) -> Result<()> {
    sys::all_to_all_each(comm, None, &receiving(data, session)?, way)
}

/// How the library is told of these.
pub(crate) fn sending<'a>(data: &'a [impl Buffer], session: &Session) -> Result<Vec<Sending<'a>>> {
    data.iter().map(|data| data.sending(session)).collect()
}

/// How the library is told of these.
pub(crate) fn receiving<'a>(
    room: &'a mut [impl BufferMut],
    session: &Session,
) -> Result<Vec<Receiving<'a>>> {
    room.iter_mut().map(|room| room.receiving(session)).collect()
}
