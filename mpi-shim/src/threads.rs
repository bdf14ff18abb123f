//! Threads beside the one that holds MPI.

#![allow(unsafe_code, reason = "says what may be sent to other threads")]

use std::fmt;

use crate::communicator::Communicator;
use crate::error::{Error, Result};
use crate::intercommunicator::Intercommunicator;
use crate::messages::seal::{Endpoint, Endpoints};
use crate::runtime::Mpi;
use crate::scope::{self, Scope};
use crate::sys::ThreadLevel;

/// The permission of other threads to send and receive, where `MPI_THREAD_MULTIPLE` is granted.
///
/// MPI itself, and all that it makes, stays on its thread: collective calls are made there. Other threads get
/// [views](Self::share) of communicators, for messages. Views borrow what they show: `std::thread::scope` is the
/// way to have them.
///
/// ```
/// use mpi_shim::prelude::*;
///
/// mpi_shim::run_threaded(|mpi| -> mpi_shim::Result<()> {
///     let (threads, me) = (mpi.threads()?, mpi.this_process());
///     let shared = threads.share(&me);
///     std::thread::scope(|all| {
///         let reader = all.spawn(move || shared.recv_vec::<u64>(0, 7));
///         shared.send(&[1, 2, 3u64], 0, 7)?;
///         assert_eq!(reader.join().expect("no panic")?.0, [1, 2, 3]);
///         Ok(())
///     })
/// });
/// ```
#[derive(Clone, Copy)]
pub struct Threads<'mpi> {
    mpi: &'mpi Mpi,
}

impl Mpi {
    /// The permission of other threads to send and receive.
    ///
    /// # Errors
    ///
    /// [`Error::ThreadLevel`] unless [`ThreadLevel::Multiple`] is granted: ask for it by
    /// [`init_thread`](Self::init_thread) or [`run_threaded`](crate::run_threaded).
    pub fn threads(&self) -> Result<Threads<'_>> {
        let (needed, granted) = (ThreadLevel::Multiple, self.thread_level());
        if granted < needed {
            return Err(Error::ThreadLevel { needed, granted });
        }
        Ok(Threads { mpi: self })
    }
}

impl<'mpi> Threads<'mpi> {
    /// A view of a communicator that can be sent to and shared with other threads.
    #[must_use]
    pub fn share<'a>(self, communicator: &'a Communicator<'mpi>) -> SharedCommunicator<'a> {
        SharedCommunicator { endpoint: communicator.endpoint() }
    }

    /// As [`share`](Self::share), of a communicator between two groups: messages name processes of the other one.
    ///
    /// ```
    /// use mpi_shim::prelude::*;
    ///
    /// mpi_shim::run_threaded(|mpi| -> mpi_shim::Result<()> {
    ///     let (threads, Some(parent)) = (mpi.threads()?, mpi.parent()?) else { return Ok(()) };
    ///     let parent = threads.share_between(&parent);
    ///     std::thread::scope(|all| all.spawn(move || parent.send(&[7], 0, 0)).join().expect("no panic"))
    /// });
    /// ```
    #[must_use]
    pub fn share_between<'a>(
        self,
        communicator: &'a Intercommunicator<'mpi>,
    ) -> SharedCommunicator<'a> {
        SharedCommunicator { endpoint: communicator.endpoint() }
    }

    /// As [`Mpi::scope`], on any thread.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn scope<'env, R, E: From<Error>>(
        &'env self,
        body: impl for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> Result<R, E>,
    ) -> Result<R, E> {
        scope::run(&self.mpi.session, body)
    }
}

/// A communicator, for messages of any thread; see [`Threads::share`].
#[derive(Clone, Copy)]
pub struct SharedCommunicator<'a> {
    endpoint: Endpoint<'a>,
}

impl SharedCommunicator<'_> {
    /// This process's number.
    #[must_use]
    pub fn rank(self) -> usize {
        self.endpoint.comm.rank()
    }

    /// How many processes there are, in this one's own group if there are two.
    #[must_use]
    pub fn size(self) -> usize {
        self.endpoint.comm.size()
    }
}

impl Endpoints for SharedCommunicator<'_> {
    #[inline]
    fn endpoint(&self) -> Endpoint<'_> {
        self.endpoint
    }
}

// SAFETY: MPI_THREAD_MULTIPLE is granted, and what can be done with these, which is to send, to receive, to probe
// and to wait for either, may then be done by any threads at the same time.
unsafe impl Send for Threads<'_> {}
// SAFETY: as above.
unsafe impl Sync for Threads<'_> {}
// SAFETY: as above.
unsafe impl Send for SharedCommunicator<'_> {}
// SAFETY: as above.
unsafe impl Sync for SharedCommunicator<'_> {}

impl fmt::Debug for Threads<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Threads").finish_non_exhaustive()
    }
}

impl fmt::Debug for SharedCommunicator<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedCommunicator")
            .field("rank", &self.rank())
            .field("size", &self.size())
            .finish()
    }
}
