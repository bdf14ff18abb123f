//! How a PE waits for what others do: looking, letting others run, sleeping for a bounded time.
//!
//! Nobody can wake a PE through the library, so every sleep is short, and grows only while nothing
//! comes. Between looks the library makes progress: what peers ask of this PE may need that.

use std::cell::Cell;
use std::fmt;
use std::hint::spin_loop;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;
use std::time::{Duration, Instant};

pub(crate) use super::progress::progress;

/// Looks before the first yield when PEs share cores: whoever is waited for may need this one.
const LOOKS_WHEN_CROWDED: u32 = 30;

/// Looks before the first yield when every PE has a core: some tenths of a millisecond.
const LOOKS_ALONE: u32 = 5000;

/// Looks between two calls into the library.
const LOOKS_PER_PROGRESS: u32 = 8;

/// Yields before the first sleep.
const YIELDS: u32 = 100;

/// The first sleep; each is a half longer than the one before.
const FIRST_SLEEP: Duration = Duration::from_micros(20);

/// The longest sleep.
const LONGEST_SLEEP: Duration = Duration::from_millis(1);

/// How often to find out whether what is waited for can still come.
const STUCK: Duration = Duration::from_millis(100);

/// Something a PE waits for.
pub(crate) trait Waiting {
    /// Says what it is, in words.
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;

    /// Called every tenth of a second of waiting: may find that it can not come any more.
    fn stuck(&self) {}
}

/// Looks before the first yield.
static LOOKS: AtomicU32 = AtomicU32::new(LOOKS_WHEN_CROWDED);

/// Decides how to wait, once it is known whether every PE of this host has a core.
pub(crate) fn configure(a_core_each: bool) {
    LOOKS.store(if a_core_each { LOOKS_ALONE } else { LOOKS_WHEN_CROWDED }, Relaxed);
}

/// Returns once `done` has answered yes.
///
/// What was written before the change that `done` found is visible if the loads of `done` acquire.
#[inline]
pub(crate) fn until(what: &dyn Waiting, mut done: impl FnMut() -> bool) {
    if !done() {
        patiently(what, &mut done);
    }
}

#[cold]
#[inline(never)]
fn patiently(what: &dyn Waiting, done: &mut dyn FnMut() -> bool) {
    for look in 1..=LOOKS.load(Relaxed) {
        if look % LOOKS_PER_PROGRESS == 0 {
            progress();
        } else {
            spin_loop();
        }
        if done() {
            return;
        }
    }
    for _ in 0..YIELDS {
        thread::yield_now();
        progress();
        if done() {
            return;
        }
    }
    let mut sleep = FIRST_SLEEP;
    let mut next = Instant::now() + STUCK;
    loop {
        thread::sleep(sleep);
        progress();
        if done() {
            return;
        }
        sleep = LONGEST_SLEEP.min(sleep + sleep / 2);
        if Instant::now() >= next {
            what.stuck();
            next = Instant::now() + STUCK;
        }
    }
}

/// To be called by a routine that looked once and answered no: gives way to others when called
/// again and again.
#[inline]
pub(crate) fn missed() {
    thread_local! {
        static MISSES: Cell<u32> = const { Cell::new(0) };
    }
    let misses = MISSES.get() + 1;
    MISSES.set(misses);
    if misses % LOOKS_PER_PROGRESS == 0 {
        progress();
    }
    if misses >= LOOKS.load(Relaxed) {
        MISSES.set(0);
        thread::yield_now();
    }
}
