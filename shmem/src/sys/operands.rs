//! What collectives take and give, where that is equally much.

use super::{Elements, Span};

/// The operands of a collective that gives as many elements as it takes: apart, or the same.
#[derive(Clone, Copy)]
pub struct Operands<'a, T> {
    dest: Elements<'a, T>,
    source: Elements<'a, T>,
}

impl<'a, T> Operands<'a, T> {
    /// Two arrays of one length, if they are apart or the same.
    #[inline]
    pub(crate) fn new(dest: Elements<'a, T>, source: Elements<'a, T>) -> Option<Self> {
        assert!(dest.len() == source.len());
        let fit = dest.first() == source.first() || dest.span().is_apart_from(source.span());
        fit.then_some(Self { dest, source })
    }

    /// What the collective gives.
    #[inline]
    pub(crate) fn dest(self) -> Elements<'a, T> {
        self.dest
    }

    /// What it takes.
    #[inline]
    pub(crate) fn source(self) -> Elements<'a, T> {
        self.source
    }

    /// Destination, source and length, as the C API takes them.
    #[inline]
    pub(super) fn arguments(self) -> (*mut T, *const T, usize) {
        (self.dest.first().as_ptr(), self.source.first().as_ptr(), self.dest.len())
    }
}

impl<'a, T, const N: usize> Operands<'a, [T; N]> {
    /// The elements of the arrays, one behind the other.
    #[inline]
    pub(super) fn flat(self) -> Operands<'a, T> {
        Operands { dest: self.dest.flat(), source: self.source.flat() }
    }
}

/// Memory that private data passes through, as far as `'a` lasts: a source and behind it a destination of
/// one size, which is [`MIN`](Self::MIN) at least. Both are aligned to [`ALIGN`](Self::ALIGN).
#[derive(Clone, Copy)]
pub(crate) struct Scratch<'a> {
    both: Span<'a>,
}

impl<'a> Scratch<'a> {
    /// The fewest bytes of each.
    pub(crate) const MIN: usize = 16 << 10;

    /// Enough for what collectives compute with.
    const ALIGN: usize = 16;

    /// The two halves of a span.
    #[inline]
    pub(crate) fn new(both: Span<'a>) -> Self {
        assert!(both.bytes() >= 2 * Self::MIN && both.bytes().is_multiple_of(2 * Self::ALIGN));
        assert!(both.as_ptr().addr().get().is_multiple_of(Self::ALIGN));
        Self { both }
    }

    /// How many bytes each has.
    #[inline]
    pub(crate) fn bytes(self) -> usize {
        self.both.bytes() / 2
    }

    /// What members bring.
    #[inline]
    pub(crate) fn source(self) -> Span<'a> {
        self.both.part(0..self.bytes())
    }

    /// What comes out.
    #[inline]
    pub(crate) fn dest(self) -> Span<'a> {
        self.both.part(self.bytes()..self.both.bytes())
    }

    /// The first elements of both.
    #[inline]
    pub(crate) fn operands<T>(self, len: usize) -> Operands<'a, T> {
        const { assert!(size_of::<T>() <= Self::MIN && align_of::<T>() <= Self::ALIGN) };
        assert!(len <= 1 || len <= self.bytes() / size_of::<T>().max(1));
        // SAFETY: there is room for one element in any case, and has been seen to be for more; both begin
        // where any of their type can.
        let of = |span: Span<'a>| unsafe { Elements::new(span.as_ptr().cast::<T>(), len) };
        Operands { dest: of(self.dest()), source: of(self.source()) }
    }
}
