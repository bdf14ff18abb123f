//! Contexts: streams of operations that are ordered and completed apart from others.

#![allow(unsafe_code, reason = "makes contexts for threads, and destroys them")]

use std::fmt;
use std::marker::PhantomData;

use crate::error::{Error, Result};
use crate::pe::{Pe, Peer};
use crate::sys::{self, RawContext, Scope, Stream, Users};
use crate::threads::Threads;
use crate::{Rank, Shmem, Team};

/// A context: a stream of operations that is ordered and completed by itself.
///
/// It is used in [`scope`](Self::scope)s, which end with its quiet. `K` says which threads may use it:
/// [`Private`], [`Serialized`], [`Shared`], or [`InTurns`]. `N` says how its operations name whom they are
/// for: by [`Pe`] if it is [the world's](Shmem::context), by [`Rank`] if it is [a team's](Team::context).
///
/// Dropping it destroys it, which is local.
pub struct Context<'a, K = Private, N: Peer = Pe> {
    raw: RawContext<'a, N>,
    kind: PhantomData<K>,
}

/// A context's kind: used by the thread that made it. `SHMEM_CTX_PRIVATE`
pub struct Private(());

/// A context's kind: passed from thread to thread, and used by one at a time.
/// `SHMEM_CTX_SERIALIZED`
pub struct Serialized(());

/// A context's kind: used by all threads at once.
pub struct Shared(());

/// A context's kind: used by all threads in their [turns](crate::Turn), and dropped by the one that made it.
/// `SHMEM_CTX_SERIALIZED`
pub struct InTurns(());

/// Contexts' kinds that are used at any time, not in [turns](crate::Turn). There are no others.
#[diagnostic::on_unimplemented(
    message = "a context for turns has scopes in turns only",
    label = "needs a turn",
    note = "`turn.scope_on(&context, |s| …)` is its scope, where `turn` is `queue.turn()`"
)]
pub trait WithoutTurns {}

impl WithoutTurns for Private {}
impl WithoutTurns for Serialized {}
impl WithoutTurns for Shared {}

/// What a context is made for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ContextOptions {
    /// Its ordering and completion need not cover plain stores, which makes them cheaper.
    /// `SHMEM_CTX_NOSTORE`
    ///
    /// Such stores are [`write`](crate::SymSlice::write) and its like, to this PE's own elements.
    pub no_store: bool,
}

impl ContextOptions {
    /// Options as a context has them that is given none.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same, for a context that need not cover plain stores.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, communication contexts: `SHMEM_CTX_NOSTORE`.
    #[doc(alias = "SHMEM_CTX_NOSTORE")]
    #[must_use]
    pub fn no_store(self) -> Self {
        Self { no_store: true }
    }
}

impl Shmem {
    /// Makes a context for this thread. Local.
    ///
    /// # Errors
    ///
    /// [`Error::NoContext`] if the library has no more. Use the default context then.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let (here, there) = (shmem.context()?, shmem.context()?);
    ///     let inbox = shmem.alloc::<u64>(2)?;
    ///     here.scope(|near| {
    ///         there.scope(|far| {
    ///             far.put(inbox.slice(1..).at(shmem.my_pe().wrapping_add(1)), &[2]);
    ///             near.put(inbox.slice(..1).at(shmem.my_pe()), &[1]);
    ///         });
    ///     });
    ///     shmem.world().sync();
    ///     assert_eq!(inbox.to_vec(), [1, 2]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, communication contexts: `shmem_ctx_create`, with `SHMEM_CTX_PRIVATE`.
    #[doc(alias = "shmem_ctx_create")]
    pub fn context(&self) -> Result<Context<'_>> {
        self.context_with(ContextOptions::new())
    }

    /// Makes a context for this thread, for something in particular. As [`context`](Self::context).
    ///
    /// # Errors
    ///
    /// [`Error::NoContext`] if the library has no more.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, communication contexts: `shmem_ctx_create`, with `SHMEM_CTX_PRIVATE`.
    #[doc(alias = "shmem_ctx_create")]
    pub fn context_with(&self, options: ContextOptions) -> Result<Context<'_>> {
        Context::new(self.session.context(!options.no_store))
    }
}

/// Contexts of a team.
///
/// Their operations name members by [`Rank`]; what [`at`](crate::SymSlice::at) gives for a rank is for
/// scopes of such contexts only. A scope panics when it is given a rank of another team.
///
/// A context borrows its `Team`, and the team is not destroyed before all members have dropped theirs; one
/// that is forgotten keeps its team for as long as the runtime.
///
/// On some systems an atomic operation on a context of [`Shmem::shared`], or of a team that was split from
/// it, is not atomic beside one on other contexts. Reach a word by one or the other.
impl Team<'_> {
    /// Makes a context of this team for this thread. Local.
    ///
    /// # Errors
    ///
    /// [`Error::NoContext`] if the library has no more.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let row = shmem.world().grid(2)?.x;
    ///     let next = row.my_rank().wrapping_add(1);
    ///     let inbox = shmem.alloc::<u64>(3)?;
    ///     let context = row.context()?;
    ///     context.scope(|s| {
    ///         s.put(inbox.slice(..2).at(next), &[1, 2]);
    ///         s.on(inbox.at(next)).p(2, 3);
    ///     });
    ///     row.sync();
    ///     assert_eq!(inbox.to_vec(), [1, 2, 3]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, communication contexts: `shmem_team_create_ctx`, with `SHMEM_CTX_PRIVATE`.
    #[doc(alias = "shmem_team_create_ctx")]
    pub fn context(&self) -> Result<Context<'_, Private, Rank>> {
        self.context_with(ContextOptions::new())
    }

    /// Makes a context for this thread, for something in particular. As [`context`](Self::context).
    ///
    /// # Errors
    ///
    /// [`Error::NoContext`] if the library has no more.
    pub fn context_with(&self, options: ContextOptions) -> Result<Context<'_, Private, Rank>> {
        self.make(Users::One, options)
    }

    /// Makes a context of this team that can be passed from thread to thread. Local.
    ///
    /// # Errors
    ///
    /// [`Error::NoContext`] if the library has no more.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, communication contexts: `shmem_team_create_ctx`, with `SHMEM_CTX_SERIALIZED`.
    pub fn serialized_context<'t>(
        &'t self,
        _: Threads<'t>,
        options: ContextOptions,
    ) -> Result<Context<'t, Serialized, Rank>> {
        self.make(Users::InTurn, options)
    }

    /// Makes a context of this team that all threads can use at once. Local.
    ///
    /// # Errors
    ///
    /// [`Error::NoContext`] if the library has no more.
    ///
    /// ```
    /// use shmem::ContextOptions;
    ///
    /// shmem::run_threaded(|shmem| -> shmem::Result<()> {
    ///     let (threads, team) = (shmem.threads()?, shmem.world());
    ///     let hits = shmem.atomic(0u64)?;
    ///     let (view, target) = (threads.share(hits.word()), team.rank(0));
    ///     let context = team.shared_context(threads, ContextOptions::new())?;
    ///     std::thread::scope(|scope| {
    ///         for _ in 0..4 {
    ///             scope.spawn(|| context.scope(|s| s.on(view.get().at(target)).inc()));
    ///         }
    ///     });
    ///     team.barrier();
    ///     assert_eq!(hits.at(shmem.pe(0)).fetch(), 4 * shmem.n_pes() as u64);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, communication contexts: `shmem_team_create_ctx`, without options.
    pub fn shared_context<'t>(
        &'t self,
        _: Threads<'t>,
        options: ContextOptions,
    ) -> Result<Context<'t, Shared, Rank>> {
        self.make(Users::All, options)
    }

    pub(crate) fn make<K>(
        &self,
        users: Users,
        options: ContextOptions,
    ) -> Result<Context<'_, K, Rank>> {
        // SAFETY: for more users than this thread, the callers were given the token of a level.
        let raw = unsafe { self.state().context(users, !options.no_store) };
        Context::new(raw)
    }
}

impl<'rt> Threads<'rt> {
    /// Makes a context for the thread that calls. As [`Shmem::context`].
    ///
    /// ```
    /// let shmem = shmem::Shmem::init_thread(shmem::ThreadLevel::Multiple)?;
    /// let context = shmem.threads()?.private_context(Default::default())?;
    /// context.scope(|s| s.quiet());
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::NoContext`] if the library has no more.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, communication contexts: `shmem_ctx_create`, with `SHMEM_CTX_PRIVATE`.
    #[doc(alias = "shmem_ctx_create")]
    pub fn private_context(self, options: ContextOptions) -> Result<Context<'rt, Private>> {
        Context::new(self.permission.context(Users::One, !options.no_store))
    }

    /// Makes a context that can be passed from thread to thread. Local.
    ///
    /// ```
    /// let shmem = shmem::Shmem::init_thread(shmem::ThreadLevel::Multiple)?;
    /// let context = shmem.threads()?.serialized_context(Default::default())?;
    /// std::thread::scope(|all| {
    ///     all.spawn(move || context.scope(|s| s.quiet())); // it moves there
    /// });
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::NoContext`] if the library has no more.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, communication contexts: `shmem_ctx_create`, with `SHMEM_CTX_SERIALIZED`.
    #[doc(alias = "shmem_ctx_create")]
    #[doc(alias = "SHMEM_CTX_SERIALIZED")]
    pub fn serialized_context(self, options: ContextOptions) -> Result<Context<'rt, Serialized>> {
        Context::new(self.permission.context(Users::InTurn, !options.no_store))
    }

    /// Makes a context that all threads can use at once. Local.
    ///
    /// ```
    /// let shmem = shmem::Shmem::init_thread(shmem::ThreadLevel::Multiple)?;
    /// let context = shmem.threads()?.shared_context(Default::default())?;
    /// std::thread::scope(|all| {
    ///     for _ in 0..2 {
    ///         all.spawn(|| context.scope(|s| s.quiet()));
    ///     }
    /// });
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::NoContext`] if the library has no more.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, communication contexts: `shmem_ctx_create`, without options.
    #[doc(alias = "shmem_ctx_create")]
    pub fn shared_context(self, options: ContextOptions) -> Result<Context<'rt, Shared>> {
        Context::new(self.permission.context(Users::All, !options.no_store))
    }
}

impl<'a, K, N: Peer> Context<'a, K, N> {
    pub(crate) fn new(raw: Option<RawContext<'a, N>>) -> Result<Self> {
        raw.map(Self::of).ok_or(Error::NoContext)
    }

    pub(crate) fn of(raw: RawContext<'a, N>) -> Self {
        Self { raw, kind: PhantomData }
    }

    pub(crate) fn stream(&self) -> Stream<'a, N> {
        self.raw.stream()
    }

    /// Runs `body` with a scope for operations on this context.
    ///
    /// When this returns, or is unwound from, all that was issued in the scope is complete.
    /// Non-blocking operations are methods of the scope, the others are reached by [`Scope::on`].
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let (context, inbox) = (shmem.context()?, shmem.alloc::<u64>(2)?);
    /// let right = inbox.at(shmem.my_pe().wrapping_add(1));
    /// context.scope(|s| s.on(right).put(&[1, 2])); // complete at its end
    /// assert_eq!(right.g(1), 2);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, memory ordering: `shmem_ctx_quiet`.
    #[doc(alias = "shmem_ctx_quiet")]
    pub fn scope<'env, R>(
        &'env self,
        body: impl for<'scope> FnOnce(&'scope Scope<'scope, 'env, N>) -> R,
    ) -> R
    where
        K: WithoutTurns,
    {
        sys::scope(self.raw.stream(), body)
    }
}

impl<K, N: Peer> Drop for Context<'_, K, N> {
    fn drop(&mut self) {
        // SAFETY: scopes borrow the context, so none is left. If it is private, this thread has made it,
        // because it cannot be sent. If it is for turns, it cannot be either, so this is the runtime's thread,
        // which does nothing while others take turns.
        unsafe { self.raw.destroy() };
    }
}

impl<K, N: Peer> fmt::Debug for Context<'_, K, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context").finish_non_exhaustive()
    }
}
