//! What the elements of an array lie in.

use shmem::{
    AmoExtended, AtomicSlice, Element, Frozen, SignalSlice, Signals, SymAtomics, SymBuf, SymFrozen,
    SymSlice,
};

use super::contents::Contents;

/// Symmetric memory that arrays can be of: a buffer, atomics or signals, or a slice of those.
///
/// What is in a local epoch is none: it is no longer symmetric until the epoch ends. Sealed.
pub trait Storage: sealed::Sealed {
    /// The slice of it that views have.
    type View<'a>: Storage + Copy
    where
        Self: 'a;

    #[doc(hidden)]
    fn as_view(&self) -> Self::View<'_>;
}

pub(super) mod sealed {
    pub trait Sealed {}
}

/// Rows: what has memory, the slice that views of it have, how that is made, and of which elements.
macro_rules! storage {
    ($($owner:ty => $view:ty, $as_view:expr, [$($generics:tt)*];)*) => {$(
        impl<$($generics)*> sealed::Sealed for $owner {}

        impl<$($generics)*> Storage for $owner {
            type View<'view> = $view where Self: 'view;

            #[inline]
            fn as_view(&self) -> Self::View<'_> {
                $as_view(self)
            }
        }
    )*};
}

storage! {
    SymBuf<'rt, T> => SymSlice<'view, T>, SymBuf::as_slice, ['rt, T: Element];
    SymSlice<'a, T> => SymSlice<'a, T>, Clone::clone, ['a, T: Element];
    SymFrozen<'rt, T> => Frozen<'view, T>, SymFrozen::as_frozen, ['rt, T: Element];
    Frozen<'a, T> => Frozen<'a, T>, Clone::clone, ['a, T: Element];
    SymAtomics<'rt, T> => AtomicSlice<'view, T>, SymAtomics::as_slice, ['rt, T: AmoExtended];
    AtomicSlice<'a, T> => AtomicSlice<'a, T>, Clone::clone, ['a, T: AmoExtended];
    Signals<'rt> => SignalSlice<'view>, Signals::as_slice, ['rt];
    SignalSlice<'a> => SignalSlice<'a>, Clone::clone, ['a];
}

/// Memory that any PE may write at any time: a buffer or a slice of one. Sealed.
pub trait Shared: Storage + Contents {
    #[doc(hidden)]
    fn as_slice(&self) -> SymSlice<'_, Self::Elem>;
}

impl<T: Element> Shared for SymBuf<'_, T> {
    #[inline]
    fn as_slice(&self) -> SymSlice<'_, T> {
        self.as_view()
    }
}

impl<T: Element> Shared for SymSlice<'_, T> {
    #[inline]
    fn as_slice(&self) -> SymSlice<'_, T> {
        *self
    }
}
