//! Threads beside the one that holds the runtime.

#![allow(unsafe_code, reason = "says what may be sent to other threads")]

use std::fmt;

use crate::Shmem;
use crate::atomics::{AtomicSlice, AtomicWord, RemoteAtomic};
use crate::buf::SymSlice;
use crate::error::Result;
use crate::pe::{Pe, Peer};
use crate::peer_view::PeerView;
use crate::remote::RemoteSlice;
use crate::signal::{RemoteSignal, SignalSlice, SignalWord};
use crate::step::{RemoteStrided, SymStrided};
use crate::sys::{self, Permission, Scope, ThreadLevel};

/// The permission of other threads to use symmetric memory, where `SHMEM_THREAD_MULTIPLE` is granted.
///
/// The runtime itself, and everything that owns symmetric memory, stays on its thread: allocation and
/// collectives are made there. Other threads get [views](Self::share), for one-sided operations and
/// waits, and contexts. Views borrow what they show, so all threads have to be done before it can be
/// dropped or used otherwise: `std::thread::scope` is the way to have them.
///
/// ```
/// use std::thread;
///
/// let shmem = shmem::Shmem::init_thread(shmem::ThreadLevel::Multiple)?;
/// let threads = shmem.threads()?;
/// let hits = shmem.atomic(0u64)?;
/// let view = threads.share(hits.word());
/// let target = shmem.pe(0);
/// thread::scope(|scope| {
///     for _ in 0..4 {
///         scope.spawn(move || view.get().at(target).add(10));
///     }
/// });
/// shmem.world().barrier();
/// assert_eq!(hits.at(target).fetch(), 40 * shmem.n_pes() as u64);
/// # drop(hits);
/// # Ok::<(), shmem::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Threads<'rt> {
    pub(crate) permission: Permission<'rt>,
    me: Pe,
}

impl Shmem {
    /// What threads of this PE may do beside each other, as it was granted.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// assert!(shmem.thread_level() >= shmem::ThreadLevel::Funneled);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, thread support: `shmem_query_thread`.
    #[doc(alias = "shmem_query_thread")]
    #[must_use]
    pub fn thread_level(&self) -> ThreadLevel {
        self.session.thread_level()
    }

    /// The permission of other threads to use symmetric memory.
    ///
    /// ```
    /// let shmem = shmem::Shmem::init_thread(shmem::ThreadLevel::Multiple)?;
    /// let (threads, inbox) = (shmem.threads()?, shmem.alloc::<u64>(1)?);
    /// let view = threads.share(inbox.at(shmem.my_pe()));
    /// std::thread::scope(|all| drop(all.spawn(move || view.get().p(0, 7))));
    /// assert_eq!(inbox.read(0), 7);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::ThreadLevel`](crate::Error::ThreadLevel) unless [`ThreadLevel::Multiple`] is granted:
    /// ask for it by [`init_thread`](Self::init_thread) or [`run_threaded`](crate::run_threaded).
    pub fn threads(&self) -> Result<Threads<'_>> {
        Ok(Threads { permission: self.session.permission(ThreadLevel::Multiple)?, me: self.me })
    }
}

impl<'rt> Threads<'rt> {
    /// This PE.
    ///
    /// ```
    /// let shmem = shmem::Shmem::init_thread(shmem::ThreadLevel::Multiple)?;
    /// assert_eq!(shmem.threads()?.my_pe(), shmem.my_pe());
    /// # Ok::<(), shmem::Error>(())
    /// ```
    #[must_use]
    pub fn my_pe(self) -> Pe {
        self.me
    }

    /// A view that can be sent to and shared with other threads.
    ///
    /// Takes [`SymSlice`], [`AtomicSlice`], [`SignalSlice`], their words and what their `at` gives.
    ///
    /// ```
    /// let shmem = shmem::Shmem::init_thread(shmem::ThreadLevel::Multiple)?;
    /// let (threads, count) = (shmem.threads()?, shmem.atomic(0u64)?);
    /// let view = threads.share(count.word());
    /// std::thread::scope(|all| drop(all.spawn(move || view.get().here().inc())));
    /// assert_eq!(count.here().fetch(), 1);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    #[must_use]
    pub fn share<V: OneSided>(self, view: V) -> View<'rt, V> {
        View { view, threads: self }
    }

    /// Runs `body` with a scope for non-blocking operations on the default context. As [`Shmem::scope`].
    ///
    /// ```
    /// let shmem = shmem::Shmem::init_thread(shmem::ThreadLevel::Multiple)?;
    /// let (threads, inbox) = (shmem.threads()?, shmem.alloc::<u64>(1)?);
    /// let view = threads.share(inbox.at(shmem.my_pe()));
    /// std::thread::scope(|all| {
    ///     all.spawn(move || view.threads().scope(|s| s.put(view.get(), &[7])));
    /// });
    /// assert_eq!(inbox.read(0), 7);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    pub fn scope<'env, R>(
        &'env self,
        body: impl for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> R,
    ) -> R {
        sys::scope(self.permission.stream(), body)
    }
}

/// Something symmetric, for threads: see [`Threads::share`].
///
/// ```
/// let shmem = shmem::Shmem::init_thread(shmem::ThreadLevel::Multiple)?;
/// let (threads, inbox) = (shmem.threads()?, shmem.alloc::<u64>(1)?);
/// let view = threads.share(inbox.at(shmem.my_pe()));
/// std::thread::scope(|all| drop(all.spawn(move || view.get().p(0, 7))));
/// assert_eq!(inbox.read(0), 7);
/// # Ok::<(), shmem::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct View<'rt, V> {
    view: V,
    threads: Threads<'rt>,
}

impl<'rt, V: OneSided> View<'rt, V> {
    /// What it shows, for the thread that calls.
    #[inline]
    #[must_use]
    pub fn get(self) -> V {
        self.view
    }

    /// The permission it was made with.
    #[must_use]
    pub fn threads(self) -> Threads<'rt> {
        self.threads
    }
}

/// What can be shown to other threads: it offers one-sided operations and waits, no collectives.
///
/// # Safety
///
/// All that can be done with a value of the type must be good on any thread, at any time while the
/// library grants `SHMEM_THREAD_MULTIPLE`, or no other thread calls. `shorten` must give the same value.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be shown to other threads",
    label = "stays on the thread of the runtime",
    note = "views are of slices, words and what their `at` gives; owners and collectives stay where they are"
)]
pub unsafe trait OneSided: Copy {
    /// The same type for a shorter time.
    type For<'t>
    where
        Self: 't;

    /// The same value for a shorter time.
    fn shorten<'t>(self) -> Self::For<'t>
    where
        Self: 't;
}

macro_rules! one_sided {
    ($($ty:ident<'a $(, $param:ident: $($bound:ident)+)*>),* $(,)?) => {$(
        // SAFETY: copies between private and symmetric memory, signal and atomic operations and waits, by
        // library calls or relaxed atomics, and elements and numbers that may be on any thread.
        unsafe impl<'a $(, $param: $($bound +)+)*> OneSided for $ty<'a $(, $param)*> {
            type For<'t>
                = $ty<'t $(, $param)*>
            where
                Self: 't;

            #[inline]
            fn shorten<'t>(self) -> Self::For<'t>
            where
                Self: 't,
            {
                self
            }
        }
    )*};
}

one_sided! {
    SymSlice<'a, T: Copy Send Sync>,
    RemoteSlice<'a, T: Copy Send Sync, N: Peer>,
    SymStrided<'a, T: Copy Send Sync>,
    RemoteStrided<'a, T: Copy Send Sync, N: Peer>,
    PeerView<'a, T: Copy Send Sync>,
    AtomicSlice<'a, T: Copy Send Sync>,
    AtomicWord<'a, T: Copy Send Sync>,
    RemoteAtomic<'a, T: Copy Send Sync, N: Peer>,
    SignalSlice<'a>,
    SignalWord<'a>,
    RemoteSignal<'a, N: Peer>,
}

// SAFETY: what a view gives is good on any thread, and the permission says that the level is granted.
unsafe impl<V: OneSided> Send for View<'_, V> {}
// SAFETY: as above.
unsafe impl<V: OneSided> Sync for View<'_, V> {}

impl fmt::Debug for Threads<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Threads").field("my_pe", &self.me).finish()
    }
}

impl<V: fmt::Debug> fmt::Debug for View<'_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("View").field(&self.view).finish()
    }
}
