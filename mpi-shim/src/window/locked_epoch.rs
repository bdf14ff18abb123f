//! Operations under way under a lock: with requests, and completed one process at a time.

#![allow(unsafe_code, reason = "starts operations on memory that an epoch has borrowed")]

use std::fmt;
use std::ops::Deref;

use super::core::Core;
use super::epoch::Epoch;
use super::operations::AtomicOp;
use super::place::Place;
use crate::element::Element;
use crate::error::Result;
use crate::lent::Lend;
use crate::request::Request;
use crate::scope::{Kind, Scope};
use crate::sys::{ByRequest, Flush};

/// An [`Epoch`] under a lock, of which parts can be completed before its end.
pub struct LockedEpoch<'scope, 'env: 'scope, T> {
    epoch: Epoch<'scope, 'env, T>,
    reach: Option<&'env [usize]>,
    scope: &'scope Scope<'scope, 'env>,
}

/// What an operation reads, and where it reads what was there.
type Both<'scope, T> = (&'scope [T], &'scope mut [T]);

impl<'scope, 'env, T: Element> LockedEpoch<'scope, 'env, T> {
    /// As for [`Epoch::new`]; the scope's requests are waited for before.
    pub(super) fn new(
        core: &'env Core<'env, T>,
        reach: Option<&'env [usize]>,
        scope: &'scope Scope<'scope, 'env>,
    ) -> Self {
        Self { epoch: Epoch::new(core, reach), reach, scope }
    }

    /// As [`put`](Epoch::put), with a request, which is complete when `data` may change again.
    ///
    /// The status says nothing, nor does that of any other operation on a window.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.3.5 request-based communication operations: `MPI_Rput`.
    #[doc(alias = "MPI_Rput")]
    pub fn rput<'p>(
        &self,
        data: &'scope [T],
        rank: usize,
        place: impl Into<Place<'p, T>>,
    ) -> Result<Request<'scope, &'scope [T]>> {
        // SAFETY: under the lock; the memory is borrowed until the scope has seen to the completion. Also below.
        let request =
            unsafe { self.core().put::<ByRequest>(self.reach, data, rank, place.into())? };
        Ok(self.keep(request, data.lend()))
    }

    /// As [`get`](Epoch::get), with a request, which is complete when the elements are there.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.3.5 request-based communication operations: `MPI_Rget`.
    #[doc(alias = "MPI_Rget")]
    pub fn rget<'p>(
        &self,
        room: &'scope mut [T],
        rank: usize,
        place: impl Into<Place<'p, T>>,
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        let mut lent = room.lend();
        // SAFETY: made of a reference, and used for this only until the request gives it back.
        let room = unsafe { lent.as_mut() };
        // SAFETY: as above.
        let request =
            unsafe { self.core().get::<ByRequest>(self.reach, room, rank, place.into())? };
        Ok(self.keep(request, lent))
    }

    /// As [`accumulate`](Epoch::accumulate), with a request, which is complete when `data` may change again.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.3.5 request-based communication operations: `MPI_Raccumulate`.
    #[doc(alias = "MPI_Raccumulate")]
    pub fn raccumulate<'p>(
        &self,
        data: &'scope [T],
        rank: usize,
        place: impl Into<Place<'p, T>>,
        op: impl AtomicOp<T>,
    ) -> Result<Request<'scope, &'scope [T]>> {
        // SAFETY: as above.
        let request = unsafe {
            self.core().accumulate::<ByRequest>(self.reach, data, rank, place.into(), &op)?
        };
        Ok(self.keep(request, data.lend()))
    }

    /// As [`get_accumulate`](Epoch::get_accumulate), with a request, which is complete when the elements are there.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.3.5 request-based communication operations: `MPI_Rget_accumulate`.
    #[doc(alias = "MPI_Rget_accumulate")]
    pub fn rget_accumulate<'p>(
        &self,
        data: &'scope [T],
        room: &'scope mut [T],
        rank: usize,
        place: impl Into<Place<'p, T>>,
        op: impl AtomicOp<T>,
    ) -> Result<Request<'scope, Both<'scope, T>>> {
        let mut lent = (data, room).lend();
        // SAFETY: made of a reference, and used for this only until the request gives it back.
        let both = (data, unsafe { lent.1.as_mut() });
        // SAFETY: as above.
        let request = unsafe {
            self.core().get_accumulate::<ByRequest>(self.reach, both, rank, place.into(), &op)?
        };
        Ok(self.keep(request, lent))
    }

    fn keep<D: Lend>(&self, request: crate::sys::Request, lent: D::Pointer) -> Request<'scope, D> {
        let table = &self.scope.table;
        Request::new(table, table.keep(request, Kind::OneSided), lent)
    }

    /// Waits until all that goes to a process is complete there.
    ///
    /// # Errors
    ///
    /// If there is no such process, or it is not locked.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.5.4 flush and sync: `MPI_Win_flush`.
    #[doc(alias = "MPI_Win_flush")]
    pub fn flush(&self, rank: usize) -> Result<()> {
        self.core().must_reach(self.reach, rank)?;
        self.core().flush(Flush::Remote(Some(rank)));
        Ok(())
    }

    /// As [`flush`](Self::flush), for all processes that are locked.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.5.4 flush and sync: `MPI_Win_flush_all`.
    #[doc(alias = "MPI_Win_flush_all")]
    pub fn flush_all(&self) {
        self.core().flush(Flush::Remote(self.one()));
    }

    /// Waits until this process's own memory is no more used by what goes to a process.
    ///
    /// # Errors
    ///
    /// As for [`flush`](Self::flush).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.5.4 flush and sync: `MPI_Win_flush_local`.
    #[doc(alias = "MPI_Win_flush_local")]
    pub fn flush_local(&self, rank: usize) -> Result<()> {
        self.core().must_reach(self.reach, rank)?;
        self.core().flush(Flush::Local(Some(rank)));
        Ok(())
    }

    /// As [`flush_local`](Self::flush_local), for all processes that are locked.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.5.4 flush and sync: `MPI_Win_flush_local_all`.
    #[doc(alias = "MPI_Win_flush_local_all")]
    pub fn flush_local_all(&self) {
        self.core().flush(Flush::Local(self.one()));
    }

    /// The one process that is locked, if not all are.
    fn one(&self) -> Option<usize> {
        self.reach.and_then(|ranks| ranks.first().copied())
    }
}

impl<'scope, 'env, T> Deref for LockedEpoch<'scope, 'env, T> {
    type Target = Epoch<'scope, 'env, T>;

    fn deref(&self) -> &Epoch<'scope, 'env, T> {
        &self.epoch
    }
}

impl<T> fmt::Debug for LockedEpoch<'_, '_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LockedEpoch").field("reach", &self.reach).finish_non_exhaustive()
    }
}
