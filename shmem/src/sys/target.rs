//! Where operations go: to a PE or a team's member, by the default context or by another one.

use std::ffi::c_int;
use std::marker::PhantomData;

use shmem_sys::shmem_ctx_t;

use crate::pe::{Pe, Peer};
use crate::team::Rank;

/// A PE and the context that operations reach it by. Out of users' reach, which seals it.
pub trait Target: Copy {
    /// The context, unless it is the default one.
    fn context(self) -> Option<shmem_ctx_t>;

    /// The PE's number in the context's team.
    fn number(self) -> c_int;
}

impl Target for Pe {
    #[inline]
    fn context(self) -> Option<shmem_ctx_t> {
        None
    }

    #[inline]
    fn number(self) -> c_int {
        self.number()
    }
}

/// A number of a kind: in the world or in some team. Out of users' reach, which seals [`Peer`].
pub trait Numbered: Copy {
    /// What tells a context's team from others, where numbers of several teams are of this kind.
    type Team: Copy;

    /// The number as a context of that team takes it; panics if it is another team's.
    fn number_in(self, team: Self::Team) -> c_int;
}

impl Numbered for Pe {
    type Team = ();

    #[inline]
    fn number_in(self, (): ()) -> c_int {
        self.number()
    }
}

impl Numbered for Rank {
    type Team = u64;

    #[inline]
    #[track_caller]
    fn number_in(self, team: u64) -> c_int {
        if self.team() != team {
            self.is_another_teams();
        }
        self.number()
    }
}

/// Calls a routine for a [`Target`], or its twin that takes a context.
macro_rules! issue {
    ($pe:expr, $routine:ident($($arg:expr),*)) => { ::pastey::paste! {{
        let pe = $pe;
        match $crate::sys::Target::context(pe) {
            // SAFETY: as said where this is used; the number is one of the world's.
            None => unsafe {
                shmem_sys::[<shmem_ $routine>]($($arg,)* $crate::sys::Target::number(pe))
            },
            // SAFETY: as said where this is used; the context is alive and the number one of its team's.
            Some(context) => unsafe {
                shmem_sys::[<shmem_ctx_ $routine>](
                    context, $($arg,)* $crate::sys::Target::number(pe),
                )
            },
        }
    }} };
}
pub(super) use issue;

/// Orders what was issued by a target's context.
pub(crate) fn fence(target: impl Target) {
    let context = target.context().unwrap_or_else(shmem_sys::SHMEM_CTX_DEFAULT);
    // SAFETY: initialised, and the context is alive.
    unsafe { shmem_sys::shmem_ctx_fence(context) };
}

/// A context in use: the default one, or one that was made. `N` is how its team's members are named.
#[derive(Clone, Copy)]
pub(crate) struct Stream<'a, N: Numbered = Pe> {
    context: Option<shmem_ctx_t>,
    team: N::Team,
    alive: PhantomData<&'a ()>,
}

impl Stream<'_> {
    /// The default context of a runtime that stays initialised for as long.
    pub(super) fn of_the_runtime() -> Self {
        Self { context: None, team: (), alive: PhantomData }
    }
}

impl<N: Numbered> Stream<'_, N> {
    /// A context of that team, which is not destroyed for as long.
    pub(super) fn of_a_context(context: shmem_ctx_t, team: N::Team) -> Self {
        Self { context: Some(context), team, alive: PhantomData }
    }

    /// The context's handle.
    pub(crate) fn handle(self) -> shmem_ctx_t {
        self.context.unwrap_or_else(shmem_sys::SHMEM_CTX_DEFAULT)
    }

    fn quiet(self) {
        // SAFETY: initialised, and the context is alive.
        unsafe { shmem_sys::shmem_ctx_quiet(self.handle()) };
    }

    fn fence(self) {
        // SAFETY: initialised, and the context is alive.
        unsafe { shmem_sys::shmem_ctx_fence(self.handle()) };
    }

    fn start_session(self, total_ops: Option<usize>) {
        let config = shmem_sys::shmem_ctx_session_config_t { total_ops: total_ops.unwrap_or(0) };
        let mask = total_ops.map_or(0, |_| shmem_sys::SHMEM_CTX_SESSION_TOTAL_OPS);
        let (context, batch) = (self.handle(), shmem_sys::SHMEM_CTX_SESSION_BATCH);
        // SAFETY: the context is alive and the configuration a local variable.
        unsafe { shmem_sys::shmem_ctx_session_start(context, batch, &raw const config, mask) };
    }

    fn stop_session(self) {
        // SAFETY: initialised, and the context is alive.
        unsafe { shmem_sys::shmem_ctx_session_stop(self.handle()) };
    }
}

/// A PE, by the context of a scope: what is issued to it is complete before `'scope` ends.
///
/// What [`Scope::on`] gives carries one.
#[derive(Clone, Copy, Debug)]
pub struct InScope<'scope> {
    context: Option<shmem_ctx_t>,
    number: c_int,
    scope: PhantomData<&'scope mut &'scope ()>,
}

impl Target for InScope<'_> {
    #[inline]
    fn context(self) -> Option<shmem_ctx_t> {
        self.context
    }

    #[inline]
    fn number(self) -> c_int {
        self.number
    }
}

/// A stretch of the program that non-blocking operations, and all operations on contexts, live in.
///
/// It begins with [`Shmem::scope`](crate::Shmem::scope) or [`Context::scope`](crate::Context::scope) and
/// ends with the quiet of its context: when `scope` returns, or is unwound from, all that was issued in
/// it is complete and can be seen by everybody.
///
/// `N` is how operations name whom they are for: by [`Pe`], or, on a [team's
/// context](crate::Team::context), by [`Rank`] of that team.
///
/// Until then it borrows all that its operations use: targets and signals as well as private buffers.
/// So those must have been made outside of it:
///
/// ```compile_fail
/// shmem::run(|shmem| -> shmem::Result<()> {
///     let inbox = shmem.alloc::<u64>(2)?;
///     shmem.scope(|s| {
///         let data = [1, 2]; // gone before the scope ends
///         s.put(inbox.at(shmem.my_pe()), &data);
///     });
///     Ok(())
/// });
/// ```
pub struct Scope<'scope, 'env: 'scope, N: Peer = Pe> {
    stream: Stream<'env, N>,
    scope: PhantomData<&'scope mut &'scope ()>,
    env: PhantomData<&'env mut &'env ()>,
}

/// Runs `body` with a scope on a context, which ends with that context's quiet.
pub(crate) fn scope<'env, N: Peer, R>(
    stream: Stream<'env, N>,
    body: impl for<'scope> FnOnce(&'scope Scope<'scope, 'env, N>) -> R,
) -> R {
    struct Quiet<'a, N: Peer>(Stream<'a, N>);

    impl<N: Peer> Drop for Quiet<'_, N> {
        fn drop(&mut self) {
            self.0.quiet();
        }
    }

    let _at_the_end = Quiet(stream);
    let scope = Scope { stream, scope: PhantomData, env: PhantomData };
    body(&scope)
}

impl<'scope, N: Peer> Scope<'scope, '_, N> {
    /// A PE or a member, by this scope's context; panics if it is another team's.
    #[inline]
    #[track_caller]
    pub(crate) fn at(&self, peer: N) -> InScope<'scope> {
        InScope {
            context: self.stream.context,
            number: peer.number_in(self.stream.team),
            scope: PhantomData,
        }
    }

    /// Completes what was issued in this scope so far: all PEs can see it.
    ///
    /// What the scope borrows stays borrowed. The end of the scope does this too.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let inbox = shmem.alloc::<u64>(1)?;
    /// shmem.scope(|s| {
    ///     s.put(inbox.at(shmem.my_pe()), &[7]);
    ///     s.quiet();
    ///     assert_eq!(inbox.read(0), 7);
    /// });
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, memory ordering: `shmem_ctx_quiet`.
    #[doc(alias = "shmem_ctx_quiet")]
    pub fn quiet(&self) {
        self.stream.quiet();
    }

    /// Orders this scope's puts and atomic operations: to each PE, those before it arrive before those
    /// after it. Completes nothing, and orders no gets.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let inbox = shmem.alloc::<u64>(2)?;
    /// let right = inbox.at(shmem.my_pe().wrapping_add(1));
    /// shmem.context()?.scope(|s| {
    ///     s.on(right).p(0, 1);
    ///     s.fence();
    ///     s.on(right).p(1, 2); // arrives after the first
    /// });
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, memory ordering: `shmem_ctx_fence`.
    #[doc(alias = "shmem_ctx_fence")]
    pub fn fence(&self) {
        self.stream.fence();
    }

    /// Hints that many operations follow in a row, and how many if that is known. Changes no meaning.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let inbox = shmem.alloc::<u64>(100)?;
    /// shmem.context()?.scope(|s| {
    ///     s.start_session(Some(100));
    ///     (0..100).for_each(|i| s.on(inbox.at(shmem.my_pe())).p(i, 7));
    ///     s.stop_session();
    /// });
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, communication contexts: `shmem_ctx_session_start`.
    #[doc(alias = "shmem_ctx_session_start")]
    pub fn start_session(&self, total_ops: Option<usize>) {
        self.stream.start_session(total_ops);
    }

    /// Hints that they are over. Completes nothing.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, communication contexts: `shmem_ctx_session_stop`.
    #[doc(alias = "shmem_ctx_session_stop")]
    pub fn stop_session(&self) {
        self.stream.stop_session();
    }
}
