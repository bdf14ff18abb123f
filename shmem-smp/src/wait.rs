//! How a PE waits: spinning first, then letting others run, then asleep on its bell.
//!
//! A thread that waits longer than a few time slices says what it waits for, looks whether the job
//! has ended, and sleeps a millisecond at most before it looks again: plain stores ring no bell.

use std::cell::Cell;
use std::fmt;
use std::hint::spin_loop;
use std::sync::atomic::Ordering::{Relaxed, SeqCst};
use std::sync::atomic::{AtomicBool, AtomicU32, compiler_fence, fence};
use std::thread;
use std::time::{Duration, Instant};

use rustix::thread::{MembarrierCommand, MembarrierQuery, futex, membarrier, membarrier_query};
use rustix::time::Timespec;

pub(crate) use crate::activity::Place;
use crate::job::watch;
use crate::layout::{self, Identity, PeControl};
use crate::protocol::bell::{self, Bell, Parking};
use crate::{activity, cores, end, runtime};

/// Looks before the first yield when PEs share cores: whoever is waited for may need this one.
const LOOKS_WHEN_CROWDED: u32 = 30;

/// How long to look before the first yield when every PE has a core.
const SPIN_ALONE: Duration = Duration::from_micros(75);

/// Yields before the first sleep.
const YIELDS: u32 = 20;

/// The longest sleep.
const SLEEP: Duration = Duration::from_millis(1);

/// Rings for nothing before a sleeper stops listening for a while.
const PATIENCE: u32 = 16;

/// How long a sleeper does not listen, at first.
const DEAF: Duration = Duration::from_micros(64);

/// How often to find out whether what is waited for can still come.
const STUCK: Duration = Duration::from_millis(100);

/// Something a PE waits for.
pub(crate) trait Waiting {
    /// Says what it is, in words.
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;

    /// The meeting it belongs to, if any.
    fn place(&self) -> Option<Place> {
        None
    }

    /// Called every tenth of a second of waiting: may find that it can not come any more.
    fn stuck(&self) {}
}

/// Looks before the first yield.
static LOOKS: AtomicU32 = AtomicU32::new(LOOKS_WHEN_CROWDED);

/// Whether every PE of the job executes a fence when a sleeper asks for it.
static ALL_ANSWER: AtomicBool = AtomicBool::new(false);

/// Makes this process answer other PEs' `membarrier`, and writes what they must know of it before
/// they [`configure`].
pub(crate) fn prepare(identity: &Identity) {
    cores::publish(identity);
    let answers = membarrier_query().contains(MembarrierQuery::GLOBAL_EXPEDITED)
        && membarrier(MembarrierCommand::RegisterGlobalExpedited).is_ok();
    identity.membarrier.store(u32::from(answers), Relaxed);
}

/// Decides how to wait, once every PE of the job has prepared.
pub(crate) fn configure(npes: usize) {
    let identities = || (0..npes).map(|pe| &runtime::control(pe).identity.0);
    ALL_ANSWER.store(identities().all(|pe| pe.membarrier.load(Relaxed) == 1), Relaxed);
    let looks = if cores::one_each(identities()) {
        let pauses = SPIN_ALONE.as_nanos() / pause().as_nanos().max(1);
        (pauses as u32).max(LOOKS_WHEN_CROWDED)
    } else {
        LOOKS_WHEN_CROWDED
    };
    LOOKS.store(looks, Relaxed);
}

/// How long one pause takes: from a few to more than a hundred cycles.
fn pause() -> Duration {
    const PAUSES: u32 = 256;
    let batch = || {
        let start = Instant::now();
        (0..PAUSES).for_each(|_| spin_loop());
        start.elapsed() / PAUSES
    };
    (0..8).map(|_| batch()).min().unwrap_or_default()
}

/// Returns once `done` has answered yes. `what` is asked for words only if that takes long.
///
/// What was written before the change that `done` found is visible if the loads of `done` acquire.
#[inline]
pub(crate) fn until(what: &dyn Waiting, mut done: impl FnMut() -> bool) {
    if done() {
        return;
    }
    for _ in 0..LOOKS.load(Relaxed) {
        spin_loop();
        if done() {
            return;
        }
    }
    patiently(what, &mut done);
}

struct Described<'a>(&'a dyn Waiting);

impl fmt::Display for Described<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.describe(f)
    }
}

#[cold]
#[inline(never)]
fn patiently(what: &dyn Waiting, done: &mut dyn FnMut() -> bool) {
    for _ in 0..YIELDS {
        thread::yield_now();
        if done() {
            return;
        }
        // On a busy machine the yields alone may take long.
        end::check();
    }
    let own = runtime::control(runtime::my_pe());
    let mut shown = None;
    let mut next = Instant::now() + STUCK;
    let mut look = || {
        if done() {
            return true;
        }
        end::check();
        if shown.is_none() {
            shown = activity::show(&own.activity.0, &Described(what), what.place());
        }
        if Instant::now() >= next {
            what.stuck();
            watch::look();
            next = Instant::now() + STUCK;
        }
        false
    };
    // Whoever updates other words of this PE rings too. A sleeper that this bothers listens only
    // now and then, so that it costs a stream of updates no more than a ring now and then.
    let (mut patience, mut deaf) = (PATIENCE, DEAF);
    while !bell::listen(&Kernel, &bell_of(own), patience, &mut look) {
        thread::sleep(deaf);
        (patience, deaf) = (0, SLEEP.min(2 * deaf));
    }
}

/// To be called after a store or an atomic operation that a thread of `pe` may be waiting for.
#[inline]
pub(crate) fn ring(pe: usize) {
    bell::ring(&Kernel, &bell_of(runtime::control(pe)));
}

/// To be called by a routine that looked once and answered no: gives way to others when called
/// again and again.
#[inline]
pub(crate) fn missed() {
    thread_local! {
        static MISSES: Cell<u32> = const { Cell::new(0) };
    }
    let misses = MISSES.get() + 1;
    if misses < LOOKS.load(Relaxed) {
        MISSES.set(misses);
    } else {
        MISSES.set(0);
        give_way();
    }
}

#[cold]
#[inline(never)]
fn give_way() {
    end::check();
    thread::yield_now();
}

#[inline]
fn bell_of(control: &PeControl) -> Bell<'_, AtomicU32> {
    let layout::Bell { rings, sleepers } = &control.bell.0;
    Bell { rings, sleepers }
}

/// Sleeping and fences as Linux has them.
struct Kernel;

impl Parking for Kernel {
    type Word = AtomicU32;

    fn sleep(&self, word: &AtomicU32, expected: u32) -> bool {
        let time = Timespec { tv_sec: 0, tv_nsec: SLEEP.as_nanos() as _ };
        // Not private to the process: those who ring are others.
        match futex::wait(word, futex::Flags::empty(), expected, Some(&time)) {
            Ok(()) => true,
            Err(_) => word.load(Relaxed) != expected,
        }
    }

    fn wake(&self, word: &AtomicU32) {
        // Fails only for addresses that are no futex words.
        let _ = futex::wake(word, futex::Flags::empty(), i32::MAX as u32);
    }

    fn heavy_fence(&self) {
        fence(SeqCst);
        // PEs learn at different times that all answer, so ask from the start. Where the kernel
        // refuses, not all PEs answer, and ringers have a fence of their own.
        let _ = membarrier(MembarrierCommand::GlobalExpedited);
    }

    #[inline]
    fn light_fence(&self) {
        if ALL_ANSWER.load(Relaxed) {
            compiler_fence(SeqCst);
        } else {
            fence(SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering::{Acquire, Release};

    use super::*;

    #[test]
    fn two_sleepers_wake_each_other_in_turn() {
        const TURNS: u32 = 2000;
        let (bells, turn) = ([layout::Bell::default(), layout::Bell::default()], AtomicU32::new(0));
        let bell = |i: usize| {
            let layout::Bell { rings, sleepers } = &bells[i];
            Bell { rings, sleepers }
        };
        thread::scope(|scope| {
            for me in 0..2 {
                let (turn, bell) = (&turn, &bell);
                scope.spawn(move || {
                    for mine in (me..TURNS).step_by(2) {
                        let my_turn = || turn.load(Acquire) == mine;
                        assert!(bell::listen(&Kernel, &bell(me as usize), u32::MAX, my_turn));
                        turn.store(mine + 1, Release);
                        bell::ring(&Kernel, &bell(1 - me as usize));
                    }
                });
            }
        });
        for bell in &bells {
            assert_eq!(bell.sleepers.load(Relaxed), 0);
            assert!(bell.rings.load(Relaxed) > 0, "nobody slept");
        }
    }

    #[test]
    fn the_kernel_tells_a_ring_from_a_time_out() {
        let word = AtomicU32::new(3);
        assert!(Kernel.sleep(&word, 2), "the word had changed already");
        assert!(!Kernel.sleep(&word, 3), "nobody rang");
    }
}
