//! Elements of symmetric memory: what is known of their type need not be checked at each call.

use std::marker::PhantomData;
use std::ops::Range;
use std::ptr::NonNull;
use std::slice;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicU8, AtomicU16, AtomicU32, AtomicU64};

use bytemuck::{AnyBitPattern, NoUninit, bytes_of, bytes_of_mut};

use super::target::issue;
use super::{Session, Span, Target, Words};

/// Consecutive elements of symmetric memory that stay allocated on every PE while `'a` lasts.
///
/// As a [`Span`], never dereferenced. The first one is aligned for its type, and there is an array of as
/// many, so that no size or distance within them overflows.
pub(crate) struct Elements<'a, T> {
    first: NonNull<T>,
    len: usize,
    allocated: PhantomData<&'a Session>,
}

/// One of some [`Elements`].
pub(crate) struct Place<'a, T> {
    at: NonNull<T>,
    allocated: PhantomData<&'a Session>,
}

macro_rules! copyable {
    ($($ty:ident),*) => {$(
        impl<T> Clone for $ty<'_, T> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<T> Copy for $ty<'_, T> {}
    )*};
}

copyable!(Elements, Place);

impl<'a, T> Elements<'a, T> {
    /// # Safety
    ///
    /// As for [`Span::new`], for an array of `len` elements. `first` must be aligned, whatever their number.
    #[inline]
    pub(crate) unsafe fn new(first: NonNull<T>, len: usize) -> Self {
        Self { first, len, allocated: PhantomData }
    }

    /// How many there are.
    #[inline]
    pub(crate) fn len(self) -> usize {
        self.len
    }

    /// Where the first one is.
    #[inline]
    pub(crate) fn first(self) -> NonNull<T> {
        self.first
    }

    /// Their bytes.
    #[inline]
    pub(crate) fn span(self) -> Span<'a> {
        // SAFETY: as was promised for these; an array's size does not overflow.
        unsafe { Span::new(self.first.cast(), self.len * size_of::<T>()) }
    }

    /// Some of them.
    #[inline]
    pub(crate) fn part(self, range: Range<usize>) -> Self {
        assert!(range.start <= range.end && range.end <= self.len, "a part is within the whole");
        // SAFETY: `range.start` is at most their number, and they lie in one allocation.
        let first = unsafe { self.first.add(range.start) };
        Self { first, len: range.end - range.start, ..self }
    }

    /// One of them.
    #[inline]
    pub(crate) fn place(self, i: usize) -> Option<Place<'a, T>> {
        (i < self.len).then(|| {
            // SAFETY: there are more than `i`, in one allocation.
            let at = unsafe { self.first.add(i) };
            // SAFETY: one of those that were promised.
            unsafe { Place::new(at) }
        })
    }

    /// The same, as words that are only accessed atomically.
    #[inline]
    pub(crate) fn words(self) -> Words<'a, T> {
        Words::new(self)
    }
}

/// Does something with each word of an element, and with the bytes of a private value that it stands
/// for. Words are as large as can be accessed atomically and as the element's alignment allows.
macro_rules! each_word {
    ($place:expr, $ty:ty, |$word:ident, $bytes:ident| $use:expr, $value:expr, $chunks:ident) => {
        match align_of::<$ty>() {
            1 => each_word!(@ 1 AtomicU8, $place, |$word, $bytes| $use, $value, $chunks),
            2 => each_word!(@ 2 AtomicU16, $place, |$word, $bytes| $use, $value, $chunks),
            4 => each_word!(@ 4 AtomicU32, $place, |$word, $bytes| $use, $value, $chunks),
            _ => each_word!(@ 8 AtomicU64, $place, |$word, $bytes| $use, $value, $chunks),
        }
    };
    (
        @ $size:literal $atomic:ident,
        $place:expr, |$word:ident, $bytes:ident| $use:expr, $value:expr, $chunks:ident
    ) => {
        for (i, $bytes) in $value.$chunks::<$size>().0.into_iter().enumerate() {
            // SAFETY: the element has as many words as a value has, because its size is a multiple of
            // its alignment, and the word's size divides that.
            let at = unsafe { $place.at.cast::<$atomic>().add(i) };
            // SAFETY: allocated; aligned because the element is, at least to this size; and accessed by
            // atomics or by copies that the compiler does not see.
            let $word = unsafe { $atomic::from_ptr(at.as_ptr().cast()) };
            $use
        }
    };
}

impl<'a, T, const N: usize> Elements<'a, [T; N]> {
    /// The elements of the arrays, one behind the other.
    #[inline]
    pub(crate) fn flat(self) -> Elements<'a, T> {
        let len = self.len.checked_mul(N).expect("no more elements than an array has");
        // SAFETY: the same memory, as long and aligned as well.
        unsafe { Elements::new(self.first.cast(), len) }
    }
}

impl<'a, T> Place<'a, T> {
    /// Elements of more words are copied as arrays are.
    const MOST_WORDS: usize = 16;

    /// Whether an element is few words.
    const IN_WORDS: bool = {
        let word = if align_of::<T>() < 8 { align_of::<T>() } else { 8 };
        size_of::<T>() / word <= Self::MOST_WORDS
    };

    /// # Safety
    ///
    /// As for [`Elements::new`], for one.
    #[inline]
    pub(super) unsafe fn new(at: NonNull<T>) -> Self {
        Self { at, allocated: PhantomData }
    }

    #[inline]
    pub(super) fn as_ptr(self) -> NonNull<T> {
        self.at
    }

    /// As an array of one.
    #[inline]
    fn alone(self) -> Elements<'a, T> {
        // SAFETY: as was promised for this one.
        unsafe { Elements::new(self.at, 1) }
    }
}

impl<T: NoUninit + AnyBitPattern> Place<'_, T> {
    /// This PE's value.
    #[inline]
    pub(crate) fn read(self) -> T {
        let mut value = T::zeroed();
        if Self::IN_WORDS {
            each_word!(
                self,
                T,
                |word, bytes| *bytes = bytemuck::cast(word.load(Relaxed)),
                bytes_of_mut(&mut value),
                as_chunks_mut
            );
        } else {
            self.alone().read_into(slice::from_mut(&mut value));
        }
        value
    }

    /// Overwrites this PE's value.
    #[inline]
    pub(crate) fn write(self, value: T) {
        if Self::IN_WORDS {
            each_word!(
                self,
                T,
                |word, bytes| word.store(bytemuck::cast(*bytes), Relaxed),
                bytes_of(&value),
                as_chunks
            );
        } else {
            self.alone().write_from(slice::from_ref(&value));
        }
    }

    /// Overwrites a PE's value.
    #[inline]
    pub(crate) fn p(self, value: T, pe: impl Target) {
        let at = self.at.as_ptr();
        // The target is allocated on every PE and aligned, and `pe` is one.
        match (size_of::<T>(), align_of::<T>()) {
            (4, 4) => issue!(pe, uint32_p(at.cast(), bytemuck::cast(value))),
            (8, 8) => issue!(pe, uint64_p(at.cast(), bytemuck::cast(value))),
            _ => self.alone().put(slice::from_ref(&value), pe),
        }
    }

    /// A PE's value.
    #[inline]
    pub(crate) fn g(self, pe: impl Target) -> T {
        let at = self.at.as_ptr();
        // The source is allocated on every PE and aligned, and `pe` is one.
        match (size_of::<T>(), align_of::<T>()) {
            (4, 4) => bytemuck::cast(issue!(pe, uint32_g(at.cast()))),
            (8, 8) => bytemuck::cast(issue!(pe, uint64_g(at.cast()))),
            _ => {
                let mut value = T::zeroed();
                self.alone().get(slice::from_mut(&mut value), pe);
                value
            }
        }
    }
}
