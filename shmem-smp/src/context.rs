//! Contexts: streams of operations that are ordered and completed together.
//!
//! Here every operation is complete when it returns, so a context is the numbering of its team
//! and the promises made about its use.

#![allow(unsafe_code, reason = "makes handles, which are pointers that are never given back")]

use core::ffi::{c_int, c_long};
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicBool, AtomicIsize, AtomicPtr, AtomicUsize};
use std::sync::{Mutex, PoisonError};

use crate::abi::{
    SHMEM_CTX_INVALID, SHMEM_CTX_NOSTORE, SHMEM_CTX_PRIVATE, SHMEM_CTX_SERIALIZED, shmem_ctx_t,
};
use crate::end::end_job;
use crate::order;
use crate::team::{self, Team};

/// One context. Like teams, contexts are used again but never given back.
#[derive(Debug)]
pub(crate) struct Context {
    live: AtomicBool,
    start: AtomicUsize,
    stride: AtomicIsize,
    team: AtomicPtr<Team>,
}

static DEFAULT: Context = Context::new(true);

/// `SHMEM_CTX_DEFAULT`: the context of every routine that is given none.
#[must_use]
#[expect(
    non_snake_case,
    reason = "the standard's name; other libraries know the value only at run time"
)]
pub const fn SHMEM_CTX_DEFAULT() -> shmem_ctx_t {
    DEFAULT.handle()
}

impl Context {
    const fn new(live: bool) -> Self {
        Self {
            live: AtomicBool::new(live),
            start: AtomicUsize::new(0),
            stride: AtomicIsize::new(1),
            team: AtomicPtr::new(std::ptr::null_mut()),
        }
    }

    const fn handle(&'static self) -> shmem_ctx_t {
        // SAFETY: this runtime's own; contexts are static or leaked.
        unsafe { shmem_ctx_t::from_ptr(std::ptr::from_ref(self).cast()) }
    }
}

/// The world's number of a PE of the context's team. `SHMEM_CTX_INVALID` ends the job.
///
/// # Safety
///
/// `ctx` must be a handle of this provider's: it is followed.
#[inline]
pub(crate) unsafe fn world_pe(ctx: shmem_ctx_t, pe: c_int) -> c_int {
    // SAFETY: the caller's promise.
    let context = unsafe { table::follow(ctx) };
    if !context.live.load(Relaxed) {
        unusable();
    }
    let distance = (pe as isize).wrapping_mul(context.stride.load(Relaxed));
    (context.start.load(Relaxed) as isize).wrapping_add(distance) as c_int
}

#[cold]
#[inline(never)]
fn unusable() -> ! {
    end_job(1, "an operation was issued on SHMEM_CTX_INVALID or on a context that was destroyed")
}

mod table {
    //! Contexts that are in use, and those waiting to be used again.

    #![allow(unsafe_code, reason = "a handle is a pointer to a context that is never given back")]

    use super::{Context, Mutex, SHMEM_CTX_INVALID, shmem_ctx_t};

    pub(super) static USED: Mutex<Vec<&'static Context>> = Mutex::new(Vec::new());
    pub(super) static SPARE: Mutex<Vec<&'static Context>> = Mutex::new(Vec::new());
    static INVALID: Context = Context::new(false);

    /// The context that a handle names.
    ///
    /// # Safety
    ///
    /// `ctx` must be a handle of this provider's.
    #[inline]
    pub(super) unsafe fn follow(ctx: shmem_ctx_t) -> &'static Context {
        if ctx == SHMEM_CTX_INVALID {
            return &INVALID;
        }
        // SAFETY: the handles that the caller may pass, but for `SHMEM_CTX_INVALID`, point at a static or
        // leaked context.
        unsafe { &*ctx.as_ptr().cast() }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A new context on a team, or `None` for options that the standard does not have.
pub fn create(team: &'static Team, options: c_long) -> Option<shmem_ctx_t> {
    if options & !(SHMEM_CTX_PRIVATE | SHMEM_CTX_SERIALIZED | SHMEM_CTX_NOSTORE) != 0 {
        return None;
    }
    let spare = lock(&table::SPARE).pop();
    let context = spare.unwrap_or_else(|| Box::leak(Box::new(Context::new(false))));
    let triplet = team.triplet();
    context.start.store(triplet.start, Relaxed);
    context.stride.store(triplet.stride, Relaxed);
    context.team.store(std::ptr::from_ref(team).cast_mut(), Relaxed);
    context.live.store(true, Relaxed);
    lock(&table::USED).push(context);
    Some(context.handle())
}

/// `shmem_ctx_destroy`: quiet, then gone.
///
/// # Safety
///
/// `ctx` must be a handle of this provider's. The context may not be used afterwards.
pub unsafe fn destroy(ctx: shmem_ctx_t) {
    if ctx == SHMEM_CTX_INVALID {
        return;
    }
    if ctx == SHMEM_CTX_DEFAULT() {
        end_job(1, "shmem_ctx_destroy was called on SHMEM_CTX_DEFAULT, which nobody may destroy");
    }
    order::quiet();
    // SAFETY: the caller's promise.
    let context = unsafe { table::follow(ctx) };
    if !context.live.swap(false, Relaxed) {
        unusable();
    }
    forget(|used| std::ptr::eq(used, context));
}

/// Destroys what the program left of a team's contexts.
pub(crate) fn forget_team(team: &'static Team) {
    forget(|context| std::ptr::eq(context.team.load(Relaxed), team));
}

fn forget(which: impl Fn(&Context) -> bool) {
    let mut used = lock(&table::USED);
    let mut spare = lock(&table::SPARE);
    used.retain(|context| {
        let gone = which(context);
        if gone {
            context.live.store(false, Relaxed);
            spare.push(context);
        }
        !gone
    });
}

/// The team a context was made on; `None` for `SHMEM_CTX_INVALID`.
///
/// # Safety
///
/// `ctx` must be a handle of this provider's: it is followed.
pub unsafe fn team_of(ctx: shmem_ctx_t) -> Option<crate::abi::shmem_team_t> {
    if ctx == SHMEM_CTX_INVALID {
        return None;
    }
    if ctx == SHMEM_CTX_DEFAULT() {
        return Some(team::SHMEM_TEAM_WORLD());
    }
    // SAFETY: the caller's promise.
    let context = unsafe { table::follow(ctx) };
    if !context.live.load(Relaxed) {
        unusable();
    }
    let team = context.team.load(Relaxed).cast_const().cast();
    // SAFETY: the team that `create` was given; teams are never given back.
    Some(unsafe { crate::abi::shmem_team_t::from_ptr(team) })
}
