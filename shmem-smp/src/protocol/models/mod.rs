//! Models of the protocols: loom runs them in every order of steps within a bound, and lets
//! relaxed reads answer every value the memory model allows.
//!
//! A lost wake-up shows as a deadlock, because the modelled futex sleeps without a time limit.
//!
//! Not modelled: light fences weaker than full ones, so the release with which a ringer raises
//! `rings` is not put to the test; and read-modify-writes that come late in a word's order, so
//! neither is the order between a link in the lock's queue and the node it comes from.

mod bell;
mod fifo_lock;
mod tree;

use std::sync::atomic::Ordering;

use loom::sync::atomic::{AtomicU32, AtomicU64, fence};
use loom::sync::{Condvar, Mutex};

use super::bell::{Bell, Parking, listen, ring};
use super::{Peers, word32, word64};

word32!(AtomicU32);
word64!(AtomicU64);

/// Checks `model` in all orders that take a running thread's turn away at most `preemptions` times.
fn check(preemptions: usize, model: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(preemptions);
    builder.check(model);
}

/// Waits by looking again and again. Adds no order to memory, so missing orders show; but two that
/// wait at once could take turns at looking for ever, so it is for models where only one does.
struct Spinning;

impl Peers for Spinning {
    fn until(&self, mut done: impl FnMut() -> bool) {
        while !done() {
            loom::thread::yield_now();
        }
    }

    fn ring(&self, _pe: usize) {}
}

/// One PE's bell with a futex under it.
#[derive(Default)]
struct Dormitory {
    rings: AtomicU32,
    sleepers: AtomicU32,
    asleep: Mutex<()>,
    woken: Condvar,
}

impl Dormitory {
    fn bell(&self) -> Bell<'_, AtomicU32> {
        Bell { rings: &self.rings, sleepers: &self.sleepers }
    }

    fn listen(&self, done: impl FnMut() -> bool) {
        assert!(listen(self, &self.bell(), u32::MAX, done));
    }

    fn ring(&self) {
        ring(self, &self.bell());
    }
}

impl Parking for Dormitory {
    type Word = AtomicU32;

    fn sleep(&self, word: &AtomicU32, expected: u32) -> bool {
        let asleep = self.asleep.lock().unwrap();
        if word.load(Ordering::Relaxed) == expected {
            drop(self.woken.wait(asleep).unwrap());
        }
        true
    }

    fn wake(&self, _word: &AtomicU32) {
        let _asleep = self.asleep.lock().unwrap();
        self.woken.notify_all();
    }

    fn heavy_fence(&self) {
        fence(Ordering::SeqCst);
    }

    fn light_fence(&self) {
        fence(Ordering::SeqCst);
    }
}

/// Waits asleep, so that a ring that is missing shows.
struct Sleeping<'a> {
    me: usize,
    bells: &'a [Dormitory],
}

impl Peers for Sleeping<'_> {
    fn until(&self, done: impl FnMut() -> bool) {
        self.bells[self.me].listen(done);
    }

    fn ring(&self, pe: usize) {
        self.bells[pe].ring();
    }
}
