//! Thread levels, and the permission of other threads to call.

use std::ffi::c_int;
use std::marker::PhantomData;

use super::{Session, Stream};
use crate::error::{Error, Result};

/// What threads of a PE may do beside each other.
///
/// ```
/// let shmem = shmem::Shmem::init_thread(shmem::ThreadLevel::Multiple)?;
/// assert_eq!(shmem.thread_level(), shmem::ThreadLevel::Multiple);
/// # Ok::<(), shmem::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ThreadLevel {
    /// There may be threads, but one of them makes all the calls: `SHMEM_THREAD_FUNNELED`.
    Funneled,
    /// All may call, one at a time: `SHMEM_THREAD_SERIALIZED`.
    Serialized,
    /// All may call at any time: `SHMEM_THREAD_MULTIPLE`.
    Multiple,
}

impl ThreadLevel {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Funneled => "SHMEM_THREAD_FUNNELED",
            Self::Serialized => "SHMEM_THREAD_SERIALIZED",
            Self::Multiple => "SHMEM_THREAD_MULTIPLE",
        }
    }

    pub(super) fn number(self) -> c_int {
        match self {
            Self::Funneled => shmem_sys::SHMEM_THREAD_FUNNELED,
            Self::Serialized => shmem_sys::SHMEM_THREAD_SERIALIZED,
            Self::Multiple => shmem_sys::SHMEM_THREAD_MULTIPLE,
        }
    }
}

/// Says that other threads may call, while what `'rt` borrows is initialised: at any time, or, if the level is
/// no more than that, one at a time, which its holders see to.
#[derive(Clone, Copy)]
pub(crate) struct Permission<'rt> {
    runtime: PhantomData<&'rt ()>,
}

impl<'rt> Permission<'rt> {
    /// The default context.
    pub(crate) fn stream(self) -> Stream<'rt> {
        Stream::of_the_runtime()
    }
}

impl Session {
    /// The level that the library grants.
    pub(crate) fn thread_level(&self) -> ThreadLevel {
        let granted = self.granted();
        [ThreadLevel::Multiple, ThreadLevel::Serialized]
            .into_iter()
            .find(|level| level.number() <= granted)
            .unwrap_or(ThreadLevel::Funneled)
    }

    fn granted(&self) -> c_int {
        let mut granted = 0;
        // SAFETY: initialised; the result has a place.
        unsafe { shmem_sys::shmem_query_thread(&raw mut granted) };
        granted
    }

    /// The permission of other threads, if the library gives as much.
    pub(crate) fn permission(&self, needed: ThreadLevel) -> Result<Permission<'_>> {
        if self.thread_level() >= needed {
            return Ok(Permission { runtime: PhantomData });
        }
        Err(Error::ThreadLevel { needed: needed.name(), granted: self.granted() })
    }

    /// The default context.
    pub(crate) fn stream(&self) -> Stream<'_> {
        Stream::of_the_runtime()
    }
}
