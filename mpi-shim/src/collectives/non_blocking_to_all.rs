//! Collective calls with parts of all for all that go on while their processes do something else.

use crate::communicator::Communicator;
use crate::element::Element;
use crate::error::Result;
use crate::request::Request;
use crate::scope::Scope;
use crate::sys;

use super::Parts;

/// Collective calls that move data of all to all while their process does something else, within the time of a
/// [scope](crate::Mpi::scope).
impl Communicator<'_> {
    /// Starts [`all_gather`](Self::all_gather).
    ///
    /// ```
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let world = mpi.world();
    ///     let (mine, mut all) = ([world.rank()], vec![0; world.size()]);
    ///     mpi.scope(|s| world.iall_gather(s, &mine, &mut all)?.wait().map(drop))?;
    ///     assert!(all.into_iter().eq(0..world.size()));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.5 non-blocking gather-to-all: `MPI_Iallgather`.
    #[doc(alias = "MPI_Iallgather")]
    pub fn iall_gather<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        mine: &'scope [T],
        all: &'scope mut [T],
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        scope.start(all, move |all, way| sys::all_gather(&self.comm, Some(mine), all, way))
    }

    /// Starts [`all_gather_in_place`](Self::all_gather_in_place).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.5 non-blocking gather-to-all: `MPI_Iallgather`, with `MPI_IN_PLACE`.
    pub fn iall_gather_in_place<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        all: &'scope mut [T],
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        scope.start(all, move |all, way| sys::all_gather(&self.comm, None, all, way))
    }

    /// Starts [`all_gather_parts`](Self::all_gather_parts).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.5 non-blocking gather-to-all: `MPI_Iallgatherv`.
    #[doc(alias = "MPI_Iallgatherv")]
    pub fn iall_gather_parts<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        mine: &'scope [T],
        all: &'scope mut [T],
        parts: &'scope Parts<T>,
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        scope.start(all, move |all, way| {
            sys::all_gather_parts(&self.comm, Some(mine), all, parts.parted(), way)
        })
    }

    /// Starts [`all_gather_parts_in_place`](Self::all_gather_parts_in_place).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.5 non-blocking gather-to-all: `MPI_Iallgatherv`, with `MPI_IN_PLACE`.
    pub fn iall_gather_parts_in_place<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        all: &'scope mut [T],
        parts: &'scope Parts<T>,
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        scope.start(all, move |all, way| {
            sys::all_gather_parts(&self.comm, None, all, parts.parted(), way)
        })
    }

    /// Starts [`all_to_all`](Self::all_to_all).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.6 non-blocking all-to-all: `MPI_Ialltoall`.
    #[doc(alias = "MPI_Ialltoall")]
    pub fn iall_to_all<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        to: &'scope [T],
        from: &'scope mut [T],
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        scope.start(from, move |from, way| sys::all_to_all(&self.comm, Some(to), from, way))
    }

    /// Starts [`all_to_all_in_place`](Self::all_to_all_in_place).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.6 non-blocking all-to-all: `MPI_Ialltoall`, with `MPI_IN_PLACE`.
    pub fn iall_to_all_in_place<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut [T],
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        scope.start(data, move |data, way| sys::all_to_all(&self.comm, None, data, way))
    }

    /// Starts [`all_to_all_parts`](Self::all_to_all_parts).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.6 non-blocking all-to-all: `MPI_Ialltoallv`.
    #[doc(alias = "MPI_Ialltoallv")]
    pub fn iall_to_all_parts<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        to: &'scope [T],
        to_parts: &'scope Parts<T>,
        from: &'scope mut [T],
        from_parts: &'scope Parts<T>,
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        scope.start(from, move |from, way| {
            let to = (to, to_parts.parted());
            sys::all_to_all_parts(&self.comm, Some(to), from, from_parts.parted(), way)
        })
    }

    /// Starts [`all_to_all_parts_in_place`](Self::all_to_all_parts_in_place).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.6 non-blocking all-to-all: `MPI_Ialltoallv`, with `MPI_IN_PLACE`.
    pub fn iall_to_all_parts_in_place<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut [T],
        parts: &'scope Parts<T>,
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        scope.start(data, move |data, way| {
            sys::all_to_all_parts(&self.comm, None, data, parts.parted(), way)
        })
    }
}
