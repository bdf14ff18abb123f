//! References to symmetric memory, for those who know that nobody writes it.

use std::ptr::NonNull;
use std::slice;

use bytemuck::{AnyBitPattern, NoUninit};

use super::Span;

impl<'a> Span<'a> {
    /// This PE's elements, for reading.
    ///
    /// # Safety
    ///
    /// While the result lives no PE may write them, and what was written before must have arrived.
    pub(crate) unsafe fn lend<T: AnyBitPattern>(self, len: usize) -> &'a [T] {
        let first = self.first::<T>(len);
        // SAFETY: `len` elements are allocated there for `'a`, aligned, and initialised because any bits
        // are a value and blocks begin zeroed; that nobody writes is the caller's promise.
        unsafe { slice::from_raw_parts(first.as_ptr(), len) }
    }

    /// This PE's elements, for reading and writing.
    ///
    /// # Safety
    ///
    /// While the result lives nobody else, on any PE, may read or write them, and what was written before
    /// must have arrived.
    pub(crate) unsafe fn lend_mut<T: AnyBitPattern + NoUninit>(self, len: usize) -> &'a mut [T] {
        let first = self.first::<T>(len);
        // SAFETY: as in `lend`; that nobody else has access is the caller's promise.
        unsafe { slice::from_raw_parts_mut(first.as_ptr(), len) }
    }

    /// The first of `len` elements, which are all there is. No bytes have an address of their own.
    fn first<T>(self, len: usize) -> NonNull<T> {
        assert_eq!(Some(self.bytes), len.checked_mul(size_of::<T>()));
        let first = if self.bytes == 0 { NonNull::dangling() } else { self.start.cast::<T>() };
        assert!(first.is_aligned(), "blocks are aligned for their elements");
        first
    }
}
