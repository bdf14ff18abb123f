//! Making and destroying contexts.

use std::ffi::c_long;

use super::{Permission, Session, Stream};

/// Which threads may use a context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Users {
    /// The one that made it.
    One,
    /// All, one at a time.
    InTurn,
    /// All at once.
    All,
}

/// A context on the world. It has to be [destroyed](Self::destroy) by who made it.
pub(crate) struct RawContext<'a> {
    stream: Stream<'a>,
}

impl<'a> RawContext<'a> {
    pub(crate) fn stream(&self) -> Stream<'a> {
        self.stream
    }

    /// Destroys it, after its quiet. Local.
    ///
    /// # Safety
    ///
    /// Used no more, and on the thread that made it if it has one user.
    pub(crate) unsafe fn destroy(&self) {
        // SAFETY: the caller's promise.
        unsafe { shmem_sys::shmem_ctx_destroy(self.stream.handle()) };
    }
}

impl Session {
    /// A context for this thread alone; `None` when the library has no more. Local.
    pub(crate) fn context(&self, stores: bool) -> Option<RawContext<'_>> {
        create(Users::One, stores)
    }
}

impl<'rt> Permission<'rt> {
    /// A context; `None` when the library has no more. Local.
    pub(crate) fn context(self, users: Users, stores: bool) -> Option<RawContext<'rt>> {
        create(users, stores)
    }
}

fn create<'a>(users: Users, stores: bool) -> Option<RawContext<'a>> {
    let users = match users {
        Users::One => shmem_sys::SHMEM_CTX_PRIVATE,
        Users::InTurn => shmem_sys::SHMEM_CTX_SERIALIZED,
        Users::All => 0,
    };
    let stores: c_long = if stores { 0 } else { shmem_sys::SHMEM_CTX_NOSTORE };
    let mut context = shmem_sys::SHMEM_CTX_INVALID;
    // SAFETY: initialised; the result has a place.
    let failed = unsafe { shmem_sys::shmem_ctx_create(users | stores, &raw mut context) };
    let made = failed == 0 && context != shmem_sys::SHMEM_CTX_INVALID;
    made.then(|| RawContext { stream: Stream::of_a_context(context) })
}
