//! Duplicates of communicators that are made while their processes do something else.

#![allow(unsafe_code, reason = "starts operations that a scope keeps")]

use std::fmt;
use std::rc::Rc;

use crate::attribute::Attributes;
use crate::communicator::Communicator;
use crate::error::Result;
#[cfg(mpi_standard = "4")]
use crate::info::Info;
use crate::runtime::Mpi;
use crate::scope::{Kind, Scope, Table};
use crate::sys::{self, Coming, Kept};

/// A duplicate of a communicator that is being made; see [`Communicator::iduplicate`].
///
/// Dropped, or forgotten, it is made with its [`Scope`], and given back if it was dropped.
#[must_use = "a duplicate that nobody waits for is made for nothing"]
pub struct Duplicating<'scope, 'mpi> {
    table: &'scope Table<'scope>,
    slot: usize,
    coming: Rc<Coming>,
    attributes: Attributes,
    mpi: &'mpi Mpi,
}

impl<'mpi> Communicator<'mpi> {
    /// Starts to [duplicate](Self::duplicate) it. Collective: all processes start the same, in the same order.
    ///
    /// ```
    /// use mpi_shim::prelude::*;
    ///
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let world = mpi.world();
    ///     let ours = mpi.scope(|s| {
    ///         let coming = world.iduplicate(s)?;
    ///         // Time for something else.
    ///         coming.wait()
    ///     })?;
    ///     assert_eq!(ours.size(), world.size());
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// If the library has no more communicators.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.4.2 communicator constructors: `MPI_Comm_idup`.
    #[doc(alias = "MPI_Comm_idup")]
    pub fn iduplicate<'scope>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
    ) -> Result<Duplicating<'scope, 'mpi>> {
        let attributes = self.attributes.copied();
        // SAFETY: this is borrowed for the scope, which keeps the rest.
        let started = unsafe { self.comm.start_duplicate()? };
        Ok(Duplicating::new(scope, started, attributes, self.mpi))
    }

    /// As [`iduplicate`](Self::iduplicate), with hints for the new one instead of those of this: see
    /// [`set_info`](Self::set_info). With libraries of MPI 4.
    ///
    /// # Errors
    ///
    /// As there, and [`Error::Hint`](crate::Error::Hint).
    ///
    /// # Specification
    ///
    /// MPI 4.0, 7.4.2 communicator constructors: `MPI_Comm_idup_with_info`.
    #[cfg(mpi_standard = "4")]
    #[doc(alias = "MPI_Comm_idup_with_info")]
    pub fn iduplicate_with<'scope>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        info: &Info<'_>,
    ) -> Result<Duplicating<'scope, 'mpi>> {
        let attributes = self.attributes.copied();
        // SAFETY: this is borrowed for the scope, which keeps the rest.
        let started = unsafe { self.comm.start_duplicate_with(info.for_communicators()?)? };
        Ok(Duplicating::new(scope, started, attributes, self.mpi))
    }
}

impl<'scope, 'mpi> Duplicating<'scope, 'mpi> {
    fn new(
        scope: &'scope Scope<'scope, '_>,
        (request, coming): (sys::Request, Rc<Coming>),
        attributes: Attributes,
        mpi: &'mpi Mpi,
    ) -> Self {
        let kept: Kept<'static> = Box::new(Rc::clone(&coming));
        let slot = scope.table.keep_with(request, Kind::Collective, vec![kept]);
        Self { table: &scope.table, slot, coming, attributes, mpi }
    }

    /// Waits until it is there.
    ///
    /// # Errors
    ///
    /// If it could not be made.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.7.3 communication completion: `MPI_Wait`.
    pub fn wait(self) -> Result<Communicator<'mpi>> {
        let ended = self.table.with(self.slot, sys::Request::wait);
        self.table.complete(self.slot);
        ended?;
        Ok(Communicator::with_attributes(self.coming.take()?, self.mpi, self.attributes))
    }

    /// Looks whether it is there, and leaves it to be waited for.
    ///
    /// # Errors
    ///
    /// If the library cannot say.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.7.6 non-destructive test of status: `MPI_Request_get_status`.
    pub fn is_complete(&self) -> Result<bool> {
        self.table.with(self.slot, |request| request.is_complete())
    }
}

impl fmt::Debug for Duplicating<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Duplicating").finish_non_exhaustive()
    }
}
