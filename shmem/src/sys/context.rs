//! Making and destroying contexts.

use std::ffi::c_long;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use shmem_sys::shmem_ctx_t;

use super::{Members, Numbered, Permission, Session, Stream};
use crate::pe::Pe;
use crate::team::Rank;

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

/// How many contexts of a team this PE has. One that is forgotten is counted for ever.
#[derive(Default)]
pub(crate) struct Contexts {
    count: AtomicUsize,
}

impl Contexts {
    /// Whether there are none, on whatever thread.
    pub(crate) fn are_gone(&self) -> bool {
        self.count.load(Acquire) == 0
    }
}

/// A context. It has to be [destroyed](Self::destroy) by who made it.
pub(crate) struct RawContext<'a, N: Numbered = Pe> {
    stream: Stream<'a, N>,
    /// Those it is one of, if it is a team's.
    counted: Option<&'a Contexts>,
}

impl<'a, N: Numbered> RawContext<'a, N> {
    /// A context that somebody else has made.
    ///
    /// # Safety
    ///
    /// It must be one, of that team, that nobody else uses or destroys; `counted` are the team's, if it can be
    /// destroyed.
    pub(crate) unsafe fn adopt(
        context: shmem_ctx_t,
        team: N::Team,
        counted: Option<&'a Contexts>,
    ) -> Self {
        if let Some(contexts) = counted {
            contexts.count.fetch_add(1, Relaxed);
        }
        Self { stream: Stream::of_a_context(context, team), counted }
    }

    pub(crate) fn stream(&self) -> Stream<'a, N> {
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
        if let Some(contexts) = self.counted {
            contexts.count.fetch_sub(1, Release);
        }
    }
}

impl Session {
    /// A context for this thread alone; `None` when the library has no more. Local.
    pub(crate) fn context(&self, stores: bool) -> Option<RawContext<'_>> {
        of_the_world(Users::One, stores)
    }
}

impl<'rt> Permission<'rt> {
    /// A context; `None` when the library has no more. Local.
    pub(crate) fn context(self, users: Users, stores: bool) -> Option<RawContext<'rt>> {
        of_the_world(users, stores)
    }
}

impl Members {
    /// A context of this team, which ranks call `team`; `None` when the library has no more. Local.
    ///
    /// # Safety
    ///
    /// The team must not be destroyed before all `contexts` [are gone](Contexts::are_gone), and where the
    /// context has more users than this thread, the library must have granted that.
    pub(crate) unsafe fn context<'a>(
        self,
        team: u64,
        contexts: &'a Contexts,
        users: Users,
        stores: bool,
    ) -> Option<RawContext<'a, Rank>> {
        let mut context = shmem_sys::SHMEM_CTX_INVALID;
        let options = options(users, stores);
        // SAFETY: initialised, and the team is not destroyed; the result has a place.
        let failed =
            unsafe { shmem_sys::shmem_team_create_ctx(self.handle(), options, &raw mut context) };
        // SAFETY: just made, of this team.
        made(failed, context).map(|made| unsafe { RawContext::adopt(made, team, Some(contexts)) })
    }
}

fn of_the_world<'a>(users: Users, stores: bool) -> Option<RawContext<'a>> {
    let mut context = shmem_sys::SHMEM_CTX_INVALID;
    // SAFETY: initialised; the result has a place.
    let failed = unsafe { shmem_sys::shmem_ctx_create(options(users, stores), &raw mut context) };
    // SAFETY: just made, of the world.
    made(failed, context).map(|made| unsafe { RawContext::adopt(made, (), None) })
}

fn options(users: Users, stores: bool) -> c_long {
    let users = match users {
        Users::One => shmem_sys::SHMEM_CTX_PRIVATE,
        Users::InTurn => shmem_sys::SHMEM_CTX_SERIALIZED,
        Users::All => 0,
    };
    if stores { users } else { users | shmem_sys::SHMEM_CTX_NOSTORE }
}

fn made(failed: i32, context: shmem_ctx_t) -> Option<shmem_ctx_t> {
    (failed == 0 && context != shmem_sys::SHMEM_CTX_INVALID).then_some(context)
}
