//! Collective calls that move data while their processes do something else.

#![allow(unsafe_code, reason = "starts operations on memory that a scope has borrowed")]

use crate::buffer::BufferMut;
use crate::communicator::Communicator;
use crate::element::Element;
use crate::error::Result;
use crate::lent::Lend;
use crate::request::Request;
use crate::scope::{Kind, Scope};
use crate::sys::{self, Way};

use super::Parts;

impl<'scope> Scope<'scope, '_> {
    /// Starts a collective call that has `room` for its result. What else it uses lives as long as the scope, or is
    /// kept by the [`Way`].
    pub(crate) fn start<B: ?Sized>(
        &'scope self,
        room: &'scope mut B,
        call: impl FnOnce(&mut B, &mut Way<'scope>) -> Result<()> + 'scope,
    ) -> Result<Request<'scope, &'scope mut B>> {
        let mut lent = room.lend();
        // SAFETY: `room` is the scope's until it ends, or the request is complete and gives it back; `call` borrows
        // for the scope what it has, and what is kept is kept by the scope.
        let mut way = unsafe { Way::start() };
        // SAFETY: made of a reference, and used for this only until the request gives it back.
        call(unsafe { lent.as_mut() }, &mut way)?;
        Ok(Request::new(&self.table, self.keep(way, Kind::Collective), lent))
    }
}

/// Collective calls that move data while their process does something else, within the time of a
/// [scope](crate::Mpi::scope).
///
/// All processes start the same calls in the same order, these and others of one communicator together, and may
/// wait for them in any. None can be cancelled: a scope ends when the other processes have come to what was started
/// in it.
impl Communicator<'_> {
    /// Starts a barrier, which is complete when all processes have started it.
    ///
    /// ```
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let world = mpi.world();
    ///     mpi.scope(|s| {
    ///         let all_are_here = world.ibarrier(s)?;
    ///         // Time for something else.
    ///         all_are_here.wait().map(drop)
    ///     })
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// If the library fails.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.1 non-blocking barrier synchronization: `MPI_Ibarrier`.
    #[doc(alias = "MPI_Ibarrier")]
    pub fn ibarrier<'scope>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
    ) -> Result<Request<'scope, ()>> {
        // SAFETY: it uses no memory.
        let mut way = unsafe { Way::start() };
        sys::barrier(&self.comm, &mut way)?;
        Ok(Request::new(&scope.table, scope.keep(way, Kind::Collective), ()))
    }

    /// Starts to copy the root's data to all: [`broadcast`](Self::broadcast).
    ///
    /// ```
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let world = mpi.world();
    ///     let mut data = if world.rank() == 0 { [1.5, 2.5] } else { [0.0; 2] };
    ///     mpi.scope(|s| {
    ///         let (data, _) = world.ibroadcast(s, &mut data, 0)?.wait()?;
    ///         assert_eq!(*data, [1.5, 2.5]);
    ///         Ok(())
    ///     })
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// As there. That the root has more than there is room for is said by the request.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.2 non-blocking broadcast: `MPI_Ibcast`.
    #[doc(alias = "MPI_Ibcast")]
    pub fn ibroadcast<'scope, B: BufferMut + ?Sized>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut B,
        root: usize,
    ) -> Result<Request<'scope, &'scope mut B>> {
        scope.start(data, move |data, way| {
            sys::broadcast(&self.comm, &mut data.receiving(&self.mpi.session)?, root, way)
        })
    }

    /// Starts [`gather`](Self::gather).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.3 non-blocking gather: `MPI_Igather`.
    #[doc(alias = "MPI_Igather")]
    pub fn igather<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        mine: &'scope [T],
        all: &'scope mut [T],
        root: usize,
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        scope.start(all, move |all, way| sys::gather(&self.comm, Some(mine), all, root, way))
    }

    /// Starts [`gather_in_place`](Self::gather_in_place).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.3 non-blocking gather: `MPI_Igather`, with `MPI_IN_PLACE`.
    pub fn igather_in_place<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut [T],
        root: usize,
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        scope.start(data, move |data, way| sys::gather_in_place(&self.comm, data, root, way))
    }

    /// Starts [`gather_parts`](Self::gather_parts).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.3 non-blocking gather: `MPI_Igatherv`.
    #[doc(alias = "MPI_Igatherv")]
    pub fn igather_parts<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        mine: &'scope [T],
        all: &'scope mut [T],
        parts: &'scope Parts<T>,
        root: usize,
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        scope.start(all, move |all, way| {
            sys::gather_parts(&self.comm, Some(mine), all, parts.parted(), root, way)
        })
    }

    /// Starts [`gather_parts_in_place`](Self::gather_parts_in_place).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.3 non-blocking gather: `MPI_Igatherv`, with `MPI_IN_PLACE`.
    pub fn igather_parts_in_place<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut [T],
        parts: &'scope Parts<T>,
        root: usize,
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        scope.start(data, move |data, way| {
            sys::gather_parts_in_place(&self.comm, data, parts.parted(), root, way)
        })
    }

    /// Starts [`scatter`](Self::scatter).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.4 non-blocking scatter: `MPI_Iscatter`.
    #[doc(alias = "MPI_Iscatter")]
    pub fn iscatter<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        all: &'scope [T],
        mine: &'scope mut [T],
        root: usize,
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        scope.start(mine, move |mine, way| sys::scatter(&self.comm, all, Some(mine), root, way))
    }

    /// Starts [`scatter_in_place`](Self::scatter_in_place).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.4 non-blocking scatter: `MPI_Iscatter`, with `MPI_IN_PLACE`.
    pub fn iscatter_in_place<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut [T],
        root: usize,
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        scope.start(data, move |data, way| sys::scatter_in_place(&self.comm, data, root, way))
    }

    /// Starts [`scatter_parts`](Self::scatter_parts).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.4 non-blocking scatter: `MPI_Iscatterv`.
    #[doc(alias = "MPI_Iscatterv")]
    pub fn iscatter_parts<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        all: &'scope [T],
        parts: &'scope Parts<T>,
        mine: &'scope mut [T],
        root: usize,
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        scope.start(mine, move |mine, way| {
            sys::scatter_parts(&self.comm, all, parts.parted(), Some(mine), root, way)
        })
    }

    /// Starts [`scatter_parts_in_place`](Self::scatter_parts_in_place).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.4 non-blocking scatter: `MPI_Iscatterv`, with `MPI_IN_PLACE`.
    pub fn iscatter_parts_in_place<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut [T],
        parts: &'scope Parts<T>,
        root: usize,
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        scope.start(data, move |data, way| {
            sys::scatter_parts_in_place(&self.comm, data, parts.parted(), root, way)
        })
    }
}
