//! What all processes of two groups call while they do something else.

#![allow(unsafe_code, reason = "starts operations that a scope completes")]

use super::Intercommunicator;
use crate::element::Element;
use crate::error::Result;
use crate::op::Op;
use crate::request::Request;
use crate::scope::{Kind, Scope};
use crate::sys::{self, Way, inter};

/// Collective calls that move data while their process does something else, within the time of a
/// [scope](crate::Mpi::scope).
///
/// All processes of both groups start the same calls in the same order, and may wait for them in any. Calls that have a
/// root are not among them: Open MPI 4.1 loses count of those at processes that have nothing to do in them.
impl Intercommunicator<'_> {
    /// Starts [`barrier`](Self::barrier).
    ///
    /// # Errors
    ///
    /// If the library fails.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.1 non-blocking barrier synchronization: `MPI_Ibarrier`.
    pub fn ibarrier<'scope>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
    ) -> Result<Request<'scope, ()>> {
        // SAFETY: it uses no memory.
        let mut way = unsafe { Way::start() };
        sys::barrier(&self.comm, &mut way)?;
        Ok(Request::new(&scope.table, scope.keep(way, Kind::Collective), ()))
    }

    /// Starts [`all_gather`](Self::all_gather).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.5 non-blocking gather-to-all: `MPI_Iallgather`.
    pub fn iall_gather<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        mine: &'scope [T],
        all: &'scope mut [T],
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        scope.start(all, move |all, way| inter::all_gather(&self.comm, mine, all, way))
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
    pub fn iall_to_all<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        to: &'scope [T],
        from: &'scope mut [T],
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        scope.start(from, move |from, way| inter::all_to_all(&self.comm, to, from, way))
    }

    /// Starts [`all_reduce`](Self::all_reduce).
    ///
    /// # Errors
    ///
    /// As there; [`TooLarge`](crate::Error::TooLarge) if there are more than `i32::MAX` elements.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.8 non-blocking all-reduce: `MPI_Iallreduce`.
    pub fn iall_reduce<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        mine: &'scope [T],
        result: &'scope mut [T],
        by: impl Op<T> + 'scope,
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        let by = by.operation(&self.mpi.session)?;
        scope.start(result, move |result, way| {
            sys::all_reduce(&self.comm, Some(mine), result, &by, way)?;
            way.keep(by.into_user());
            Ok(())
        })
    }
}
