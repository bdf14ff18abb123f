//! Allocated symmetric memory, and the copies from and to it.

use std::marker::PhantomData;
use std::ops::Range;
use std::ptr::NonNull;

use bytemuck::{AnyBitPattern, NoUninit};

use super::{Session, Word};
use crate::pe::Pe;

/// Bytes of symmetric memory that stay allocated on every PE while `'a` lasts.
///
/// It is never dereferenced: other PEs may be writing. Bytes go in and out by the runtime's copies.
#[derive(Clone, Copy)]
pub struct Span<'a> {
    pub(super) start: NonNull<u8>,
    pub(super) bytes: usize,
    allocated: PhantomData<&'a Session>,
}

impl<'a> Span<'a> {
    /// # Safety
    ///
    /// `start` must be the symmetric address of `bytes` bytes that stay allocated on every PE for `'a`,
    /// under a runtime that stays initialised for `'a` and on its thread. On no PE may there be a Rust
    /// reference to them meanwhile, but those of [`lend`](Self::lend) and [`lend_mut`](Self::lend_mut).
    pub(crate) unsafe fn new(start: NonNull<u8>, bytes: usize) -> Self {
        Self { start, bytes, allocated: PhantomData }
    }

    /// No bytes: nothing to be allocated.
    pub(crate) fn empty() -> Self {
        Self { start: NonNull::dangling(), bytes: 0, allocated: PhantomData }
    }

    /// Some of the bytes.
    #[inline]
    pub(crate) fn part(self, range: Range<usize>) -> Self {
        assert!(range.start <= range.end && range.end <= self.bytes, "a span's part is within it");
        // SAFETY: `range.start` is at most the length of the one allocation that this is part of.
        let start = unsafe { self.start.add(range.start) };
        Self { start, bytes: range.end - range.start, ..self }
    }

    /// Its length.
    pub(crate) fn bytes(self) -> usize {
        self.bytes
    }

    /// Where it begins, as the C API takes it.
    pub(super) fn start_of<T>(self) -> *mut T {
        let start = self.start.cast::<T>();
        assert!(self.bytes == 0 || start.is_aligned(), "blocks are aligned for their elements");
        start.as_ptr()
    }

    /// Whether some bytes are in both.
    pub(crate) fn overlaps(self, other: Span<'_>) -> bool {
        let (a, b) = (self.start.addr().get(), other.start.addr().get());
        // Compared as what is left of the bytes, which cannot overflow.
        if a <= b { b - a < self.bytes && other.bytes > 0 } else { other.overlaps(self) }
    }

    /// Whether both are the same bytes.
    pub(crate) fn is_same(self, other: Span<'_>) -> bool {
        self.start == other.start && self.bytes == other.bytes
    }

    /// How far behind another span it begins: the same number on two PEs exactly if it is the same
    /// symmetric address.
    pub(crate) fn distance_from(self, other: Span<'_>) -> u64 {
        if self.bytes == 0 {
            return 0;
        }
        self.start.addr().get().wrapping_sub(other.start.addr().get()) as u64
    }

    /// Copies the bytes of this PE's `source`, as long as this, to a PE.
    pub(crate) fn put_symmetric(self, source: Span<'_>, pe: Pe) {
        assert!(self.bytes == source.bytes && !self.overlaps(source));
        if self.bytes != 0 {
            let (to, from) = (self.start_of::<u8>().cast(), source.start_of::<u8>().cast());
            // SAFETY: both are allocated on every PE, apart and of the same length, and `pe` is one.
            unsafe { shmem_sys::shmem_putmem(to, from, self.bytes, pe.number()) };
        }
    }

    /// Copies a PE's bytes to this PE's `dest`, as long as this; they are there on return.
    pub(crate) fn get_symmetric(self, dest: Span<'_>, pe: Pe) {
        assert!(self.bytes == dest.bytes && !self.overlaps(dest));
        if self.bytes != 0 {
            let (to, from) = (dest.start_of::<u8>().cast(), self.start_of::<u8>().cast());
            // SAFETY: both are allocated on every PE, apart and of the same length, and `pe` is one.
            unsafe { shmem_sys::shmem_getmem(to, from, self.bytes, pe.number()) };
        }
    }

    /// Copies `data`, as long as this, to a PE; `data` is free again on return.
    #[inline]
    pub(crate) fn put<T: NoUninit>(self, data: &[T], pe: Pe) {
        assert_eq!(size_of_val(data), self.bytes);
        if self.bytes != 0 {
            let (to, from) = (self.start.as_ptr().cast(), data.as_ptr().cast());
            // SAFETY: the target is allocated on every PE, `pe` is one, and `data` has as many bytes,
            // all initialised, in private memory.
            unsafe { shmem_sys::shmem_putmem(to, from, self.bytes, pe.number()) };
        }
    }

    /// Copies a PE's bytes to `data`, as long as this; they are there on return.
    #[inline]
    pub(crate) fn get<T: AnyBitPattern>(self, data: &mut [T], pe: Pe) {
        assert_eq!(size_of_val(data), self.bytes);
        if self.bytes != 0 {
            let (to, from) = (data.as_mut_ptr().cast(), self.start.as_ptr().cast());
            // SAFETY: the source is allocated on every PE, `pe` is one; `data` has as many bytes, in
            // private memory, and whatever bytes arrive are values of its type.
            unsafe { shmem_sys::shmem_getmem(to, from, self.bytes, pe.number()) };
        }
    }

    /// Copies `data`, as long as this, to a PE and then changes a signal word there.
    #[inline]
    pub(crate) fn put_signal<T: NoUninit>(
        self,
        data: &[T],
        signal: Word<'_, u64>,
        (operator, value): (i32, u64),
        pe: Pe,
    ) {
        assert_eq!(size_of_val(data), self.bytes);
        let (to, from) = (self.start.as_ptr().cast(), data.as_ptr().cast());
        let (word, pe) = (signal.as_ptr(), pe.number());
        // SAFETY: as for `put`, where no bytes may have any address; the word is allocated and aligned,
        // and no part of the target because it is a block of its own, or the head of one.
        unsafe {
            shmem_sys::shmem_putmem_signal(to, from, self.bytes, word, value, operator, pe);
        }
    }

    /// The words of this span, by their number.
    #[inline]
    pub(crate) fn word<T>(self, index: usize) -> Word<'a, T> {
        let bytes = size_of::<T>();
        let word = self.part(index * bytes..(index + 1) * bytes).start.cast::<T>();
        assert!(word.is_aligned(), "blocks are aligned for their words");
        // SAFETY: `part` has seen that the word lies within the span; it is aligned.
        unsafe { Word::new(word) }
    }
}

/// How the operands of a collective may lie to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Overlap {
    /// Apart.
    None,
    /// Apart, or the same.
    InPlace,
}

/// The operands of a collective: both spans as arrays of one length.
pub(super) fn operands<T>(
    dest: Span<'_>,
    source: Span<'_>,
    overlap: Overlap,
) -> (*mut T, *const T, usize) {
    assert!(dest.bytes == source.bytes && dest.bytes.is_multiple_of(size_of::<T>()));
    let same = overlap == Overlap::InPlace && dest.start == source.start;
    assert!(same || !dest.overlaps(source));
    (dest.start_of::<T>(), source.start_of::<T>(), dest.bytes / size_of::<T>())
}
