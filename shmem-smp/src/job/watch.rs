//! PEs without a launcher of ours watch their parent and each other: each the next one in a ring.

use super::claim;
use super::process::Process;
use crate::end;
use crate::layout::state;
use crate::runtime::{control, header, my_pe, n_pes};
use rustix::thread::futex;
use std::io;
use std::os::unix::process::parent_id;
use std::sync::atomic::Ordering::{Acquire, Relaxed};
use std::sync::atomic::{AtomicBool, AtomicU32};
use std::time::Duration;

/// How often to look.
const TICK: Duration = Duration::from_millis(100);

/// The process that started this one; 0 when this one's launcher watches, or nobody needs to.
static PARENT: AtomicU32 = AtomicU32::new(0);

/// Has every long wait of this process [`look`] from now on.
pub(crate) fn begin() {
    PARENT.store(parent_id(), Relaxed);
}

/// Starts the thread that does so while this process computes.
pub(crate) fn start() -> io::Result<()> {
    static STARTED: AtomicBool = AtomicBool::new(false);
    if PARENT.load(Relaxed) == 0 || STARTED.swap(true, Relaxed) {
        return Ok(());
    }
    std::thread::Builder::new().name("shmem watch".into()).spawn(watch).map(drop)
}

fn watch() {
    loop {
        // Woken, timed out or interrupted: in any case it is time to look.
        let _ = futex::wait(
            &header().ending.0.state,
            futex::Flags::empty(),
            0,
            TICK.try_into().ok().as_ref(),
        );
        look();
    }
}

/// Ends this process when the job has ended, and the job when the next PE or this one's parent is
/// dead. Whichever PE dies, some living one has it for its next; and a PE whose launcher was killed
/// would have nobody left to stop it.
pub(crate) fn look() {
    let (me, parent) = (my_pe(), PARENT.load(Relaxed));
    if parent == 0 {
        return;
    }
    end::check();
    let working = state_of(me) != state::FINALIZED;
    if working && parent_id() != parent {
        end::end_job(1, &format!("the process that started it ({parent}) has died"));
    }
    if working && let Some((pe, process)) = next(me).filter(|(_, next)| !next.is_alive()) {
        // It may have ended the job, or finalized, just before it died.
        end::check();
        if state_of(pe) != state::FINALIZED {
            let pid = process.pid;
            end::end_job(1, &format!("PE {pe} (process {pid}) has died"));
        }
    }
}

/// The next PE that has not finalized: those who have may leave, and watch nobody any more.
fn next(me: usize) -> Option<(usize, Process)> {
    let others = (1..n_pes()).map(|distance| (me + distance) % n_pes());
    let working = others.filter(|&pe| state_of(pe) != state::FINALIZED);
    working.filter_map(|pe| Some((pe, claim::owner(&control(pe).identity.0)?))).next()
}

fn state_of(pe: usize) -> u32 {
    control(pe).identity.0.state.load(Acquire)
}
