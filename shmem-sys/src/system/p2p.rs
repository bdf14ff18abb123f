//! Waiting for words of this PE's memory: `shmem-core`'s watch, over this provider's way to wait.
//!
//! The library's own waits are not used: they know neither sets nor vectors below OpenSHMEM 1.5, and
//! Open MPI's spin for ever on a core that others need and compare unsigned words as signed ones.

use core::ffi::c_int;
use std::fmt;

use shmem_core::watch;
pub(crate) use shmem_core::watch::Values;

use super::{end, heap, wait};
use crate::{SHMEM_CMP_EQ, SHMEM_CMP_GE, SHMEM_CMP_GT, SHMEM_CMP_LE, SHMEM_CMP_LT, SHMEM_CMP_NE};

/// Words to watch: an array, those of it that count, and what to compare them with.
pub(crate) type Watch<T> = watch::Watch<T, Waiter>;

/// Tells the waiting policy about a test's answer and passes it on.
#[inline]
pub(crate) fn answer(fulfilled: bool) -> bool {
    watch::answer::<Waiter>(fulfilled)
}

/// How PEs of this provider wait.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Waiter;

impl watch::Waiter for Waiter {
    const COMPARISONS: [c_int; 6] =
        [SHMEM_CMP_EQ, SHMEM_CMP_NE, SHMEM_CMP_GT, SHMEM_CMP_LE, SHMEM_CMP_LT, SHMEM_CMP_GE];

    #[inline]
    fn until(what: &dyn fmt::Display, done: impl FnMut() -> bool) {
        wait::until(&Word(what), done);
    }

    #[inline]
    fn missed() {
        wait::missed();
    }

    fn name(address: *const u8) -> String {
        heap::offset(address)
            .map_or("a word outside the heap".to_owned(), |offset| format!("heap+{offset:#x}"))
    }

    fn misuse(message: &str) -> ! {
        end::end_job(1, message)
    }
}

struct Word<'a>(&'a dyn fmt::Display);

impl wait::Waiting for Word<'_> {
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
