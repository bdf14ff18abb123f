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
    /// `start` must be the symmetric address of `bytes` bytes, or of none, that stay allocated on every PE
    /// for `'a`, under a runtime that stays initialised for `'a` and on its thread. On no PE may there be a
    /// Rust reference to them meanwhile, but those of [`lend`](Self::lend) and [`lend_mut`](Self::lend_mut).
    #[inline]
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

    /// Element `i` of these as an array of `T`, which is no type without bytes.
    #[inline]
    pub(crate) fn element<T>(self, i: usize) -> Option<Self> {
        let bytes = const { size_of::<T>() };
        (i < self.bytes / bytes).then(|| {
            // SAFETY: as there are more than `i` elements, this one lies in the one allocation.
            let start = unsafe { self.start.add(i * bytes) };
            Self { start, bytes, ..self }
        })
    }

    /// Whether this is as long as `len` elements, which is the length of some array of them.
    #[inline]
    pub(crate) fn holds<T>(self, len: usize) -> bool {
        // An array's size does not overflow. The same comparison as those below, which are made once.
        len.wrapping_mul(size_of::<T>()) == self.bytes
    }

    /// Copies `data`, as long as this, to a PE; `data` is free again on return.
    #[inline]
    pub(crate) fn put<T: NoUninit>(self, data: &[T], pe: Pe) {
        assert!(self.holds::<T>(data.len()), "the data is as long as its span");
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
        assert!(self.holds::<T>(data.len()), "the data is as long as its span");
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
        assert!(self.holds::<T>(data.len()), "the data is as long as its span");
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

/// The operands of a collective: both spans as arrays of one length.
pub(super) fn operands<T>(dest: Span<'_>, source: Span<'_>) -> (*mut T, *const T, usize) {
    let (to, from) = (dest.start.cast::<T>(), source.start.cast::<T>());
    let apart = to.addr().get().abs_diff(from.addr().get()) >= dest.bytes;
    assert!(dest.bytes == source.bytes && dest.bytes.is_multiple_of(size_of::<T>()) && apart);
    assert!(to.is_aligned() && from.is_aligned());
    (to.as_ptr(), from.as_ptr(), dest.bytes / size_of::<T>())
}
