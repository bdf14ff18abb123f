//! Objects under way while their process does something else.

use std::fmt;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use super::format::Format;
use super::packed::{self, Packed};
use crate::error::Result;
use crate::messages::Matched;
use crate::messages::seal::Endpoint;
use crate::non_blocking::NonBlocking;
use crate::peer::{Source, Tag, Target};
use crate::request::Request;
use crate::scope::Scope;
use crate::status::Status;
use crate::sys::Mode;

/// An object that is being sent. Dropped, or forgotten, it completes with its scope.
pub struct Sent<'scope> {
    requests: Vec<Request<'scope, &'scope [u8]>>,
}

impl<'scope> Sent<'scope> {
    pub(super) fn start(
        at: &'scope impl NonBlocking,
        scope: &'scope Scope<'scope, '_>,
        packed: &'scope Packed,
        mode: Mode,
        to: Target,
        tag: i32,
    ) -> Result<Self> {
        Ok(Self { requests: packed.start(at, scope, mode, to, tag)? })
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
    pub fn wait(self) -> Result<()> {
        Request::wait_all(self.requests).map(drop)
    }

    /// Looks whether it is complete.
    ///
    /// # Errors
    ///
    /// What became of it, or of a part of it; that is complete then.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.7.5 multiple completions: `MPI_Testsome`.
    pub fn test(&mut self) -> Result<bool> {
        for (_, status) in Request::test_some(&mut self.requests)? {
            status?;
        }
        Ok(self.requests.is_empty())
    }
}

impl fmt::Debug for Sent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sent").field("requests", &self.requests.len()).finish()
    }
}

/// An object that is to be received; see [`Objects::irecv_obj`](super::Objects::irecv_obj).
///
/// Its length is not known, so there is nothing to lend to the library meanwhile: it is received when this is asked and
/// it has come. Dropped before that, it is somebody else's to receive.
///
/// ```
/// use mpi_shim::objects::Packed;
/// use mpi_shim::prelude::*;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let me = mpi.this_process();
///     let coming = me.irecv_obj::<String>(Source::Any, 7);
///     assert!(coming.test()?.is_none());
///     let hello = Packed::new(&"hello".to_owned())?;
///     mpi.scope(|s| {
///         me.isend_obj(s, &hello, 0, 7)?;
///         assert_eq!(coming.wait()?.0, "hello");
///         Ok(())
///     })
/// });
/// ```
pub struct Coming<'a, T, F> {
    at: Endpoint<'a>,
    from: Source,
    tag: Tag,
    what: PhantomData<fn() -> (T, F)>,
}

impl<'a, T: DeserializeOwned, F: Format> Coming<'a, T, F> {
    pub(super) fn new(at: Endpoint<'a>, from: Source, tag: Tag) -> Self {
        Self { at, from, tag, what: PhantomData }
    }

    /// Waits for it.
    ///
    /// # Errors
    ///
    /// As for [`recv_obj`](super::Objects::recv_obj).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.8.2 matching probe: `MPI_Mprobe`.
    pub fn wait(self) -> Result<(T, Status)> {
        packed::open::<T, F>(Matched::probe(self.at, self.from, self.tag)?)
    }

    /// Receives it if it has come. What this returns comes once; asked again, it is the next one.
    ///
    /// # Errors
    ///
    /// As for [`recv_obj`](super::Objects::recv_obj).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.8.2 matching probe: `MPI_Improbe`.
    pub fn test(&self) -> Result<Option<(T, Status)>> {
        let found = Matched::look(self.at, self.from, self.tag)?;
        found.map(packed::open::<T, F>).transpose()
    }
}

impl<T, F> fmt::Debug for Coming<'_, T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Coming").field("from", &self.from).field("tag", &self.tag).finish()
    }
}
