//! A rank is claimed once, by one process.

use super::process::Process;
use crate::layout::{Identity, state};
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release, SeqCst};

/// What a rank's claim holds once the job is over and nobody may come any more.
const CLOSED: u64 = u64::MAX;

/// Why a rank cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// That process has it.
    Taken(u32),
    /// The job has ended.
    Over,
}

/// Gives a rank to a process, which must be the first to ask.
pub(crate) fn claim(identity: &Identity, process: Process) -> Result<(), Refused> {
    let word = u64::from(process.pid) + 1;
    match identity.claim.compare_exchange(0, word, SeqCst, SeqCst) {
        Ok(_) => {
            identity.started.store(process.started, Relaxed);
            identity.state.store(state::CLAIMED, Release);
            Ok(())
        }
        Err(CLOSED) => Err(Refused::Over),
        Err(owner) => Err(Refused::Taken(pid_of(owner))),
    }
}

/// Lets nobody claim a rank that is still free.
pub(crate) fn close(identity: &Identity) {
    let _ = identity.claim.compare_exchange(0, CLOSED, SeqCst, SeqCst);
}

/// The process that has the rank.
pub(crate) fn owner(identity: &Identity) -> Option<Process> {
    match identity.claim.load(Acquire) {
        0 | CLOSED => None,
        word => Some(Process { pid: pid_of(word), started: identity.started.load(Relaxed) }),
    }
}

fn pid_of(word: u64) -> u32 {
    (word - 1) as u32
}
