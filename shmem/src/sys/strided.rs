//! Copies of elements, or blocks of them, that lie some distance apart.

use bytemuck::{AnyBitPattern, NoUninit};

use super::target::issue;
use super::{Span, Target};

/// How elements lie on both sides: blocks of some elements, and from one block's first to the next's.
#[derive(Clone, Copy)]
pub(crate) struct Strides {
    pub(crate) block: usize,
    pub(crate) blocks: usize,
    /// On the remote side.
    pub(crate) remote: usize,
    /// On the private side.
    pub(crate) local: usize,
}

impl Strides {
    /// Whether the blocks lie one behind the other, within so many elements on each side.
    pub(crate) fn fit(self, remote_len: usize, local_len: usize) -> bool {
        let extent = |stride: usize| {
            if self.blocks == 0 || self.block == 0 {
                return Some(0);
            }
            (self.blocks - 1).checked_mul(stride)?.checked_add(self.block)
        };
        let fits = |stride: usize, len: usize| {
            stride >= self.block.max(1) && extent(stride).is_some_and(|extent| extent <= len)
        };
        fits(self.remote, remote_len) && fits(self.local, local_len)
    }

    /// The same for elements of several words, as the C API takes it.
    pub(super) fn in_words(self, per_element: usize) -> Self {
        // With fewer than two blocks the distance is never gone, and may be too large to be counted.
        let distance = |stride: usize| if self.blocks < 2 { self.block } else { stride };
        Self {
            block: self.block * per_element,
            blocks: self.blocks,
            remote: distance(self.remote) * per_element,
            local: distance(self.local) * per_element,
        }
    }
}

/// Calls the strided routine for the largest words that all elements of a type consist of.
macro_rules! strided {
    ($ty:ty, $call:ident: $to:expr, $from:expr, $strides:expr, $dst:ident, $sst:ident, $pe:expr) => {
        match align_of::<$ty>() {
            1 => strided!(@ $ty, 8, 1, $call: $to, $from, $strides, $dst, $sst, $pe),
            2 => strided!(@ $ty, 16, 2, $call: $to, $from, $strides, $dst, $sst, $pe),
            4 => strided!(@ $ty, 32, 4, $call: $to, $from, $strides, $dst, $sst, $pe),
            _ => strided!(@ $ty, 64, 8, $call: $to, $from, $strides, $dst, $sst, $pe),
        }
    };
    (
        @ $ty:ty, $bits:literal, $bytes:literal, $call:ident:
        $to:expr, $from:expr, $strides:expr, $dst:ident, $sst:ident, $pe:expr
    ) => { ::pastey::paste! {{
        let words: $crate::sys::Strides = $strides.in_words(size_of::<$ty>() / $bytes);
        let (dst, sst) = (words.$dst as isize, words.$sst as isize);
        let (to, from, pe) = ($to.cast(), $from.cast(), $pe);
        // Said in `put_strided` and `get_strided`.
        if words.block == 1 {
            issue!(pe, [<i $call $bits>](to, from, dst, sst, words.blocks));
        } else {
            issue!(pe, [<ib $call $bits>](to, from, dst, sst, words.block, words.blocks));
        }
    }} };
}

#[cfg(feature = "ndarray")]
pub(super) use strided;

impl Span<'_> {
    /// Copies blocks of `data` to blocks of this on a PE; `data` is free again on return.
    pub(crate) fn put_strided<T: NoUninit>(self, data: &[T], strides: Strides, pe: impl Target) {
        if !self.has_blocks::<T>(data.len(), strides) {
            return;
        }
        // The blocks lie within the target, which is allocated on every PE, and within the data, whose
        // bytes are initialised and private; both are aligned for elements, hence for their words.
        let (to, from) = (self.as_ptr().as_ptr(), data.as_ptr());
        strided!(T, put: to, from, strides, remote, local, pe);
    }

    /// Copies blocks of this on a PE to blocks of `data`; they are there on return.
    pub(crate) fn get_strided<T: AnyBitPattern>(
        self,
        data: &mut [T],
        strides: Strides,
        pe: impl Target,
    ) {
        if !self.has_blocks::<T>(data.len(), strides) {
            return;
        }
        // As for `put_strided`; whatever bytes arrive are values of the elements' type.
        let (to, from) = (data.as_mut_ptr(), self.as_ptr().as_ptr());
        strided!(T, get: to, from, strides, local, remote, pe);
    }

    /// Whether there is anything to copy; panics if the blocks do not lie within both sides.
    pub(super) fn has_blocks<T>(self, local_len: usize, strides: Strides) -> bool {
        let size = size_of::<T>();
        assert!(strides.fit(self.bytes() / size.max(1), local_len) || size == 0);
        size * strides.block * strides.blocks != 0
    }
}

#[cfg(test)]
mod tests {
    use super::Strides;

    #[test]
    fn blocks_fit_to_the_last_element_and_no_further() {
        let strides = Strides { block: 2, blocks: 3, remote: 5, local: 2 };
        assert!(strides.fit(12, 6));
        assert!(!strides.fit(11, 6) && !strides.fit(12, 5));
        assert!(!Strides { local: 1, ..strides }.fit(100, 100), "blocks would overlap");
        assert!(!Strides { remote: usize::MAX, ..strides }.fit(usize::MAX, 6), "overflow");
        assert!(Strides { remote: usize::MAX, local: usize::MAX, blocks: 1, ..strides }.fit(2, 2));
        assert!(Strides { blocks: 0, ..strides }.fit(0, 0));
        assert!(!Strides { block: 0, remote: 0, ..strides }.fit(9, 9), "a stride of nothing");
    }
}
