//! Allocated symmetric memory, and the copies from and to it.

use std::marker::PhantomData;
use std::ops::Range;
use std::ptr::NonNull;

use super::target::issue;
use super::{Elements, InScope, Session, Target, Word};

/// Bytes of symmetric memory that stay allocated on every PE while `'a` lasts.
///
/// It is never dereferenced: other PEs may be writing. Bytes go in and out by the runtime's copies.
#[derive(Clone, Copy)]
pub(crate) struct Span<'a> {
    pub(super) start: NonNull<u8>,
    pub(super) bytes: usize,
    allocated: PhantomData<&'a Session>,
}

impl<'a> Span<'a> {
    /// # Safety
    ///
    /// `start` must be the symmetric address of `bytes` bytes, or of none, that stay allocated on every PE
    /// for `'a`, under a runtime that stays initialised for `'a` and on its thread. On no PE may there be a
    /// Rust reference to them meanwhile, but those of [`lend`](Elements::lend) and
    /// [`lend_mut`](Elements::lend_mut).
    #[inline]
    pub(crate) unsafe fn new(start: NonNull<u8>, bytes: usize) -> Self {
        Self { start, bytes, allocated: PhantomData }
    }

    /// Some of the bytes.
    #[inline]
    pub(crate) fn part(self, range: Range<usize>) -> Self {
        assert!(range.start <= range.end && range.end <= self.bytes, "a span's part is within it");
        // SAFETY: `range.start` is at most the length of the one allocation that this is part of.
        let start = unsafe { self.start.add(range.start) };
        Self { start, bytes: range.end - range.start, ..self }
    }

    /// How far behind another span it begins: the same number on two PEs exactly if it is the same
    /// symmetric address.
    pub(crate) fn distance_from(self, other: Span<'_>) -> u64 {
        if self.bytes == 0 {
            return 0;
        }
        self.start.addr().get().wrapping_sub(other.start.addr().get()) as u64
    }

    /// Copies this PE's bytes of `source`, as long as this, to another place on a PE.
    #[inline]
    pub(crate) fn put_from(self, source: Span<'_>, pe: impl Target) {
        assert!(source.bytes == self.bytes && self.is_apart_from(source));
        if self.bytes != 0 {
            let (to, from) = (self.start.as_ptr().cast(), source.start.as_ptr().cast());
            // Both are allocated on every PE, as long as each other and apart; the runtime's copies bear
            // with others that write meanwhile.
            issue!(pe, putmem(to, from, self.bytes));
        }
    }

    /// Copies a PE's bytes of this to this PE's part of `dest`, as long as this, in another place.
    #[inline]
    pub(crate) fn get_into(self, dest: Span<'_>, pe: impl Target) {
        assert!(dest.bytes == self.bytes && self.is_apart_from(dest));
        if self.bytes != 0 {
            let (to, from) = (dest.start.as_ptr().cast(), self.start.as_ptr().cast());
            // As for `put_from`.
            issue!(pe, getmem(to, from, self.bytes));
        }
    }

    /// Whether no byte is in both.
    #[inline]
    pub(crate) fn is_apart_from(self, other: Span<'_>) -> bool {
        let (start, other_start) = (self.start.addr().get(), other.start.addr().get());
        self.bytes == 0
            || other.bytes == 0
            || start + self.bytes <= other_start
            || other_start + other.bytes <= start
    }

    /// All of it as `len` elements.
    #[inline]
    pub(crate) fn elements<T>(self, len: usize) -> Elements<'a, T> {
        assert_eq!(Some(self.bytes), len.checked_mul(size_of::<T>()));
        // No bytes have an address of their own.
        let first = if self.bytes == 0 { NonNull::dangling() } else { self.start.cast::<T>() };
        assert!(first.is_aligned(), "blocks are aligned for their elements");
        // SAFETY: the same bytes, as many as the elements have, which are aligned.
        unsafe { Elements::new(first, len) }
    }

    /// How many bytes it has.
    #[inline]
    pub(crate) fn bytes(self) -> usize {
        self.bytes
    }

    /// Its address on this PE.
    #[inline]
    pub(crate) fn as_ptr(self) -> NonNull<u8> {
        self.start
    }

    /// A word within it.
    #[inline]
    pub(crate) fn word<T>(self, index: usize) -> Word<'a, T> {
        let bytes = size_of::<T>();
        self.part(index * bytes..(index + 1) * bytes).elements(1).words().word(0)
    }
}

/// Operations that are only started: they are complete before `'scope` ends, and until then nothing can
/// be done to what they use, because it is borrowed for `'scope`.
impl<'scope> Span<'scope> {
    /// Starts to copy this PE's bytes of `source`, as long as this, to another place on a PE.
    pub(crate) fn put_from_nbi(self, source: Span<'scope>, pe: InScope<'scope>) {
        assert!(source.bytes == self.bytes && self.is_apart_from(source));
        if self.bytes != 0 {
            let (to, from) = (self.start.as_ptr().cast(), source.start.as_ptr().cast());
            // As for `put_from`; both stay allocated until the operation is complete.
            issue!(pe, putmem_nbi(to, from, self.bytes));
        }
    }

    /// Starts to copy a PE's bytes of this to this PE's part of `dest`, in another place.
    pub(crate) fn get_into_nbi(self, dest: Span<'scope>, pe: InScope<'scope>) {
        assert!(dest.bytes == self.bytes && self.is_apart_from(dest));
        if self.bytes != 0 {
            let (to, from) = (dest.start.as_ptr().cast(), self.start.as_ptr().cast());
            // As for `put_from_nbi`.
            issue!(pe, getmem_nbi(to, from, self.bytes));
        }
    }
}
