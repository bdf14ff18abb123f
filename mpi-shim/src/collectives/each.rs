//! Collective calls with memory of various kinds for each process.

use crate::buffer::{Buffer, BufferMut};
use crate::communicator::Communicator;
use crate::error::Result;
use crate::request::Request;
use crate::scope::Scope;
use crate::sys::{self, Receiving, Sending, Way};

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
    /// If there is not a buffer for each process, or more comes from one than there is room for.
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
        let (to, from) = (self.each(to)?, self.each_mut(from)?);
        sys::all_to_all_each(&self.comm, Some(&to), &from, &mut Way::now())
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
        sys::all_to_all_each(&self.comm, None, &self.each_mut(data)?, &mut Way::now())
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
        scope.start(from, move |from, way| {
            let (to, from) = (self.each(to)?, self.each_mut(from)?);
            sys::all_to_all_each(&self.comm, Some(&to), &from, way)
        })
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
        scope.start(data, move |data, way| {
            sys::all_to_all_each(&self.comm, None, &self.each_mut(data)?, way)
        })
    }

    /// How the library is told of these.
    fn each<'a>(&self, data: &'a [&dyn Buffer]) -> Result<Vec<Sending<'a>>> {
        data.iter().map(|data| data.sending(&self.mpi.session)).collect()
    }

    /// How the library is told of these.
    fn each_mut<'a>(&self, room: &'a mut [&mut dyn BufferMut]) -> Result<Vec<Receiving<'a>>> {
        room.iter_mut().map(|room| room.receiving(&self.mpi.session)).collect()
    }
}
