//! The requests of operations under way.

#![allow(unsafe_code, reason = "gives back what was lent to an operation")]

use std::fmt;
use std::marker::PhantomData;

use crate::error::Result;
use crate::lent::Lend;
use crate::scope::Table;
use crate::status::Status;
use crate::sys;

/// An operation under way, and what it uses: data that is sent, or room for what is received.
///
/// Who has waited for it gets that back. Dropped, or forgotten, it completes with its [`Scope`](crate::Scope).
///
/// A message has a status. A collective call has none: its [`Status`] says 0 bytes from nobody.
///
/// ```
/// use mpi_shim::prelude::*;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let me = mpi.this_process();
///     let mut rooms = [[0; 2]; 3];
///     mpi.scope(|s| {
///         let coming = rooms.iter_mut().zip(0..).map(|(room, tag)| me.irecv(s, room, 0, tag));
///         let coming = coming.collect::<mpi_shim::Result<Vec<_>>>()?;
///         for tag in 0..3 {
///             me.isend(s, &[7, 8], 0, tag)?;
///         }
///         for (room, status) in mpi_shim::Request::wait_all(coming)? {
///             assert_eq!((room[1], status.count::<i32>()?), (8, 2));
///         }
///         Ok(())
///     })
/// });
/// ```
pub struct Request<'scope, D: Lend> {
    table: &'scope Table<'scope>,
    slot: usize,
    lent: D::Pointer,
    data: PhantomData<D>,
}

/// What [`Request::test`] has found.
#[derive(Debug)]
pub enum Tested<'scope, D: Lend> {
    /// It is complete.
    Done(D, Status),
    /// It is not yet.
    Pending(Request<'scope, D>),
}

impl<'scope, D: Lend> Request<'scope, D> {
    /// The request in this place of a table, by which the operation is that has `lent`.
    #[inline]
    pub(crate) fn new(table: &'scope Table<'scope>, slot: usize, lent: D::Pointer) -> Self {
        Self { table, slot, lent, data: PhantomData }
    }

    /// Says that the operation is complete, and has what was lent to it back, with what became of it.
    #[inline]
    fn complete(self, ended: Result<Status>) -> (D, Result<Status>) {
        let said = self.table.complete(self.slot);
        // SAFETY: it was lent to this request's operation, which does not use it any more; the request is gone.
        let data = unsafe { D::give_back(self.lent) };
        (data, ended.map(|status| said.of(status)))
    }

    /// Waits until it is complete.
    ///
    /// # Errors
    ///
    /// What became of it; it is complete then.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.7.3 communication completion: `MPI_Wait`.
    #[doc(alias = "MPI_Wait")]
    #[inline]
    pub fn wait(self) -> Result<(D, Status)> {
        let ended = self.table.with(self.slot, sys::Request::wait);
        let (data, ended) = self.complete(ended);
        Ok((data, ended?))
    }

    /// Looks whether it is complete.
    ///
    /// # Errors
    ///
    /// What became of it; it is complete then.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.7.3 communication completion: `MPI_Test`.
    #[doc(alias = "MPI_Test")]
    #[inline]
    pub fn test(self) -> Result<Tested<'scope, D>> {
        match self.table.with(self.slot, sys::Request::test).transpose() {
            None => Ok(Tested::Pending(self)),
            Some(ended) => {
                let (data, ended) = self.complete(ended);
                Ok(Tested::Done(data, ended?))
            }
        }
    }

    /// Looks whether it is complete, and leaves it to be waited for.
    ///
    /// # Errors
    ///
    /// If the library cannot say.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.7.6 non-destructive test of status: `MPI_Request_get_status`.
    #[doc(alias = "MPI_Request_get_status")]
    pub fn is_complete(&self) -> Result<bool> {
        self.table.with(self.slot, |request| request.is_complete())
    }

    /// Asks for its end, and waits for that: without a status if it was cancelled, with one if it came to its
    /// end anyhow. Sends cannot be cancelled with every library, collective calls and data of files with none; then
    /// this waits for them.
    ///
    /// # Errors
    ///
    /// What became of it; it is complete then.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.8.4 cancel: `MPI_Cancel`, `MPI_Test_cancelled`.
    #[doc(alias = "MPI_Cancel")]
    pub fn cancel(self) -> Result<(D, Option<Status>)> {
        if !self.table.kind(self.slot).message() {
            return self.wait().map(|(data, status)| (data, Some(status)));
        }
        // What cannot be cancelled is waited for.
        let _ = self.table.with(self.slot, sys::Request::cancel);
        let (ended, cancelled) = match self.table.with(self.slot, sys::Request::wait_cancelled) {
            Ok((status, cancelled)) => (Ok(status), cancelled),
            Err(error) => (Err(error), false),
        };
        let (data, ended) = self.complete(ended);
        let status = ended?;
        Ok((data, (!cancelled).then_some(status)))
    }

    /// Waits until all are complete.
    ///
    /// # Errors
    ///
    /// What became of the first that has one; all are complete then.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.7.5 multiple completions: as `MPI_Waitall`.
    #[doc(alias = "MPI_Waitall")]
    pub fn wait_all(requests: impl IntoIterator<Item = Self>) -> Result<Vec<(D, Status)>> {
        let ended: Vec<_> = requests.into_iter().map(Self::wait).collect();
        ended.into_iter().collect()
    }

    /// Looks whether all are complete, and takes them out then; `None` if some are not, which stay all.
    ///
    /// # Errors
    ///
    /// What became of the first that has an error; all are complete and out then.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.7.5 multiple completions: as `MPI_Testall`.
    #[doc(alias = "MPI_Testall")]
    pub fn test_all(requests: &mut Vec<Self>) -> Result<Option<Vec<(D, Status)>>> {
        for request in requests.iter() {
            if !request.is_complete()? {
                return Ok(None);
            }
        }
        Self::wait_all(requests.drain(..)).map(Some)
    }

    /// Waits until one of several is complete, and takes that out; `None` if there are none.
    ///
    /// # Errors
    ///
    /// What became of that one, which is out as well.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.7.5 multiple completions: `MPI_Waitany`.
    #[doc(alias = "MPI_Waitany")]
    pub fn wait_any(requests: &mut Vec<Self>) -> Result<Option<(D, Status)>> {
        Self::any(requests, sys::Request::wait_any)
    }

    /// Looks whether one of several is complete, and takes that out.
    ///
    /// # Errors
    ///
    /// What became of that one, which is out as well.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.7.5 multiple completions: `MPI_Testany`.
    #[doc(alias = "MPI_Testany")]
    pub fn test_any(requests: &mut Vec<Self>) -> Result<Option<(D, Status)>> {
        Self::any(requests, sys::Request::test_any)
    }

    fn any(
        requests: &mut Vec<Self>,
        call: impl FnOnce(&mut [sys::Request]) -> (Option<usize>, Result<Status>),
    ) -> Result<Option<(D, Status)>> {
        if let Some(over) = requests.iter().position(Self::is_over) {
            return requests.remove(over).wait().map(Some);
        }
        let (which, status) = Self::together(requests, call);
        match which {
            Some(which) => {
                let (data, ended) = requests.remove(which).complete(status);
                Ok(Some((data, ended?)))
            }
            None => status.map(|_| None),
        }
    }

    /// Waits until some of several are complete, and takes those out, each with what became of it; none if
    /// there are none.
    ///
    /// # Errors
    ///
    /// If the library cannot wait for them.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.7.5 multiple completions: `MPI_Waitsome`.
    #[doc(alias = "MPI_Waitsome")]
    pub fn wait_some(requests: &mut Vec<Self>) -> Result<Vec<(D, Result<Status>)>> {
        Self::some(requests, true)
    }

    /// Takes those out that are complete, each with what became of it.
    ///
    /// # Errors
    ///
    /// If the library cannot look.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.7.5 multiple completions: `MPI_Testsome`.
    #[doc(alias = "MPI_Testsome")]
    pub fn test_some(requests: &mut Vec<Self>) -> Result<Vec<(D, Result<Status>)>> {
        Self::some(requests, false)
    }

    fn some(requests: &mut Vec<Self>, wait: bool) -> Result<Vec<(D, Result<Status>)>> {
        let over: Vec<_> = (0..requests.len()).filter(|&which| requests[which].is_over()).collect();
        let mut done = if over.is_empty() {
            Self::together(requests, |raw| sys::Request::some(raw, wait))?
        } else {
            over.into_iter().map(|which| (which, Ok(Status::NONE))).collect()
        };
        // From the last, so that the places of those before it stay what they are.
        done.sort_by_key(|(which, _)| std::cmp::Reverse(*which));
        let out = done.into_iter().map(|(which, status)| requests.remove(which).complete(status));
        Ok(out.collect())
    }

    /// Whether it was complete when it was started, so that the library has nothing of it.
    fn is_over(&self) -> bool {
        self.table.with(self.slot, |request| request.is_none())
    }

    /// Calls the library with several.
    fn together<R>(requests: &[Self], call: impl FnOnce(&mut [sys::Request]) -> R) -> R {
        let mut taken: Vec<_> =
            requests.iter().map(|request| request.table.take(request.slot)).collect();
        let result = call(&mut taken);
        for (request, taken) in requests.iter().zip(taken) {
            request.table.put(request.slot, taken);
        }
        result
    }
}

impl<D: Lend> fmt::Debug for Request<'_, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").finish_non_exhaustive()
    }
}
