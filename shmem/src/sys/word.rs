//! Words of symmetric memory that are only ever changed atomically.

use std::ffi::c_int;
use std::marker::PhantomData;
use std::ops::Range;
use std::ptr::NonNull;

use super::target::issue;
use super::{Elements, Place, Session, Target};

/// A word of symmetric memory that stays allocated on every PE while `'a` lasts.
///
/// Once its block is handed out, all access to it is atomic.
pub struct Word<'a, T> {
    at: NonNull<T>,
    allocated: PhantomData<&'a Session>,
}

impl<T> Clone for Word<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Word<'_, T> {}

impl<T> Word<'_, T> {
    #[inline]
    pub(crate) fn as_ptr(self) -> *mut T {
        self.at.as_ptr()
    }
}

impl<'a, T> From<Place<'a, T>> for Word<'a, T> {
    #[inline]
    fn from(place: Place<'a, T>) -> Self {
        Self { at: place.as_ptr(), allocated: PhantomData }
    }
}

/// Consecutive words of symmetric memory that stay allocated on every PE while `'a` lasts.
pub(crate) struct Words<'a, T> {
    all: Elements<'a, T>,
}

impl<T> Clone for Words<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Words<'_, T> {}

impl<'a, T> Words<'a, T> {
    #[inline]
    pub(super) fn new(all: Elements<'a, T>) -> Self {
        Self { all }
    }

    /// How many there are.
    #[inline]
    pub(crate) fn len(self) -> usize {
        self.all.len()
    }

    /// One of them.
    #[inline]
    #[track_caller]
    pub(crate) fn word(self, i: usize) -> Word<'a, T> {
        self.all.place(i).unwrap_or_else(|| no_word(i, self.len())).into()
    }

    /// Some of them.
    #[inline]
    pub(crate) fn part(self, range: Range<usize>) -> Self {
        Self { all: self.all.part(range) }
    }

    pub(crate) fn as_ptr(self) -> *mut T {
        self.all.first().as_ptr()
    }
}

// Apart and by value, so that what leads here costs its callers a comparison and no more.
#[cold]
#[inline(never)]
#[track_caller]
fn no_word(i: usize, len: usize) -> ! {
    panic!("there is no word {i} among {len}")
}

/// A comparison with a value, as the C API takes it.
#[derive(Clone, Copy)]
pub struct Compare<T = u64> {
    pub(super) operator: c_int,
    pub(super) value: T,
}

impl<T> Compare<T> {
    #[inline]
    pub(crate) fn eq(value: T) -> Self {
        Self { operator: shmem_sys::SHMEM_CMP_EQ, value }
    }

    #[inline]
    pub(crate) fn ne(value: T) -> Self {
        Self { operator: shmem_sys::SHMEM_CMP_NE, value }
    }

    #[inline]
    pub(crate) fn gt(value: T) -> Self {
        Self { operator: shmem_sys::SHMEM_CMP_GT, value }
    }

    #[inline]
    pub(crate) fn ge(value: T) -> Self {
        Self { operator: shmem_sys::SHMEM_CMP_GE, value }
    }

    #[inline]
    pub(crate) fn lt(value: T) -> Self {
        Self { operator: shmem_sys::SHMEM_CMP_LT, value }
    }

    #[inline]
    pub(crate) fn le(value: T) -> Self {
        Self { operator: shmem_sys::SHMEM_CMP_LE, value }
    }
}

/// Signal words.
impl Word<'_, u64> {
    /// The operator and the value that set a signal.
    #[inline]
    pub(crate) fn setting(value: u64) -> (c_int, u64) {
        (shmem_sys::SHMEM_SIGNAL_SET, value)
    }

    /// The operator and the value that add to a signal.
    #[inline]
    pub(crate) fn adding(value: u64) -> (c_int, u64) {
        (shmem_sys::SHMEM_SIGNAL_ADD, value)
    }

    /// Sets a PE's signal.
    #[inline]
    pub(crate) fn signal_set(self, value: u64, pe: impl Target) {
        // The word is allocated and aligned, and `pe` is a PE.
        issue!(pe, signal_set(self.as_ptr(), value));
    }

    /// Adds to a PE's signal.
    #[inline]
    pub(crate) fn signal_add(self, value: u64, pe: impl Target) {
        // The word is allocated and aligned, and `pe` is a PE.
        issue!(pe, signal_add(self.as_ptr(), value));
    }

    /// This PE's signal.
    #[inline]
    pub(crate) fn signal_fetch(self) -> u64 {
        // SAFETY: the word is allocated and aligned.
        unsafe { shmem_sys::shmem_signal_fetch(self.as_ptr()) }
    }

    /// Waits until this PE's signal compares as asked; gives the value it then had.
    #[inline]
    pub(crate) fn signal_wait(self, compare: Compare) -> u64 {
        let Compare { operator, value } = compare;
        // SAFETY: the word is allocated and aligned, the operator is one of the six.
        unsafe { shmem_sys::shmem_signal_wait_until(self.as_ptr(), operator, value) }
    }
}
