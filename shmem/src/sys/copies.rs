//! Copies between private memory and elements of symmetric memory.

use bytemuck::{AnyBitPattern, NoUninit};

use super::target::issue;
use super::{Elements, InScope, Span, Target, Word};

/// Calls the routine for words of a size that elements are made of. That is known here, so the call has
/// less to find out than the one for bytes.
macro_rules! in_words {
    ($ty:ty, $pe:expr, $name:ident[$($rest:ident)?]($($args:expr),*)) => {
        match align_of::<$ty>() {
            1 => in_words!(@ 8 1 $ty, $pe, $name [$($rest)?] $($args),*),
            2 => in_words!(@ 16 2 $ty, $pe, $name [$($rest)?] $($args),*),
            4 => in_words!(@ 32 4 $ty, $pe, $name [$($rest)?] $($args),*),
            _ => in_words!(@ 64 8 $ty, $pe, $name [$($rest)?] $($args),*),
        }
    };
    (
        @ $bits:literal $bytes:literal $ty:ty, $pe:expr, $name:ident [$($rest:ident)?]
        $to:expr, $from:expr, $len:expr $(, $more:expr)*
    ) => { ::pastey::paste! {
        issue!($pe, [<$name $bits $($rest)?>](
            $to.cast(), $from.cast(), $len * (size_of::<$ty>() / $bytes) $(, $more)*
        ))
    } };
}

impl<T> Elements<'_, T> {
    /// Copies `data`, as long as this, to a PE; `data` is free again on return.
    #[inline]
    pub(crate) fn put(self, data: &[T], pe: impl Target)
    where
        T: NoUninit,
    {
        assert!(data.len() == self.len(), "the data is as long as its target");
        if size_of_val(data) != 0 {
            // The target is allocated on every PE, `pe` is one, and `data` has as many bytes, all
            // initialised, in private memory. Both are aligned for elements, hence for their words.
            in_words!(T, pe, put[](self.first().as_ptr(), data.as_ptr(), data.len()));
        }
    }

    /// Copies a PE's elements to `data`, as long as this; they are there on return.
    #[inline]
    pub(crate) fn get(self, data: &mut [T], pe: impl Target)
    where
        T: AnyBitPattern,
    {
        assert!(data.len() == self.len(), "the data is as long as its source");
        if size_of_val(data) != 0 {
            // The source is allocated on every PE, `pe` is one; `data` has as many bytes, in private
            // memory, and whatever bytes arrive are values of its type. Aligned as for `put`.
            in_words!(T, pe, get[](data.as_mut_ptr(), self.first().as_ptr(), data.len()));
        }
    }

    /// Copies this PE's elements to `data`, as long as this.
    #[inline]
    pub(crate) fn read_into(self, data: &mut [T])
    where
        T: AnyBitPattern,
    {
        assert!(data.len() == self.len(), "the data is as long as its source");
        let (to, from) = (data.as_mut_ptr(), self.first().as_ptr());
        // SAFETY: both are as many bytes, these allocated and `data` private, and whatever bytes arrive are
        // values of its type. Nobody has a reference to these.
        unsafe { shmem_sys::copy(to.cast(), from.cast(), size_of_val(data)) };
    }

    /// Overwrites this PE's elements with `data`, as long as this.
    #[inline]
    pub(crate) fn write_from(self, data: &[T])
    where
        T: NoUninit,
    {
        assert!(data.len() == self.len(), "the data is as long as its target");
        let (to, from) = (self.first().as_ptr(), data.as_ptr());
        // SAFETY: as above; all bytes of `data` are initialised.
        unsafe { shmem_sys::copy(to.cast(), from.cast(), size_of_val(data)) };
    }

    /// Copies `data`, as long as this, to a PE and then changes a signal word there.
    #[inline]
    pub(crate) fn put_signal(
        self,
        data: &[T],
        signal: Word<'_, u64>,
        (operator, value): (i32, u64),
        pe: impl Target,
    ) where
        T: NoUninit,
    {
        assert!(data.len() == self.len(), "the data is as long as its target");
        let (to, from, signal) = (self.first().as_ptr(), data.as_ptr(), signal.as_ptr());
        // As for `put`, where no bytes may have any address; the word is allocated and aligned, and no
        // part of the target because it is a block of its own, or the head of one.
        in_words!(T, pe, put[_signal](to, from, data.len(), signal, value, operator));
    }
}

/// Operations that are only started: they are complete before `'scope` ends, and until then nothing can
/// be done to what they use, because it is borrowed for `'scope`.
impl<'scope, T> Elements<'scope, T> {
    /// Starts to copy `data`, as long as this, to a PE.
    #[inline]
    pub(crate) fn put_nbi(self, data: &'scope [T], pe: InScope<'scope>)
    where
        T: NoUninit,
    {
        assert!(data.len() == self.len(), "the data is as long as its target");
        if size_of_val(data) != 0 {
            // As for `put`; the data is lent until the operation is complete.
            in_words!(T, pe, put[_nbi](self.first().as_ptr(), data.as_ptr(), data.len()));
        }
    }

    /// Starts to copy a PE's elements to `data`, as long as this.
    #[inline]
    pub(crate) fn get_nbi(self, data: &'scope mut [T], pe: InScope<'scope>)
    where
        T: AnyBitPattern,
    {
        assert!(data.len() == self.len(), "the data is as long as its source");
        if size_of_val(data) != 0 {
            // As for `get`; the data is lent, to nobody else, until the operation is complete.
            in_words!(T, pe, get[_nbi](data.as_mut_ptr(), self.first().as_ptr(), data.len()));
        }
    }

    /// Starts to copy `data`, as long as this, to a PE and to change a signal word there afterwards.
    #[inline]
    pub(crate) fn put_signal_nbi(
        self,
        data: &'scope [T],
        signal: Word<'scope, u64>,
        (operator, value): (i32, u64),
        pe: InScope<'scope>,
    ) where
        T: NoUninit,
    {
        assert!(data.len() == self.len(), "the data is as long as its target");
        let (to, from, signal) = (self.first().as_ptr(), data.as_ptr(), signal.as_ptr());
        // As for `put_signal`; the data is lent until the operation is complete.
        in_words!(T, pe, put[_signal_nbi](to, from, data.len(), signal, value, operator));
    }
}

/// Bytes that are known to be an array of elements when they are used.
impl Span<'_> {
    /// As [`Elements::put`].
    #[inline]
    pub(crate) fn put<T: NoUninit>(self, data: &[T], pe: impl Target) {
        self.elements(data.len()).put(data, pe);
    }

    /// As [`Elements::get`].
    #[inline]
    pub(crate) fn get<T: AnyBitPattern>(self, data: &mut [T], pe: impl Target) {
        self.elements(data.len()).get(data, pe);
    }

    /// As [`Elements::put_signal`].
    #[inline]
    pub(crate) fn put_signal<T: NoUninit>(
        self,
        data: &[T],
        signal: Word<'_, u64>,
        change: (i32, u64),
        pe: impl Target,
    ) {
        self.elements(data.len()).put_signal(data, signal, change, pe);
    }
}
