//! Requests for what other threads of a program do.

use std::fmt;
use std::marker::PhantomData;

use crate::error::Result;
use crate::request::Request;
use crate::scope::{Kind, Scope};
use crate::sys;
use crate::threads::Threads;

/// By what a request is complete that stands for work of the program's own; see [`Threads::request`].
///
/// Dropped, it says so as well: the request of a thread that panics is complete. Whoever waits for the request on the thread
/// that has this waits for ever.
#[must_use = "the request is complete when this is dropped"]
pub struct Completion<'scope> {
    completion: sys::Completion,
    scope: PhantomData<&'scope ()>,
}

impl Threads<'_> {
    /// A request that is complete when another thread says so, to be waited for like operations of the library, and
    /// together with them.
    ///
    /// ```
    /// use mpi_shim::prelude::*;
    ///
    /// mpi_shim::run_threaded(|mpi| -> mpi_shim::Result<()> {
    ///     let (threads, written) = (mpi.threads()?, std::sync::Mutex::new(false));
    ///     mpi.scope(|s| {
    ///         let (writing, completion) = threads.request(s)?;
    ///         std::thread::scope(|all| {
    ///             all.spawn(|| {
    ///                 *written.lock().expect("no panic") = true;
    ///                 completion.complete();
    ///             });
    ///             writing.wait()?;
    ///             assert!(*written.lock().expect("no panic"));
    ///             Ok(())
    ///         })
    ///     })
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// If the library has no more requests.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 12.2 generalized requests: `MPI_Grequest_start`.
    #[doc(alias = "MPI_Grequest_start")]
    pub fn request<'scope>(
        self,
        scope: &'scope Scope<'scope, '_>,
    ) -> Result<(Request<'scope, ()>, Completion<'scope>)> {
        let (request, completion) = sys::Completion::new(scope.table.session)?;
        let slot = scope.table.keep(request, Kind::Collective);
        let request = Request::new(&scope.table, slot, ());
        Ok((request, Completion { completion, scope: PhantomData }))
    }
}

impl Completion<'_> {
    /// Says that the request is complete.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 12.2 generalized requests: `MPI_Grequest_complete`.
    #[doc(alias = "MPI_Grequest_complete")]
    pub fn complete(self) {
        drop(self.completion);
    }
}

impl fmt::Debug for Completion<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Completion").finish_non_exhaustive()
    }
}
