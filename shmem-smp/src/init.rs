//! Init and finalize: counted, collective, as often as a program likes.

#![allow(unsafe_code, reason = "finalizing owes what init has promised")]

use core::ffi::c_int;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicUsize};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::abi::{SHMEM_THREAD_FUNNELED, SHMEM_THREAD_MULTIPLE, SHMEM_THREAD_SINGLE};
use crate::coll::record::{Record, Routine, TypeName};
use crate::coll::team_meeting::TeamMeeting;
use crate::coll::{Exit, Meeting};
use crate::job::watch;
use crate::layout::state;
use crate::{banner, end, heap, order, runtime, statics, team, wait};

/// Inits without their finalize.
static DEPTH: AtomicUsize = AtomicUsize::new(0);
static LEVEL: AtomicI32 = AtomicI32::new(SHMEM_THREAD_SINGLE);
/// The highest level that any PE of the job has.
static HIGHEST_LEVEL: AtomicI32 = AtomicI32::new(SHMEM_THREAD_MULTIPLE);
/// `start_pes` began this: the process's exit finalizes.
static AT_EXIT: AtomicBool = AtomicBool::new(false);
/// Held while threads change the above; queries do not need it.
static CHANGING: Mutex<()> = Mutex::new(());

fn lock() -> MutexGuard<'static, ()> {
    CHANGING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// `shmem_init_thread`: the level granted, or why there is none.
///
/// Any level can be had, because nothing here depends on it: what threads share are atomics and
/// locks. A nested init keeps the first one's level.
pub fn init(requested: c_int) -> Result<c_int, String> {
    if !(SHMEM_THREAD_SINGLE..=SHMEM_THREAD_MULTIPLE).contains(&requested) {
        return Err(format!("{requested} is not one of the four SHMEM_THREAD levels"));
    }
    let _changing = lock();
    let share = statics::wanted();
    if !initialized() {
        runtime::attach()?;
        end::watch_exit();
        LEVEL.store(requested, Relaxed);
        start(share)?;
    }
    DEPTH.fetch_add(1, Relaxed);
    Ok(level())
}

fn start(share: bool) -> Result<(), String> {
    let me = runtime::control(runtime::my_pe());
    wait::prepare(&me.identity.0);
    team::start();
    heap::start();
    me.identity.0.state.store(state::RUNNING, Relaxed);
    HIGHEST_LEVEL.store(meet(Routine::Init), Relaxed);
    wait::configure(runtime::n_pes());
    if share {
        statics::share();
    }
    runtime::segment().seal().map_err(|error| format!("cannot seal the job's memory: {error}"))?;
    if !statics::with_libc() {
        watch::start().map_err(|error| format!("cannot watch the other PEs: {error}"))?;
    }
    banner::print();
    Ok(())
}

/// `shmem_finalize`.
///
/// # Safety
///
/// It must match an init of the caller's; what borrows from the last one may not be used afterwards.
pub unsafe fn finalize() {
    let _changing = lock();
    match DEPTH.load(Relaxed) {
        0 => end::end_job(1, "shmem_finalize was called without a shmem_init before it"),
        1 => {
            order::quiet();
            meet(Routine::Finalize);
            team::stop();
            runtime::control(runtime::my_pe()).identity.0.state.store(state::FINALIZED, Relaxed);
            AT_EXIT.store(false, Relaxed);
        }
        _ => crate::coll::barrier::barrier_all(),
    }
    DEPTH.fetch_sub(1, Relaxed);
}

/// `start_pes`: an init whose finalize is the process's end.
pub fn start_pes() {
    if !initialized() {
        init_or_leave(SHMEM_THREAD_FUNNELED);
        AT_EXIT.store(true, Relaxed);
    }
}

/// Initialises, or ends the process with the reason: for the inits that return nothing.
pub fn init_or_leave(requested: c_int) {
    if let Err(why) = init(requested) {
        end::end_job(1, &why);
    }
}

/// Whether at least one init has not been matched.
pub fn initialized() -> bool {
    DEPTH.load(Relaxed) > 0
}

/// The level of the first unmatched init.
pub fn level() -> c_int {
    LEVEL.load(Relaxed)
}

/// Ends what `start_pes` began, at the process's exit.
pub(crate) fn finish_start_pes() {
    if AT_EXIT.load(Relaxed) && DEPTH.load(Relaxed) == 1 {
        // SAFETY: matches the init of `start_pes`, and the process is at its end.
        unsafe { finalize() };
    }
}

/// The level of the PE that has the highest; each PE asks for its own.
pub(crate) fn highest_level() -> c_int {
    HIGHEST_LEVEL.load(Relaxed)
}

/// Meets all PEs, and says the highest level that one of them has.
fn meet(routine: Routine) -> c_int {
    let mut meeting = TeamMeeting::begin(team::world());
    meeting.agree(&Record::new(routine, TypeName::none), &[level() as u64], 1);
    let level_of = |rank| {
        let mut level = [0];
        meeting.payload(rank, &mut level);
        level[0] as c_int
    };
    let highest = (0..meeting.size()).map(level_of).max().unwrap_or(SHMEM_THREAD_MULTIPLE);
    meeting.leave(Exit::Now);
    highest
}
