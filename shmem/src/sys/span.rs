//! Allocated symmetric memory, and the copies from and to it.

use std::marker::PhantomData;
use std::ops::Range;
use std::ptr::NonNull;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicU8, AtomicU16, AtomicU32, AtomicU64};

use bytemuck::{AnyBitPattern, NoUninit};

use super::target::issue;
use super::{InScope, Session, Target, Word, Words};

/// Gives a value's word to an expression, as an atomic of its size; or another expression if it has none.
macro_rules! word {
    ($span:expr, $ty:ty, |$word:ident| $use:expr, $else:expr) => {{
        assert_eq!($span.bytes, size_of::<$ty>());
        word!(@sizes $span, $ty, $word, $use, $else, 1 AtomicU8, 2 AtomicU16, 4 AtomicU32, 8 AtomicU64)
    }};
    (@sizes $span:expr, $ty:ty, $word:ident, $use:expr, $else:expr, $($size:literal $atomic:ty),*) => {
        match size_of::<$ty>() {
            $($size if $span.start.cast::<$atomic>().is_aligned() => {
                let at = $span.start.cast::<$atomic>().as_ptr();
                // SAFETY: aligned, allocated, and accessed by atomics or by copies that the compiler does not
                // see.
                let $word = unsafe { <$atomic>::from_ptr(at.cast()) };
                $use
            })*
            _ => $else,
        }
    };
}

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

    /// As many bytes elsewhere in this process, for [`load`](Self::load) and [`store`](Self::store).
    ///
    /// # Safety
    ///
    /// They must be symmetric memory of some PE that stays as these do, and be used for nothing else.
    #[inline]
    pub(super) unsafe fn moved_to(self, start: NonNull<u8>) -> Self {
        Self { start, ..self }
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

    /// This PE's value here, which fills the span, if it can be read as a word.
    #[inline]
    pub(crate) fn load<T: AnyBitPattern>(self) -> Option<T> {
        word!(self, T, |word| Some(bytemuck::cast(word.load(Relaxed))), None)
    }

    /// Overwrites this PE's value here, which fills the span, if it can be written as a word; says whether.
    #[inline]
    #[must_use]
    pub(crate) fn store<T: NoUninit>(self, value: T) -> bool {
        word!(
            self,
            T,
            |word| {
                word.store(bytemuck::cast(value), Relaxed);
                true
            },
            false
        )
    }

    /// Overwrites a PE's value here, which fills the span.
    #[inline]
    pub(crate) fn p<T: NoUninit>(self, value: T, pe: impl Target) {
        assert_eq!(self.bytes, size_of::<T>());
        // The target is allocated on every PE and aligned, and `pe` is one.
        match size_of::<T>() {
            4 if self.start.cast::<u32>().is_aligned() => {
                issue!(pe, uint32_p(self.start.as_ptr().cast(), bytemuck::cast(value)));
            }
            8 if self.start.cast::<u64>().is_aligned() => {
                issue!(pe, uint64_p(self.start.as_ptr().cast(), bytemuck::cast(value)));
            }
            _ => self.put(&[value], pe),
        }
    }

    /// A PE's value here, which fills the span.
    #[inline]
    pub(crate) fn g<T: AnyBitPattern + NoUninit>(self, pe: impl Target) -> T {
        assert_eq!(self.bytes, size_of::<T>());
        // The source is allocated on every PE and aligned, and `pe` is one.
        match size_of::<T>() {
            4 if self.start.cast::<u32>().is_aligned() => {
                bytemuck::cast(issue!(pe, uint32_g(self.start.as_ptr().cast())))
            }
            8 if self.start.cast::<u64>().is_aligned() => {
                bytemuck::cast(issue!(pe, uint64_g(self.start.as_ptr().cast())))
            }
            _ => {
                let mut value = [T::zeroed()];
                self.get(&mut value, pe);
                value[0]
            }
        }
    }

    /// Whether this is as long as `len` elements, which is the length of some array of them.
    #[inline]
    pub(crate) fn holds<T>(self, len: usize) -> bool {
        // An array's size does not overflow. The same comparison as those below, which are made once.
        len.wrapping_mul(size_of::<T>()) == self.bytes
    }

    /// Where it begins, as the C API takes it.
    pub(super) fn start_of<T>(self) -> *mut T {
        let start = self.start.cast::<T>();
        assert!(self.bytes == 0 || start.is_aligned(), "blocks are aligned for their elements");
        start.as_ptr()
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

    /// Copies `data`, as long as this, to a PE; `data` is free again on return.
    #[inline]
    pub(crate) fn put<T: NoUninit>(self, data: &[T], pe: impl Target) {
        assert!(self.holds::<T>(data.len()), "the data is as long as its span");
        if self.bytes != 0 {
            let (to, from) = (self.start.as_ptr().cast(), data.as_ptr().cast());
            // The target is allocated on every PE, `pe` is one, and `data` has as many bytes, all
            // initialised, in private memory.
            issue!(pe, putmem(to, from, self.bytes));
        }
    }

    /// Copies a PE's bytes to `data`, as long as this; they are there on return.
    #[inline]
    pub(crate) fn get<T: AnyBitPattern>(self, data: &mut [T], pe: impl Target) {
        assert!(self.holds::<T>(data.len()), "the data is as long as its span");
        if self.bytes != 0 {
            let (to, from) = (data.as_mut_ptr().cast(), self.start.as_ptr().cast());
            // The source is allocated on every PE, `pe` is one; `data` has as many bytes, in private
            // memory, and whatever bytes arrive are values of its type.
            issue!(pe, getmem(to, from, self.bytes));
        }
    }

    /// Copies `data`, as long as this, to a PE and then changes a signal word there.
    #[inline]
    pub(crate) fn put_signal<T: NoUninit>(
        self,
        data: &[T],
        signal: Word<'_, u64>,
        (operator, value): (i32, u64),
        pe: impl Target,
    ) {
        assert!(self.holds::<T>(data.len()), "the data is as long as its span");
        let (to, from) = (self.start.as_ptr().cast(), data.as_ptr().cast());
        // As for `put`, where no bytes may have any address; the word is allocated and aligned, and no
        // part of the target because it is a block of its own, or the head of one.
        issue!(pe, putmem_signal(to, from, self.bytes, signal.as_ptr(), value, operator));
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
    pub(crate) fn is_apart_from(self, other: Span<'_>) -> bool {
        let (start, other_start) = (self.start.addr().get(), other.start.addr().get());
        self.bytes == 0
            || other.bytes == 0
            || start + self.bytes <= other_start
            || other_start + other.bytes <= start
    }

    /// The words of this span, all of them.
    #[inline]
    pub(crate) fn words<T>(self) -> Words<'a, T> {
        let first = self.start.cast::<T>();
        let len = self.bytes / size_of::<T>();
        assert!(first.is_aligned(), "blocks are aligned for their words");
        // SAFETY: the words lie within the span, and are aligned.
        unsafe { Words::new(first, len) }
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

/// Operations that are only started: they are complete before `'scope` ends, and until then nothing can
/// be done to what they use, because it is borrowed for `'scope`.
impl<'scope> Span<'scope> {
    /// Starts to copy `data`, as long as this, to a PE.
    pub(crate) fn put_nbi<T: NoUninit>(self, data: &'scope [T], pe: InScope<'scope>) {
        assert_eq!(size_of_val(data), self.bytes);
        if self.bytes != 0 {
            let (to, from) = (self.start.as_ptr().cast(), data.as_ptr().cast());
            // As for `put`; the data is lent until the operation is complete.
            issue!(pe, putmem_nbi(to, from, self.bytes));
        }
    }

    /// Starts to copy a PE's bytes to `data`, as long as this.
    pub(crate) fn get_nbi<T: AnyBitPattern>(self, data: &'scope mut [T], pe: InScope<'scope>) {
        assert_eq!(size_of_val(data), self.bytes);
        if self.bytes != 0 {
            let (to, from) = (data.as_mut_ptr().cast(), self.start.as_ptr().cast());
            // As for `get`; the data is lent, to nobody else, until the operation is complete.
            issue!(pe, getmem_nbi(to, from, self.bytes));
        }
    }

    /// Starts to copy `data`, as long as this, to a PE and to change a signal word there afterwards.
    pub(crate) fn put_signal_nbi<T: NoUninit>(
        self,
        data: &'scope [T],
        signal: Word<'scope, u64>,
        (operator, value): (i32, u64),
        pe: InScope<'scope>,
    ) {
        assert_eq!(size_of_val(data), self.bytes);
        let (to, from) = (self.start.as_ptr().cast(), data.as_ptr().cast());
        // As for `put_signal`; the data is lent until the operation is complete.
        issue!(pe, putmem_signal_nbi(to, from, self.bytes, signal.as_ptr(), value, operator));
    }

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
    assert!(same || dest.is_apart_from(source));
    (dest.start_of::<T>(), source.start_of::<T>(), dest.bytes / size_of::<T>())
}
