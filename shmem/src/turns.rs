//! Threads that use symmetric memory one at a time.

#![allow(unsafe_code, reason = "says what may be sent to other threads")]

use std::fmt;
use std::panic::resume_unwind;
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread;

use crate::context::{Context, ContextOptions, InTurns};
use crate::error::Result;
use crate::pe::{Pe, Peer};
use crate::sys::{self, Permission, Scope, ThreadLevel, Users};
use crate::threads::OneSided;
use crate::{Rank, Shmem, Team};

/// The permission of other threads to use symmetric memory one at a time, where
/// `SHMEM_THREAD_SERIALIZED` is granted, or more.
///
/// The thread of the runtime [lends](Self::lend) it to others, and waits until it has it back. Meanwhile they
/// take [turns](Turn). Without one, what was [shared](Self::share) with them shows nothing.
///
/// ```
/// use shmem::{Shmem, ThreadLevel};
///
/// let shmem = Shmem::init_thread(ThreadLevel::Serialized)?;
/// let turns = shmem.turns()?;
/// let hits = shmem.atomic(0u64)?;
/// let (view, target) = (turns.share(hits.word()), shmem.pe(0));
/// turns.lend(|queue| {
///     std::thread::scope(|scope| {
///         for _ in 0..4 {
///             scope.spawn(|| {
///                 let found = 10; // computed beside the other threads
///                 let turn = queue.turn();
///                 view.get(&turn).at(target).add(found);
///             });
///         }
///     });
/// });
/// shmem.world().barrier();
/// assert_eq!(hits.at(target).fetch(), 40 * shmem.n_pes() as u64);
/// # drop(hits);
/// # Ok::<(), shmem::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Turns<'rt> {
    permission: Permission<'rt>,
    me: Pe,
}

/// Where threads wait for their [turns](Turn), while the runtime is [lent](Turns::lend) to them.
pub struct Queue<'rt> {
    permission: Permission<'rt>,
    lock: Mutex<()>,
}

/// A thread's turn: until it is dropped, this thread and no other uses symmetric memory.
///
/// A thread that waits for other threads of its PE while it has the turn waits for ever.
#[must_use = "a turn that is dropped at once is over"]
pub struct Turn<'a> {
    permission: Permission<'a>,
    _lock: MutexGuard<'a, ()>,
}

/// Something symmetric, for the thread whose turn it is: see [`Turns::share`].
#[derive(Clone, Copy)]
pub struct InTurn<V> {
    view: V,
}

impl Shmem {
    /// The permission of other threads to use symmetric memory one at a time.
    ///
    /// # Errors
    ///
    /// [`Error::ThreadLevel`](crate::Error::ThreadLevel) unless
    /// [`ThreadLevel::Serialized`](crate::ThreadLevel::Serialized) is granted, or more: ask for it by
    /// [`init_thread`](Self::init_thread) or [`run_in_turns`](crate::run_in_turns).
    #[doc(alias = "SHMEM_THREAD_SERIALIZED")]
    pub fn turns(&self) -> Result<Turns<'_>> {
        Ok(Turns { permission: self.session.permission(ThreadLevel::Serialized)?, me: self.me })
    }
}

impl<'rt> Turns<'rt> {
    /// This PE.
    #[must_use]
    pub fn my_pe(self) -> Pe {
        self.me
    }

    /// A view that can be sent to and shared with other threads, and shows something in their turns.
    ///
    /// Takes what [`Threads::share`](crate::Threads::share) takes.
    #[must_use]
    pub fn share<V: OneSided>(self, view: V) -> InTurn<V> {
        InTurn { view }
    }

    /// Makes a context for the turns of all threads, which go on by [`Turn::scope_on`]. Local.
    ///
    /// # Errors
    ///
    /// [`Error::NoContext`](crate::Error::NoContext) if the library has no more.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, communication contexts: `shmem_ctx_create`, with `SHMEM_CTX_SERIALIZED`.
    #[doc(alias = "SHMEM_CTX_SERIALIZED")]
    pub fn context(self, options: ContextOptions) -> Result<Context<'rt, InTurns>> {
        Context::new(self.permission.context(Users::InTurn, !options.no_store))
    }

    /// Runs `body` on a thread of its own, which can take turns and can let others do so, and waits for it.
    ///
    /// `body` takes no symmetric memory with it but by [views](Self::share). What its threads have issued in
    /// their turns counts as issued by this thread, before it goes on.
    ///
    /// # Panics
    ///
    /// As `body` does.
    pub fn lend<R: Send>(self, body: impl FnOnce(&Queue<'rt>) -> R + Send) -> R {
        // This thread has more than views, so it must not be the one that runs `body`.
        let done = thread::scope(|scope| {
            let queue = Queue { permission: self.permission, lock: Mutex::new(()) };
            scope.spawn(move || body(&queue)).join()
        });
        done.unwrap_or_else(|panic| resume_unwind(panic))
    }
}

impl Team<'_> {
    /// Makes a context of this team for the turns of all threads, which go on by [`Turn::scope_on`]. Local.
    ///
    /// # Errors
    ///
    /// [`Error::NoContext`](crate::Error::NoContext) if the library has no more.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, communication contexts: `shmem_team_create_ctx`, with `SHMEM_CTX_SERIALIZED`.
    pub fn context_in_turns<'t>(
        &'t self,
        _: Turns<'t>,
        options: ContextOptions,
    ) -> Result<Context<'t, InTurns, Rank>> {
        self.make(Users::InTurn, options)
    }
}

impl Queue<'_> {
    /// Waits until no other thread has the turn, and takes it.
    ///
    /// A thread that has it already waits for ever, or panics.
    pub fn turn(&self) -> Turn<'_> {
        // A thread that has panicked in its turn has left nothing undone.
        self.begin(self.lock.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes the turn if no thread has it. Does not wait.
    pub fn try_turn(&self) -> Option<Turn<'_>> {
        match self.lock.try_lock() {
            Ok(lock) => Some(self.begin(lock)),
            Err(TryLockError::Poisoned(lock)) => Some(self.begin(lock.into_inner())),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    fn begin<'a>(&'a self, lock: MutexGuard<'a, ()>) -> Turn<'a> {
        Turn { permission: self.permission, _lock: lock }
    }
}

impl Turn<'_> {
    /// Runs `body` with a scope for non-blocking operations on the default context. As [`Shmem::scope`].
    pub fn scope<'env, R>(
        &'env self,
        body: impl for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> R,
    ) -> R {
        sys::scope(self.permission.stream(), body)
    }

    /// Runs `body` with a scope for operations on a context. As [`Context::scope`].
    ///
    /// ```
    /// use shmem::ContextOptions;
    ///
    /// shmem::run_in_turns(|shmem| -> shmem::Result<()> {
    ///     let turns = shmem.turns()?;
    ///     let inbox = shmem.alloc::<u64>(4)?;
    ///     let (view, target) = (turns.share(inbox.as_slice()), shmem.my_pe());
    ///     let context = turns.context(ContextOptions::new())?;
    ///     let context = &context;
    ///     turns.lend(|queue| {
    ///         std::thread::scope(|scope| {
    ///             for i in 0..4 {
    ///                 scope.spawn(move || {
    ///                     let turn = queue.turn();
    ///                     turn.scope_on(context, |s| s.on(view.get(&turn).at(target)).p(i, i as u64));
    ///                 });
    ///             }
    ///         });
    ///     });
    ///     assert_eq!(inbox.to_vec(), [0, 1, 2, 3]);
    ///     Ok(())
    /// });
    /// ```
    pub fn scope_on<'env, N: Peer, R>(
        &'env self,
        context: &'env Context<'_, InTurns, N>,
        body: impl for<'scope> FnOnce(&'scope Scope<'scope, 'env, N>) -> R,
    ) -> R {
        sys::scope(context.stream(), body)
    }
}

impl<V: OneSided> InTurn<V> {
    /// What it shows, for as long as this turn.
    #[inline]
    #[must_use]
    pub fn get<'t>(self, _: &'t Turn<'_>) -> V::For<'t>
    where
        V: 't,
    {
        self.view.shorten()
    }
}

// SAFETY: it shows something for a `Turn` only. While there can be one the runtime is lent, its own thread
// waits, and what other threads do with what is shown, which is good on any thread, they do one at a time.
unsafe impl<V: OneSided> Send for InTurn<V> {}
// SAFETY: as above.
unsafe impl<V: OneSided> Sync for InTurn<V> {}

impl fmt::Debug for Turns<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turns").field("my_pe", &self.me).finish()
    }
}

impl fmt::Debug for Queue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Queue").finish_non_exhaustive()
    }
}

impl fmt::Debug for Turn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turn").finish_non_exhaustive()
    }
}

impl<V> fmt::Debug for InTurn<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InTurn").finish_non_exhaustive()
    }
}
