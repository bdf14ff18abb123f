//! Collective calls that move data, prepared once and started again and again.
//!
//! Each start is a non-blocking call with the arguments that were prepared, with every library: MPI 3 has no persistent
//! collective calls, and those of MPICH 4.0 go wrong, which gather what was there when they were prepared, or fail.

#![allow(unsafe_code, reason = "prepares operations on memory that a scope has borrowed")]

use crate::buffer::seal::Received;
use crate::communicator::Communicator;
use crate::element::Element;
use crate::error::Result;
use crate::lent::Relend;
use crate::persistent::Persistent;
use crate::scope::Scope;
use crate::sys::{self, Way};

use super::Parts;

impl<'scope> Scope<'scope, '_> {
    /// Prepares a collective call of this memory. What else it uses lives as long as the scope, or is kept by the
    /// [`Way`].
    pub(crate) fn prepare<D: Relend + 'scope>(
        &'scope self,
        memory: D,
        mut call: impl FnMut(D::Short<'scope>, &mut Way<'_>) -> Result<()> + 'scope,
    ) -> Result<Persistent<'scope, D>> {
        let lent = memory.lend();
        let mut call = move |way: &mut Way<'_>| {
            // SAFETY: made of references, for the library only, or to look at their lengths.
            call(unsafe { D::lend_again(&lent) }, way)
        };
        call(&mut Way::check())?;
        // SAFETY: the memory is the scope's until it ends, and lent to nobody while the call is under way; what else
        // `call` has is borrowed for the scope.
        let slot = unsafe { self.keep_again(call) };
        Ok(Persistent::new(&self.table, slot, lent))
    }
}

/// Collective calls that move data, prepared to be started again and again.
///
/// All processes prepare the same calls in the same order, and start them in the same order, these and others of one
/// communicator together. The memory of a call is asked of what was prepared: what is brought along, and the
/// result.
impl Communicator<'_> {
    /// Prepares [`barrier`](Self::barrier).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.1 persistent barrier synchronization: as `MPI_Barrier_init`.
    #[doc(alias = "MPI_Barrier_init")]
    pub fn barrier_init<'scope>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
    ) -> Result<Persistent<'scope, ()>> {
        scope.prepare((), move |(), way| sys::barrier(&self.comm, way))
    }

    /// Prepares [`broadcast`](Self::broadcast).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.2 persistent broadcast: as `MPI_Bcast_init`.
    #[doc(alias = "MPI_Bcast_init")]
    pub fn broadcast_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut [T],
        root: usize,
    ) -> Result<Persistent<'scope, &'scope mut [T]>> {
        scope.prepare(data, move |data, way| {
            sys::broadcast(&self.comm, &mut data.receiving(&self.mpi.session)?, root, way)
        })
    }

    /// Prepares [`gather`](Self::gather).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.3 persistent gather: as `MPI_Gather_init`.
    #[doc(alias = "MPI_Gather_init")]
    pub fn gather_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        mine: &'scope mut [T],
        all: &'scope mut [T],
        root: usize,
    ) -> Result<Persistent<'scope, (&'scope mut [T], &'scope mut [T])>> {
        scope.prepare((mine, all), move |(mine, all), way| {
            sys::gather(&self.comm, Some(mine), all, root, way)
        })
    }

    /// Prepares [`gather_in_place`](Self::gather_in_place).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.3 persistent gather: as `MPI_Gather_init`, with `MPI_IN_PLACE`.
    pub fn gather_in_place_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut [T],
        root: usize,
    ) -> Result<Persistent<'scope, &'scope mut [T]>> {
        scope.prepare(data, move |data, way| sys::gather_in_place(&self.comm, data, root, way))
    }

    /// Prepares [`gather_parts`](Self::gather_parts).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.3 persistent gather: as `MPI_Gatherv_init`.
    #[doc(alias = "MPI_Gatherv_init")]
    pub fn gather_parts_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        mine: &'scope mut [T],
        all: &'scope mut [T],
        parts: &'scope Parts<T>,
        root: usize,
    ) -> Result<Persistent<'scope, (&'scope mut [T], &'scope mut [T])>> {
        scope.prepare((mine, all), move |(mine, all), way| {
            sys::gather_parts(&self.comm, Some(mine), all, parts.parted(), root, way)
        })
    }

    /// Prepares [`gather_parts_in_place`](Self::gather_parts_in_place).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.3 persistent gather: as `MPI_Gatherv_init`, with `MPI_IN_PLACE`.
    pub fn gather_parts_in_place_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut [T],
        parts: &'scope Parts<T>,
        root: usize,
    ) -> Result<Persistent<'scope, &'scope mut [T]>> {
        scope.prepare(data, move |data, way| {
            sys::gather_parts_in_place(&self.comm, data, parts.parted(), root, way)
        })
    }

    /// Prepares [`scatter`](Self::scatter).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.4 persistent scatter: as `MPI_Scatter_init`.
    #[doc(alias = "MPI_Scatter_init")]
    pub fn scatter_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        all: &'scope mut [T],
        mine: &'scope mut [T],
        root: usize,
    ) -> Result<Persistent<'scope, (&'scope mut [T], &'scope mut [T])>> {
        scope.prepare((all, mine), move |(all, mine), way| {
            sys::scatter(&self.comm, all, Some(mine), root, way)
        })
    }

    /// Prepares [`scatter_in_place`](Self::scatter_in_place).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.4 persistent scatter: as `MPI_Scatter_init`, with `MPI_IN_PLACE`.
    pub fn scatter_in_place_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut [T],
        root: usize,
    ) -> Result<Persistent<'scope, &'scope mut [T]>> {
        scope.prepare(data, move |data, way| sys::scatter_in_place(&self.comm, data, root, way))
    }

    /// Prepares [`scatter_parts`](Self::scatter_parts).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.4 persistent scatter: as `MPI_Scatterv_init`.
    #[doc(alias = "MPI_Scatterv_init")]
    pub fn scatter_parts_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        all: &'scope mut [T],
        mine: &'scope mut [T],
        parts: &'scope Parts<T>,
        root: usize,
    ) -> Result<Persistent<'scope, (&'scope mut [T], &'scope mut [T])>> {
        scope.prepare((all, mine), move |(all, mine), way| {
            sys::scatter_parts(&self.comm, all, parts.parted(), Some(mine), root, way)
        })
    }

    /// Prepares [`scatter_parts_in_place`](Self::scatter_parts_in_place).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.4 persistent scatter: as `MPI_Scatterv_init`, with `MPI_IN_PLACE`.
    pub fn scatter_parts_in_place_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut [T],
        parts: &'scope Parts<T>,
        root: usize,
    ) -> Result<Persistent<'scope, &'scope mut [T]>> {
        scope.prepare(data, move |data, way| {
            sys::scatter_parts_in_place(&self.comm, data, parts.parted(), root, way)
        })
    }
}
