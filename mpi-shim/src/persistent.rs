//! Messages that are prepared once and started again and again.

#![allow(unsafe_code, reason = "lends memory out between two operations")]

use std::fmt;
use std::marker::PhantomData;

use crate::error::Result;
use crate::lent::Relend;
use crate::scope::Table;
use crate::status::Status;
use crate::sys;

/// A prepared send, receive or collective call, and its memory, which can be looked at and changed while none is
/// under way.
///
/// ```
/// use mpi_shim::prelude::*;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let me = mpi.this_process();
///     let (mut out, mut inbox) = ([0], [0]);
///     mpi.scope(|s| {
///         let mut send = me.send_init(s, &mut out, 0, 7)?;
///         let mut receive = me.recv_init(s, &mut inbox, 0, 7)?;
///         for round in 0..3 {
///             send.elements()[0] = round;
///             receive.start()?;
///             send.start()?;
///             receive.wait()?;
///             send.wait()?;
///             assert_eq!(receive.elements(), [round]);
///         }
///         Ok(())
///     })
/// });
/// ```
pub struct Persistent<'scope, D: Relend> {
    table: &'scope Table<'scope>,
    slot: usize,
    /// A pointer, because the library uses it too, in between.
    memory: D::Pointer,
    borrowed: PhantomData<D>,
}

impl<'scope, D: Relend> Persistent<'scope, D> {
    /// The request in this place of a table, prepared for this memory, which is borrowed for the scope.
    pub(crate) fn new(table: &'scope Table<'scope>, slot: usize, memory: D::Pointer) -> Self {
        Self { table, slot, memory, borrowed: PhantomData }
    }

    /// The place of its request, and its memory, whoever has that now.
    #[cfg(mpi_standard = "4")]
    pub(crate) fn under_way(&self) -> (&'scope Table<'scope>, usize, D::Pointer) {
        (self.table, self.slot, self.memory)
    }

    /// Starts it.
    ///
    /// # Errors
    ///
    /// If the library cannot.
    ///
    /// # Panics
    ///
    /// If it is under way.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.9 persistent communication requests: `MPI_Start`.
    #[doc(alias = "MPI_Start")]
    #[track_caller]
    pub fn start(&mut self) -> Result<()> {
        self.must_rest();
        // SAFETY: it was prepared, it is not under way, and nobody has its memory, which is borrowed for the scope.
        unsafe { self.table.start(self.slot) }
    }

    /// Starts several.
    ///
    /// # Errors
    ///
    /// If the library cannot start one; those after it are not started.
    ///
    /// # Panics
    ///
    /// If one is under way.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.9 persistent communication requests: as `MPI_Startall`.
    #[doc(alias = "MPI_Startall")]
    #[track_caller]
    pub fn start_all<'a>(several: impl IntoIterator<Item = &'a mut Self>) -> Result<()>
    where
        Self: 'a,
    {
        for one in several {
            one.start()?;
        }
        Ok(())
    }

    /// Waits until it is complete; at once, if it is not under way.
    ///
    /// # Errors
    ///
    /// What became of it; it is complete then.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.7.3 communication completion: `MPI_Wait`.
    #[doc(alias = "MPI_Wait")]
    pub fn wait(&mut self) -> Result<Status> {
        let ended = self.table.with(self.slot, sys::Request::wait);
        self.table.rest(self.slot);
        Ok(self.table.said(self.slot).of(ended?))
    }

    /// Looks whether it is complete, which it is as well if it is not under way.
    ///
    /// # Errors
    ///
    /// What became of it; it is complete then.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.7.3 communication completion: `MPI_Test`.
    #[doc(alias = "MPI_Test")]
    pub fn test(&mut self) -> Result<Option<Status>> {
        let tested = self.table.with(self.slot, sys::Request::test);
        if !matches!(tested, Ok(None)) {
            self.table.rest(self.slot);
        }
        Ok(tested?.map(|status| self.table.said(self.slot).of(status)))
    }

    /// Its memory: of a collective call, what is brought along and the result.
    ///
    /// # Panics
    ///
    /// If it is under way.
    #[track_caller]
    #[must_use]
    pub fn elements(&mut self) -> D::Short<'_> {
        self.must_rest();
        // SAFETY: borrowed for the scope and lent by this alone, which cannot start it meanwhile; the library
        // does not use it.
        unsafe { D::lend_again(&self.memory) }
    }

    #[track_caller]
    fn must_rest(&self) {
        assert!(!self.table.is_under_way(self.slot), "it is under way: wait for it first");
    }
}

impl<D: Relend> fmt::Debug for Persistent<'_, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let under_way = self.table.is_under_way(self.slot);
        f.debug_struct("Persistent").field("under_way", &under_way).finish_non_exhaustive()
    }
}
