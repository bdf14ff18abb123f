//! Contexts: the library's, of the world; a team's PEs are translated here.
//!
//! The default context's handle is the library's own, so that C code that is linked in can be given
//! it. Any other handle is a pointer to a [`Context`], marked in its lowest bit.

#![allow(unsafe_code, reason = "makes handles, which are pointers that are never given back")]

use core::ffi::{c_int, c_long, c_void};
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicBool, AtomicIsize, AtomicPtr, AtomicUsize};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::end::end_job;
use super::faults::{self, Fault};
use super::library::{self, NativeContext};
use super::team::{self, Team};
use crate::{
    SHMEM_CTX_INVALID, SHMEM_CTX_NOSTORE, SHMEM_CTX_PRIVATE, SHMEM_CTX_SERIALIZED, shmem_ctx_t,
    shmem_team_t,
};

/// How many contexts of the library's there are at most: each takes milliseconds to make, and shared
/// memory. Further contexts share the last one, which is one that threads may share.
const MOST: usize = 16;

/// One context. Contexts are used again but never given back, so a stale handle is found out.
#[derive(Debug)]
struct Context {
    live: AtomicBool,
    native: AtomicPtr<c_void>,
    start: AtomicUsize,
    stride: AtomicIsize,
    team: AtomicPtr<Team>,
}

/// `SHMEM_CTX_DEFAULT`: the context of every routine that is given none.
#[must_use]
#[expect(non_snake_case, reason = "the standard's name; the value is known only at run time")]
pub fn SHMEM_CTX_DEFAULT() -> shmem_ctx_t {
    // SAFETY: the library gave it out.
    unsafe { shmem_ctx_t::from_ptr(library::default_context()) }
}

/// The library's context under a handle, and the world's number of a PE of the context's team.
///
/// # Safety
///
/// `ctx` must be a handle of this provider's: it is followed.
#[inline]
pub(super) unsafe fn route(ctx: shmem_ctx_t, pe: c_int) -> (NativeContext, c_int) {
    // SAFETY: the caller's promise.
    match unsafe { table::follow(ctx) } {
        Some(context) => {
            if !context.live.load(Relaxed) {
                unusable();
            }
            let distance = (pe as isize).wrapping_mul(context.stride.load(Relaxed));
            let pe = (context.start.load(Relaxed) as isize).wrapping_add(distance);
            (context.native.load(Relaxed), pe as c_int)
        }
        None if ctx == SHMEM_CTX_INVALID => unusable(),
        None => (ctx.as_ptr().cast_mut(), pe),
    }
}

/// The library's context under a handle; none for `SHMEM_CTX_INVALID`.
///
/// # Safety
///
/// `ctx` must be a handle of this provider's: it is followed.
pub(super) unsafe fn native(ctx: shmem_ctx_t) -> Option<NativeContext> {
    if ctx == SHMEM_CTX_INVALID {
        return None;
    }
    // SAFETY: the caller's promise.
    Some(unsafe { route(ctx, 0) }.0)
}

/// The library's context under a handle, if its numbers are the world's.
///
/// # Safety
///
/// `ctx` must be a handle of this provider's: it is followed.
#[cfg(shmem_has_pe_quiet)]
pub(super) unsafe fn of_the_world(ctx: shmem_ctx_t) -> Option<NativeContext> {
    // SAFETY: the caller's promise.
    if unsafe { team_of(ctx) }? != team::SHMEM_TEAM_WORLD() {
        return None;
    }
    // SAFETY: the caller's promise.
    Some(unsafe { route(ctx, 0) }.0)
}

#[cold]
#[inline(never)]
fn unusable() -> ! {
    end_job(1, "an operation was issued on SHMEM_CTX_INVALID or on a context that was destroyed")
}

mod table {
    #![allow(unsafe_code, reason = "a handle is a pointer to a context that is never given back")]

    use super::{Context, shmem_ctx_t};

    /// What tells our handles from the library's, which are pointers to something or small numbers.
    const OURS: usize = 1;

    pub(super) fn handle(context: &'static Context) -> shmem_ctx_t {
        let handle = std::ptr::from_ref(context).wrapping_byte_add(OURS);
        // SAFETY: this provider's own, of a leaked context.
        unsafe { shmem_ctx_t::from_ptr(handle.cast()) }
    }

    /// The context that a handle of ours names.
    ///
    /// # Safety
    ///
    /// `ctx` must be a handle of this provider's.
    #[inline]
    pub(super) unsafe fn follow(ctx: shmem_ctx_t) -> Option<&'static Context> {
        let handle = ctx.as_ptr();
        if handle.addr() & OURS == 0 {
            return None;
        }
        // SAFETY: of the handles that the caller may pass, the marked ones point into leaked contexts.
        Some(unsafe { &*handle.wrapping_byte_sub(OURS).cast::<Context>() })
    }
}

/// A context of the library's that one of ours has, or none any more.
#[derive(Debug)]
struct Native {
    /// As a number, since it is only a name here.
    address: AtomicPtr<c_void>,
    options: c_long,
    /// How many contexts use it: more than one only for the last.
    users: usize,
}

#[derive(Debug)]
struct Contexts {
    natives: Vec<Native>,
    used: Vec<&'static Context>,
    spare: Vec<&'static Context>,
}

static CONTEXTS: Mutex<Contexts> =
    Mutex::new(Contexts { natives: Vec::new(), used: Vec::new(), spare: Vec::new() });

fn contexts() -> MutexGuard<'static, Contexts> {
    CONTEXTS.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Contexts {
    /// A context of the library's for these options: one that lies idle, a new one, the one that is
    /// shared when there are enough, or the default one if there may be no other.
    fn native(&mut self, options: c_long) -> Option<NativeContext> {
        if faults::present(Fault::ContextEnd) {
            return Some(library::default_context());
        }
        let options = faults::context_options(options);
        if let Some(idle) = self.natives.iter_mut().find(|n| n.users == 0 && n.options == options) {
            idle.users = 1;
            return Some(idle.address.load(Relaxed));
        }
        if self.natives.len() == MOST {
            let shared = self.natives.last_mut()?;
            shared.users += 1;
            return Some(shared.address.load(Relaxed));
        }
        let options = if self.natives.len() + 1 == MOST { 0 } else { options };
        let made = library::create_context(options)?;
        self.natives.push(Native { address: AtomicPtr::new(made), options, users: 1 });
        Some(made)
    }

    /// Gives up one of ours, and its use of the library's.
    fn retire(&mut self, which: impl Fn(&Context) -> bool) {
        let (gone, used) = self.used.drain(..).partition(|context| which(context));
        self.used = used;
        for context in &gone {
            context.live.store(false, Relaxed);
            let native = context.native.load(Relaxed);
            if let Some(of) = self.natives.iter_mut().find(|n| n.address.load(Relaxed) == native) {
                of.users -= 1;
            }
        }
        self.spare.extend(gone);
    }
}

/// A new context on a team, or `None` for options that the standard does not have and when the library
/// has no more.
pub(crate) fn create(team: &'static Team, options: c_long) -> Option<shmem_ctx_t> {
    if !known(options) {
        return None;
    }
    let mut contexts = contexts();
    let native = contexts.native(options)?;
    let spare = contexts.spare.pop();
    let context = spare.unwrap_or_else(|| {
        Box::leak(Box::new(Context {
            live: AtomicBool::new(false),
            native: AtomicPtr::default(),
            start: AtomicUsize::new(0),
            stride: AtomicIsize::new(1),
            team: AtomicPtr::default(),
        }))
    });
    let triplet = team.triplet();
    context.start.store(triplet.start, Relaxed);
    context.stride.store(triplet.stride, Relaxed);
    context.native.store(native, Relaxed);
    context.team.store(std::ptr::from_ref(team).cast_mut(), Relaxed);
    context.live.store(true, Relaxed);
    contexts.used.push(context);
    Some(table::handle(context))
}

/// Whether options are a sum of the standard's. Not all libraries number them as bits.
fn known(options: c_long) -> bool {
    let all = [SHMEM_CTX_PRIVATE, SHMEM_CTX_SERIALIZED, SHMEM_CTX_NOSTORE];
    (0..1 << all.len()).any(|set: usize| {
        let chosen = (0..all.len()).filter(|i| set >> i & 1 == 1).map(|i| all[i]);
        options == chosen.fold(0, |sum, option| sum | option)
    })
}

/// `shmem_ctx_destroy`: quiet, then gone. The library's context is kept for the next one.
///
/// # Safety
///
/// `ctx` must be a handle of this provider's. The context may not be used afterwards.
pub(crate) unsafe fn destroy(ctx: shmem_ctx_t) {
    if ctx == SHMEM_CTX_INVALID {
        return;
    }
    if ctx == SHMEM_CTX_DEFAULT() {
        end_job(1, "shmem_ctx_destroy was called on SHMEM_CTX_DEFAULT, which nobody may destroy");
    }
    // SAFETY: the caller's promise.
    unsafe { super::order::quiet_on(ctx) };
    // SAFETY: as above.
    let context = unsafe { table::follow(ctx) };
    contexts().retire(|used| context.is_some_and(|context| std::ptr::eq(used, context)));
}

/// Destroys what the program left of a team's contexts.
pub(crate) fn forget_team(team: &'static Team) {
    contexts().retire(|context| std::ptr::eq(context.team.load(Relaxed), team));
}

/// Destroys every context, the library's as well, at finalize.
pub(super) fn stop() {
    let mut contexts = contexts();
    contexts.retire(|_| true);
    for native in contexts.natives.drain(..) {
        library::destroy_context(native.address.into_inner());
    }
}

/// The team a context was made on; `None` for `SHMEM_CTX_INVALID`.
///
/// # Safety
///
/// `ctx` must be a handle of this provider's: it is followed.
pub(crate) unsafe fn team_of(ctx: shmem_ctx_t) -> Option<shmem_team_t> {
    if ctx == SHMEM_CTX_INVALID {
        return None;
    }
    // SAFETY: the caller's promise.
    let Some(context) = (unsafe { table::follow(ctx) }) else {
        return Some(team::SHMEM_TEAM_WORLD());
    };
    if !context.live.load(Relaxed) {
        unusable();
    }
    let team = context.team.load(Relaxed).cast_const().cast();
    // SAFETY: the team that `create` was given; teams are never given back.
    Some(unsafe { shmem_team_t::from_ptr(team) })
}
