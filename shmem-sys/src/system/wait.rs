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

use super::channel;
pub(crate) use super::progress::progress;
use super::{banner, end, setup};

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

/// How long a PE waits before it says so, if it is asked to.
const LONG: Duration = Duration::from_secs(5);

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
        // On a busy machine the yields alone may take long.
        channel::check();
    }
    let mut sleep = FIRST_SLEEP;
    let begun = Instant::now();
    let (mut next, mut said) = (begun + STUCK, false);
    loop {
        thread::sleep(sleep);
        progress();
        if done() {
            return;
        }
        channel::check();
        sleep = LONGEST_SLEEP.min(sleep + sleep / 2);
        let now = Instant::now();
        if now >= next {
            what.stuck();
            next = now + STUCK;
        }
        if !said && now >= begun + LONG {
            said = true;
            report(what);
        }
    }
}

/// Says what this PE waits for, if `SHMEM_DEBUG` asks for it.
fn report(what: &dyn Waiting) {
    if banner::asked("DEBUG") {
        let (me, what) = (setup::my_pe(), Described(what));
        end::say(&format!("shmem: PE {me} has waited {} s: {what}\n", LONG.as_secs()));
    }
}

struct Described<'a>(&'a dyn Waiting);

impl fmt::Display for Described<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.describe(f)
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
    if misses.is_multiple_of(LOOKS_PER_PROGRESS) {
        progress();
    }
    if misses >= LOOKS.load(Relaxed) {
        MISSES.set(0);
        channel::check();
        thread::yield_now();
    }
}
