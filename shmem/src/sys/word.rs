//! Words of symmetric memory that are only ever changed atomically.

use std::ffi::c_int;
use std::marker::PhantomData;
use std::ptr::NonNull;

use super::Session;
use crate::pe::Pe;

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
    /// # Safety
    ///
    /// As for [`Span::new`](super::Span::new), and `at` must be aligned.
    #[inline]
    pub(super) unsafe fn new(at: NonNull<T>) -> Self {
        Self { at, allocated: PhantomData }
    }

    #[inline]
    pub(super) fn as_ptr(self) -> *mut T {
        self.at.as_ptr()
    }
}

/// A comparison with a value, as the C API takes it.
#[derive(Clone, Copy)]
pub(crate) struct Compare {
    operator: c_int,
    value: u64,
}

impl Compare {
    pub(crate) fn eq(value: u64) -> Self {
        Self { operator: shmem_sys::SHMEM_CMP_EQ, value }
    }

    pub(crate) fn ne(value: u64) -> Self {
        Self { operator: shmem_sys::SHMEM_CMP_NE, value }
    }

    pub(crate) fn gt(value: u64) -> Self {
        Self { operator: shmem_sys::SHMEM_CMP_GT, value }
    }

    pub(crate) fn ge(value: u64) -> Self {
        Self { operator: shmem_sys::SHMEM_CMP_GE, value }
    }

    pub(crate) fn lt(value: u64) -> Self {
        Self { operator: shmem_sys::SHMEM_CMP_LT, value }
    }

    pub(crate) fn le(value: u64) -> Self {
        Self { operator: shmem_sys::SHMEM_CMP_LE, value }
    }
}

/// Signal words.
impl Word<'_, u64> {
    /// The operator and the value that set a signal.
    pub(crate) fn setting(value: u64) -> (c_int, u64) {
        (shmem_sys::SHMEM_SIGNAL_SET, value)
    }

    /// The operator and the value that add to a signal.
    pub(crate) fn adding(value: u64) -> (c_int, u64) {
        (shmem_sys::SHMEM_SIGNAL_ADD, value)
    }

    /// Sets a PE's signal.
    pub(crate) fn signal_set(self, value: u64, pe: Pe) {
        // SAFETY: the word is allocated and aligned, and `pe` is a PE.
        unsafe { shmem_sys::shmem_signal_set(self.as_ptr(), value, pe.number()) };
    }

    /// Adds to a PE's signal.
    pub(crate) fn signal_add(self, value: u64, pe: Pe) {
        // SAFETY: the word is allocated and aligned, and `pe` is a PE.
        unsafe { shmem_sys::shmem_signal_add(self.as_ptr(), value, pe.number()) };
    }

    /// This PE's signal.
    pub(crate) fn signal_fetch(self) -> u64 {
        // SAFETY: the word is allocated and aligned.
        unsafe { shmem_sys::shmem_signal_fetch(self.as_ptr()) }
    }

    /// Waits until this PE's signal compares as asked; gives the value it then had.
    pub(crate) fn signal_wait(self, compare: Compare) -> u64 {
        let Compare { operator, value } = compare;
        // SAFETY: the word is allocated and aligned, the operator is one of the six.
        unsafe { shmem_sys::shmem_signal_wait_until(self.as_ptr(), operator, value) }
    }
}

/// The C routines of one type's atomic operations. Out of users' reach, which seals it.
pub trait AmoCalls: Copy {
    fn fetch(word: Word<'_, Self>, pe: Pe) -> Self;
    fn set(word: Word<'_, Self>, value: Self, pe: Pe);
    fn swap(word: Word<'_, Self>, value: Self, pe: Pe) -> Self;
    fn compare_swap(word: Word<'_, Self>, cond: Self, value: Self, pe: Pe) -> Self;
    fn inc(word: Word<'_, Self>, pe: Pe);
    fn fetch_inc(word: Word<'_, Self>, pe: Pe) -> Self;
    fn add(word: Word<'_, Self>, value: Self, pe: Pe);
    fn fetch_add(word: Word<'_, Self>, value: Self, pe: Pe) -> Self;
}

macro_rules! calls {
    ($name:ident: $ty:ty; $($call:ident($($arg:ident),*) $(-> $ret:ident)?;)*) => { ::pastey::paste! {
        impl AmoCalls for $ty {$(
            #[inline]
            fn $call(word: Word<'_, Self>, $($arg: Self,)* pe: Pe) $(-> $ret)? {
                // SAFETY: the word is allocated, aligned and accessed atomically, and `pe` is a PE.
                unsafe {
                    shmem_sys::[<shmem_ $name _atomic_ $call>](word.as_ptr(), $($arg,)* pe.number())
                }
            }
        )*}
    } };
}

macro_rules! typed {
    ($($name:ident: $ty:ty),* $(,)?) => {$(
        calls! { $name: $ty;
            fetch() -> Self;
            set(value);
            swap(value) -> Self;
            compare_swap(cond, value) -> Self;
            inc();
            fetch_inc() -> Self;
            add(value);
            fetch_add(value) -> Self;
        }
    )*};
}

typed! { int32: i32, int64: i64, uint32: u32, uint64: u64, size: usize, ptrdiff: isize }
