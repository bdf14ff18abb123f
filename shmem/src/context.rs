//! Contexts: streams of operations that are ordered and completed apart from others.

#![allow(unsafe_code, reason = "destroys contexts")]

use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;

use crate::Shmem;
use crate::error::{Error, Result};
use crate::sys::{self, RawContext, Scope, Users};
use crate::threads::Threads;

/// A context: a stream of operations that is ordered and completed by itself.
///
/// It is used in [`scope`](Self::scope)s, which end with its quiet. `K` says which threads may use it:
/// [`Private`], [`Serialized`] or [`Shared`]. Dropping it destroys it, which is local.
pub struct Context<'rt, K = Private> {
    raw: RawContext<'rt>,
    kind: PhantomData<K>,
}

/// A context's kind: used by the thread that made it. `SHMEM_CTX_PRIVATE`
pub struct Private(PhantomData<*const ()>);

/// A context's kind: passed from thread to thread, and used by one at a time.
/// `SHMEM_CTX_SERIALIZED`
pub struct Serialized(PhantomData<Cell<()>>);

/// A context's kind: used by all threads at once.
pub struct Shared(());

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

impl<'rt, K> Context<'rt, K> {
    fn new(raw: Option<RawContext<'rt>>) -> Result<Self> {
        let raw = raw.ok_or(Error::NoContext)?;
        Ok(Self { raw, kind: PhantomData })
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
        body: impl for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> R,
    ) -> R {
        sys::scope(self.raw.stream(), body)
    }

    /// The context's handle for `shmem_sys`. Not to be destroyed.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let context = shmem.context()?;
    /// // SAFETY: the context is alive.
    /// unsafe { shmem_sys::shmem_ctx_quiet(context.as_raw()) };
    /// # Ok::<(), shmem::Error>(())
    /// ```
    #[must_use]
    pub fn as_raw(&self) -> shmem_sys::shmem_ctx_t {
        self.raw.stream().handle()
    }
}

impl<K> Drop for Context<'_, K> {
    fn drop(&mut self) {
        // SAFETY: scopes borrow the context, so none is left. Made by this thread if it is private,
        // because it cannot be sent.
        unsafe { self.raw.destroy() };
    }
}

impl<K> fmt::Debug for Context<'_, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context").finish_non_exhaustive()
    }
}
