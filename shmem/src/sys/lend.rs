//! References to symmetric memory, for those who know that nobody writes it.

use std::slice;

use bytemuck::{AnyBitPattern, NoUninit};

use super::Elements;

impl<'a, T: AnyBitPattern> Elements<'a, T> {
    /// This PE's elements, for reading.
    ///
    /// # Safety
    ///
    /// While the result lives no PE may write them, and what was written before must have arrived.
    #[inline]
    pub(crate) unsafe fn lend(self) -> &'a [T] {
        // SAFETY: they are allocated for `'a`, aligned, and initialised because any bits are a value and
        // blocks begin zeroed; that nobody writes is the caller's promise.
        unsafe { slice::from_raw_parts(self.first().as_ptr(), self.len()) }
    }

    /// This PE's elements, for reading and writing.
    ///
    /// # Safety
    ///
    /// While the result lives nobody else, on any PE, may read or write them, and what was written before
    /// must have arrived.
    #[inline]
    pub(crate) unsafe fn lend_mut(self) -> &'a mut [T]
    where
        T: NoUninit,
    {
        // SAFETY: as in `lend`; that nobody else has access is the caller's promise.
        unsafe { slice::from_raw_parts_mut(self.first().as_ptr(), self.len()) }
    }
}
