//! `shmem_set_lock`, `shmem_test_lock` and `shmem_clear_lock`, over the library's atomics.
//!
//! The library's own are not used: they neither notice misuse nor promise an order, and Open MPI's spin
//! on the atomics of a PE that may not even run. Here a waiting PE watches a word of its own.

#![allow(unsafe_code, reason = "a lock's words lie where the program says")]

use core::ffi::{c_int, c_long};
use std::fmt;
use std::sync::atomic::{Ordering, fence};

use shmem_core::fifo_lock::{self, Misuse, Peers, Word, Words};

use super::amo::{self, Change};
use super::end::end_job;
use super::target::World;
use super::wait::{self, Waiting};
use super::{heap, order, setup};

/// The PE on which the tail of every lock's queue lies.
const HOME: usize = 0;

const _: () = assert!(size_of::<c_long>() == 8, "a lock's two words need a `long` of 8 bytes");

/// A lock that is known to lie in the symmetric heap.
struct Lock {
    words: *mut u32,
    offset: usize,
    /// The routine that was called.
    routine: &'static str,
}

impl Lock {
    fn new(lock: *mut c_long, routine: &'static str) -> Self {
        match heap::offset(lock.cast()) {
            Some(offset) if lock.is_aligned() => Self { words: lock.cast(), offset, routine },
            _ => end_job(
                1,
                &format!(
                    "{routine}: {lock:p} is not the address of a `long` in the symmetric heap"
                ),
            ),
        }
    }

    fn misused(&self, misuse: Misuse) -> ! {
        let Self { offset, routine, .. } = self;
        end_job(1, &format!("{routine}: {misuse} (at heap+{offset:#x})"))
    }
}

/// Half of a lock's `long` on a PE.
struct Half {
    word: *mut u32,
    at: World,
}

/// Makes the operations of the library's. Those that release come after all that this PE did before.
macro_rules! operations {
    ($(fn $name:ident($($arg:ident),*) = $call:expr;)*) => {$(
        fn $name(&self, $($arg: u32,)* order: Ordering) -> u32 {
            release(order);
            let call: fn(&Half, $(operations!(@ty $arg)),*) -> u32 = $call;
            acquired(call(self, $($arg),*), order)
        }
    )*};
    (@ty $arg:ident) => { u32 };
}

impl Word for Half {
    operations! {
        fn load() = |half| {
            // SAFETY: a lock's word; nothing but lock routines may touch a lock in use.
            unsafe { amo::fetch(half.word, half.at) }
        };
        fn swap(value) = |half, value| {
            // SAFETY: as above.
            unsafe { amo::swap(half.word, value, half.at) }
        };
        fn fetch_or(value) = |half, value| {
            // SAFETY: as above.
            unsafe { amo::fetch_change(half.word, Change::Or(value), half.at) }
        };
        fn fetch_and(value) = |half, value| {
            // SAFETY: as above.
            unsafe { amo::fetch_change(half.word, Change::And(value), half.at) }
        };
    }

    fn store(&self, value: u32, order: Ordering) {
        release(order);
        // SAFETY: as above. Swapped rather than set, so that it is done on return.
        unsafe { amo::swap(self.word, value, self.at) };
    }

    fn compare_exchange(
        &self,
        current: u32,
        new: u32,
        success: Ordering,
        _: Ordering,
    ) -> Result<u32, u32> {
        release(success);
        // SAFETY: as above.
        let old = unsafe { amo::compare_swap(self.word, current, new, self.at) };
        let old = acquired(old, success);
        if old == current { Ok(old) } else { Err(old) }
    }
}

/// The library orders atomics of one PE on one other; what a lock's holder did went anywhere.
fn release(order: Ordering) {
    if matches!(order, Ordering::Release | Ordering::AcqRel) {
        order::quiet();
    }
}

/// What the library's atomic has found, with all that came before it visible from here on.
fn acquired(old: u32, order: Ordering) -> u32 {
    if matches!(order, Ordering::Acquire | Ordering::AcqRel) {
        fence(Ordering::Acquire);
    }
    old
}

impl Words for Lock {
    fn tail(&self) -> impl Word {
        Half { word: self.words, at: World(HOME as c_int) }
    }

    fn node(&self, pe: usize) -> impl Word {
        Half { word: self.words.wrapping_add(1), at: World(pe as c_int) }
    }

    fn n_pes(&self) -> usize {
        setup::n_pes() as usize
    }
}

impl Peers for Lock {
    fn until(&self, done: impl FnMut() -> bool) {
        wait::until(self, done);
    }

    /// Nobody can be woken through the library.
    fn ring(&self, _: usize) {}
}

impl Waiting for Lock {
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(lock: heap+{:#x})", self.routine, self.offset)
    }
}

fn me() -> usize {
    setup::my_pe() as usize
}

/// Waits for the lock, behind all that came before.
///
/// # Safety
///
/// While the lock is in use, on any PE, nothing but these three routines touches its words.
pub(crate) unsafe fn set(lock: *mut c_long) {
    let lock = Lock::new(lock, "shmem_set_lock");
    fifo_lock::acquire(&lock, &lock, me()).unwrap_or_else(|why| lock.misused(why));
}

/// Takes the lock if it is free, and answers whether it did.
///
/// # Safety
///
/// As for [`set`].
pub(crate) unsafe fn test(lock: *mut c_long) -> bool {
    let lock = Lock::new(lock, "shmem_test_lock");
    let taken = fifo_lock::try_acquire(&lock, me()).unwrap_or_else(|why| lock.misused(why));
    if !taken {
        wait::missed();
    }
    taken
}

/// Completes what this PE has done under the lock, and gives it to the next.
///
/// # Safety
///
/// As for [`set`].
pub(crate) unsafe fn clear(lock: *mut c_long) {
    let lock = Lock::new(lock, "shmem_clear_lock");
    order::quiet();
    fifo_lock::release(&lock, &lock, me()).unwrap_or_else(|why| lock.misused(why));
}
