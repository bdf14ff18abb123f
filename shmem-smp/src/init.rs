//! Init and finalize: counted, collective, as often as a program likes.

use core::ffi::c_int;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::abi::{SHMEM_THREAD_MULTIPLE, SHMEM_THREAD_SINGLE};
use crate::coll::meeting::{Exit, Meeting};
use crate::coll::record::{Record, Routine, TypeName};
use crate::coll::team_meeting::TeamMeeting;
use crate::layout::state;
use crate::{banner, context, end, heap, runtime, team, wait};

struct State {
    /// Inits without their finalize.
    depth: usize,
    level: c_int,
    /// `start_pes` began this: the process's exit finalizes.
    at_exit: bool,
}

static STATE: Mutex<State> =
    Mutex::new(State { depth: 0, level: SHMEM_THREAD_SINGLE, at_exit: false });

fn lock() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// `shmem_init_thread`: the level granted, or why there is none.
///
/// Any level can be had, because nothing here depends on it: what threads share are atomics and
/// locks. A nested init keeps the first one's level.
pub(crate) fn init(requested: c_int) -> Result<c_int, String> {
    if !(SHMEM_THREAD_SINGLE..=SHMEM_THREAD_MULTIPLE).contains(&requested) {
        return Err(format!("{requested} is not one of the four SHMEM_THREAD levels"));
    }
    let mut state = lock();
    if state.depth == 0 {
        runtime::attach()?;
        end::watch_exit();
        start();
        state.level = requested;
    }
    state.depth += 1;
    Ok(state.level)
}

fn start() {
    let me = runtime::control(runtime::my_pe());
    wait::prepare(&me.identity.0);
    team::start();
    heap::start();
    me.identity.0.state.store(state::RUNNING, Relaxed);
    meet(Routine::Init);
    wait::configure(runtime::n_pes());
    banner::print();
}

/// `shmem_finalize`.
pub(crate) fn finalize() {
    let mut state = lock();
    match state.depth {
        0 => end::end_job(1, "shmem_finalize was called without a shmem_init before it"),
        1 => {
            context::quiet();
            meet(Routine::Finalize);
            team::stop();
            runtime::control(runtime::my_pe()).identity.0.state.store(state::FINALIZED, Relaxed);
            state.at_exit = false;
        }
        _ => crate::coll::barrier::all(),
    }
    state.depth -= 1;
}

/// `start_pes`: an init whose finalize is the process's end.
pub(crate) fn start_pes() {
    if !initialized() {
        init_or_leave(SHMEM_THREAD_SINGLE);
        lock().at_exit = true;
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
    lock().depth > 0
}

/// The level of the first unmatched init.
pub(crate) fn level() -> c_int {
    lock().level
}

/// Whether the process is about to leave its job behind; ends what `start_pes` began.
pub(crate) fn alive_at_exit() -> bool {
    // A thread that still holds the lock is inside init or finalize: alive.
    let Ok(state) = STATE.try_lock() else { return true };
    if state.depth == 0 {
        return false;
    }
    let implicit = state.at_exit && state.depth == 1;
    drop(state);
    if implicit {
        finalize();
    }
    !implicit
}

fn meet(routine: Routine) {
    let mut meeting = TeamMeeting::begin(team::world());
    meeting.agree(&Record::new(routine, TypeName::none), &[]);
    meeting.leave(Exit::Now);
}
