//! `shmem_set_lock`, `shmem_test_lock` and `shmem_clear_lock`.
//!
//! A lock is one symmetric `long` on every PE, eight bytes: the first half is the tail of the queue,
//! in use on PE 0 alone, and the second half the PE's node.

#![allow(unsafe_code, reason = "a lock's words lie where the program says")]

use core::ffi::c_long;
use std::fmt;
use std::sync::atomic::Ordering::SeqCst;
use std::sync::atomic::{AtomicU32, fence};

use crate::end::end_job;
use shmem_core::fifo_lock::{self, Misuse, Word, Words};

use crate::protocol::{LockWord, Peers};
use crate::runtime;
use crate::wait::{self, Waiting};

/// The PE on which the tail of every lock's queue lies.
const HOME: usize = 0;

const _: () = assert!(size_of::<c_long>() == 8, "a lock's two words need a `long` of 8 bytes");

/// A lock that is known to be symmetric.
struct Lock {
    word: *const u8,
    /// The routine that was called.
    routine: &'static str,
}

impl Lock {
    fn new(lock: *const c_long, routine: &'static str) -> Self {
        let word = lock.cast::<u8>();
        if runtime::locate(word).is_none() || !lock.is_aligned() {
            end_job(
                1,
                &format!(
                    "{routine}: {lock:p} is not the address of a `long` in the symmetric heap or \
                     among the static variables of a C program"
                ),
            );
        }
        Self { word, routine }
    }

    fn half(&self, pe: usize, index: usize) -> &AtomicU32 {
        let half = runtime::remote(self.word, pe).cast::<AtomicU32>().wrapping_add(index);
        // SAFETY: the word is symmetric, so it lies on `pe` at the same offset, in a
        // mapping that stays until the process ends; it is aligned for a `long`, so its halves are
        // for 32 bits; and nothing but lock routines may touch a lock in use.
        unsafe { &*half }
    }

    fn misused(&self, misuse: Misuse) -> ! {
        let (routine, place) = (self.routine, runtime::name(self.word));
        end_job(1, &format!("{routine}: {misuse} (at {place})"))
    }
}

impl Words for Lock {
    fn tail(&self) -> impl Word {
        LockWord(self.half(HOME, 0))
    }

    fn node(&self, pe: usize) -> impl Word {
        LockWord(self.half(pe, 1))
    }

    fn n_pes(&self) -> usize {
        runtime::n_pes()
    }
}

impl Peers for Lock {
    fn until(&self, done: impl FnMut() -> bool) {
        wait::until(self, done);
    }

    fn ring(&self, pe: usize) {
        wait::ring(pe);
    }
}

impl Waiting for Lock {
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(lock: {})", self.routine, runtime::name(self.word))
    }
}

/// Waits for the lock, behind all that came before.
///
/// # Safety
///
/// While the lock is in use, on any PE, nothing but these three routines touches its words.
pub unsafe fn set(lock: *mut c_long) {
    let lock = Lock::new(lock, "shmem_set_lock");
    fifo_lock::acquire(&lock, &lock, runtime::my_pe()).unwrap_or_else(|why| lock.misused(why));
}

/// Takes the lock if it is free, and answers whether it did.
///
/// # Safety
///
/// As for [`set`].
pub unsafe fn test(lock: *mut c_long) -> bool {
    let lock = Lock::new(lock, "shmem_test_lock");
    let taken =
        fifo_lock::try_acquire(&lock, runtime::my_pe()).unwrap_or_else(|why| lock.misused(why));
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
pub unsafe fn clear(lock: *mut c_long) {
    let lock = Lock::new(lock, "shmem_clear_lock");
    // What a quiet on the default context is here.
    fence(SeqCst);
    fifo_lock::release(&lock, &lock, runtime::my_pe()).unwrap_or_else(|why| lock.misused(why));
}
