//! Init and finalize, counted, and queries.
//!
//! What nests is counted here. A library of before OpenSHMEM 1.6 is initialised once and finalized once: a
//! process cannot do more. One of 1.6 counts too, so that C code of the process has inits of its own.

#![allow(unsafe_code, reason = "calls the library")]

use core::ffi::{c_int, c_void};
use std::ptr::null_mut;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicUsize};
use std::sync::{Mutex, MutexGuard, PoisonError};

use shmem_core::record::{Record, Routine, TypeName, at};

pub(crate) use super::end::{global_exit, say};
use super::{
    banner, channel, child, coll, context, end, environment, exit, faults, heap, library, mpi,
    native, order, progress, team, wait,
};
use crate::{
    SHMEM_THREAD_FUNNELED, SHMEM_THREAD_MULTIPLE, SHMEM_THREAD_SERIALIZED, SHMEM_THREAD_SINGLE,
};

/// PEs whose numbers differ do not understand each other.
const PROTOCOL: u64 = 1;

/// Inits without their finalize.
static DEPTH: AtomicUsize = AtomicUsize::new(0);
static LEVEL: AtomicI32 = AtomicI32::new(SHMEM_THREAD_SINGLE);
/// Whether the library is initialised and not yet finalized.
static RUNNING: AtomicBool = AtomicBool::new(false);
/// `start_pes` began this: the process's exit finalizes.
static AT_EXIT: AtomicBool = AtomicBool::new(false);
static ME: AtomicI32 = AtomicI32::new(0);
static NPES: AtomicI32 = AtomicI32::new(0);
/// Held while threads change the above; says whether the library has been finalized.
static FINALIZED: Mutex<bool> = Mutex::new(false);

fn lock() -> MutexGuard<'static, bool> {
    FINALIZED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// `shmem_init_thread`: the level granted, or why there is none. A nested init keeps the first one's.
pub(crate) fn init(requested: c_int) -> Result<c_int, String> {
    let levels = [
        SHMEM_THREAD_SINGLE,
        SHMEM_THREAD_FUNNELED,
        SHMEM_THREAD_SERIALIZED,
        SHMEM_THREAD_MULTIPLE,
    ];
    if !levels.contains(&requested) {
        return Err(format!("{requested} is not one of the four SHMEM_THREAD levels"));
    }
    let finalized = lock();
    if *finalized && cfg!(not(shmem_has_counted_inits)) {
        return Err("the C library underneath cannot be initialised again after its finalize; \
                    keep an init open, or use the bundled runtime"
            .to_owned());
    }
    if !initialized() {
        start(requested, *finalized)?;
    }
    DEPTH.fetch_add(1, Relaxed);
    Ok(level())
}

fn start(requested: c_int, again: bool) -> Result<(), String> {
    child::refuse()?;
    // A library that has begun has read the environment.
    if !again && !begun_by_c() {
        mpi::check()?;
        environment::prepare()?;
    }
    let mut provided = SHMEM_THREAD_SINGLE;
    // SAFETY: the first init of the process, or one of a library that counts them; the out parameter is a
    // local variable.
    let status = unsafe { native::shmem_init_thread(requested, &raw mut provided) };
    if status != 0 {
        return Err(format!("the library's shmem_init_thread failed with status {status}"));
    }
    LEVEL.store(provided, Relaxed);
    // SAFETY: initialised.
    ME.store(unsafe { native::shmem_my_pe() }, Relaxed);
    // SAFETY: initialised.
    NPES.store(unsafe { native::shmem_n_pes() }, Relaxed);
    RUNNING.store(true, Relaxed);
    child::mark();
    // After the library has registered its own hook, so that ours runs first.
    exit::watch();
    if let Err(why) = library::check_version() {
        end::end_job(1, &why);
    }
    environment::check_size(n_pes());
    let Some(words) = heap::take_unmet(2 * size_of::<u64>()) else {
        end::end_job(1, "the library's symmetric heap has no room for a few words")
    };
    progress::start(words.cast());
    // SAFETY: the second of the words just taken, which nobody else knows of.
    unsafe { faults::look(words.cast::<u64>().wrapping_add(1)) };
    wait::configure(environment::a_core_each(n_pes()));
    let record = Record::new(Routine::Init, TypeName::none).with(at::USER, PROTOCOL);
    if let Err(why) = channel::start(my_pe() as usize, n_pes() as usize, provided, &record) {
        end::end_job(1, &why);
    }
    banner::print();
    Ok(())
}

/// Whether C code of this process has initialised the library, as far as libraries can tell.
fn begun_by_c() -> bool {
    #[cfg(shmem_has_counted_inits)]
    {
        let mut begun = 0;
        // SAFETY: callable at any time; the out parameter is a local variable.
        unsafe { native::shmem_query_initialized(&raw mut begun) };
        begun != 0
    }
    #[cfg(not(shmem_has_counted_inits))]
    false
}

/// `shmem_finalize`.
///
/// # Safety
///
/// It must match an init of the caller's; what borrows from the last one may not be used afterwards.
pub(crate) unsafe fn finalize() {
    let mut finalized = lock();
    match DEPTH.load(Relaxed) {
        0 => end::end_job(1, "shmem_finalize was called without a shmem_init before it"),
        1 => {
            order::quiet();
            channel::meet(team::world(), &Record::new(Routine::Finalize, TypeName::none));
            channel::stop();
            context::stop();
            progress::stop();
            heap::stop();
            AT_EXIT.store(false, Relaxed);
            DEPTH.store(0, Relaxed);
            RUNNING.store(false, Relaxed);
            *finalized = true;
            // SAFETY: initialised, and every PE has come to its last finalize.
            unsafe { native::shmem_finalize() };
        }
        _ => {
            coll::barrier_all();
            DEPTH.fetch_sub(1, Relaxed);
        }
    }
}

/// `start_pes`: an init whose finalize is the process's end.
pub(crate) fn start_pes() {
    if !initialized() {
        init_or_leave(SHMEM_THREAD_FUNNELED);
        AT_EXIT.store(true, Relaxed);
    }
}

/// Initialises, or ends the process with the reason: for the inits that return nothing.
pub(crate) fn init_or_leave(requested: c_int) {
    if let Err(why) = init(requested) {
        end::end_job(1, &why);
    }
}

/// Whether at least one init has not been matched.
pub(crate) fn initialized() -> bool {
    DEPTH.load(Relaxed) > 0
}

/// The level of the first unmatched init.
pub(crate) fn level() -> c_int {
    LEVEL.load(Relaxed)
}

/// Whether the library can be called.
pub(super) fn running() -> bool {
    RUNNING.load(Relaxed)
}

/// Ends what `start_pes` began, at the process's exit.
pub(super) fn finish_start_pes() {
    if AT_EXIT.load(Relaxed) && DEPTH.load(Relaxed) == 1 {
        // SAFETY: matches the init of `start_pes`, and the process is at its end.
        unsafe { finalize() };
    }
}

/// This PE's number in the world.
#[inline]
#[must_use]
pub(crate) fn my_pe() -> c_int {
    ME.load(Relaxed)
}

/// The number of PEs in the world.
#[inline]
#[must_use]
pub(crate) fn n_pes() -> c_int {
    NPES.load(Relaxed)
}

/// Whether a number is a PE's.
#[must_use]
pub(crate) fn is_accessible(pe: c_int) -> bool {
    (0..n_pes()).contains(&pe)
}

/// Whether an address is symmetric and `pe` a PE.
#[must_use]
pub(crate) fn reaches(address: *const c_void, pe: c_int) -> bool {
    // SAFETY: initialised, as the callers of every routine promise; nothing is touched.
    is_accessible(pe) && unsafe { native::shmem_addr_accessible(address, pe) != 0 }
}

/// Where a PE's copy of a symmetric object is in this process, or NULL.
#[must_use]
pub(crate) fn pointer(object: *const c_void, pe: c_int) -> *mut c_void {
    // Libraries may end the job when asked for what is no symmetric address.
    if !reaches(object, pe) {
        return null_mut();
    }
    // SAFETY: as in `reaches`.
    unsafe { native::shmem_ptr(object, pe) }
}
