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

/// Memory that private data passes through: two spans of one length, which is [`MIN`](Self::MIN) at
/// least, aligned to [`ALIGN`](Self::ALIGN) and apart.
#[derive(Clone, Copy)]
pub(crate) struct Scratch<'a> {
    source: Span<'a>,
    dest: Span<'a>,
}

impl<'a> Scratch<'a> {
    /// The fewest bytes of each.
    pub(crate) const MIN: usize = 16 << 10;

    /// What both are aligned to: enough for what collectives compute with.
    const ALIGN: usize = 16;

    #[inline]
    pub(crate) fn new(source: Span<'a>, dest: Span<'a>) -> Self {
        assert!(source.bytes() == dest.bytes() && source.bytes() >= Self::MIN);
        assert!(source.is_apart_from(dest));
        let aligned = |span: Span<'_>| span.as_ptr().addr().get().is_multiple_of(Self::ALIGN);
        assert!(aligned(source) && aligned(dest));
        Self { source, dest }
    }

    /// What members bring.
    #[inline]
    pub(crate) fn source(self) -> Span<'a> {
        self.source
    }

    /// What comes out.
    #[inline]
    pub(crate) fn dest(self) -> Span<'a> {
        self.dest
    }

    /// The first elements of both.
    #[inline]
    pub(crate) fn operands<T>(self, len: usize) -> Operands<'a, T> {
        const { assert!(size_of::<T>() <= Self::MIN && align_of::<T>() <= Self::ALIGN) };
        assert!(len <= 1 || len <= self.source.bytes() / size_of::<T>().max(1));
        // SAFETY: there is room for one element in any case, and for so many.
        let of = |span: Span<'a>| unsafe { Elements::new(span.as_ptr().cast::<T>(), len) };
        Operands { dest: of(self.dest), source: of(self.source) }
    }
}
