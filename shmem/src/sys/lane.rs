//! Copies between symmetric memory and lanes of arrays, whose elements have others between them.
//!
//! A slice from a lane's first element to its last would be a reference to those between them, which may be
//! borrowed by somebody else. So the strided routines get the lane's own pointer, which may be used for its elements
//! alone, and touch nothing else.

use bytemuck::{AnyBitPattern, NoUninit};
use ndarray::{ArrayView1, ArrayViewMut1};

use super::strided::strided;
use super::target::issue;
use super::{Span, Strides, Target};

impl Span<'_> {
    /// Copies the elements of `lane` to those of this on a PE that are `apart`; `lane` is free again on return.
    pub(crate) fn put_lane<T: NoUninit>(
        self,
        apart: usize,
        lane: &ArrayView1<'_, T>,
        pe: impl Target,
    ) {
        let Some(strides) = self.beside_lane::<T>(apart, lane.len(), lane.strides()[0]) else {
            return;
        };
        // The elements lie within the target, which is allocated on every PE. A view's pointer may be read from at
        // its strides, as often as it is long; its elements are initialised and private. Both are aligned for
        // elements, hence for their words.
        let (to, from) = (self.as_ptr().as_ptr(), lane.as_ptr());
        strided!(T, put: to, from, strides, remote, local, pe);
    }

    /// Copies the elements of this on a PE that are `apart` to those of `lane`; they are there on return.
    pub(crate) fn get_lane<T: AnyBitPattern>(
        self,
        apart: usize,
        lane: &mut ArrayViewMut1<'_, T>,
        pe: impl Target,
    ) {
        let Some(strides) = self.beside_lane::<T>(apart, lane.len(), lane.strides()[0]) else {
            return;
        };
        // As for `put_lane`, and this view's pointer may be written to; whatever bytes arrive are values of the
        // elements' type.
        let (to, from) = (lane.as_mut_ptr(), self.as_ptr().as_ptr());
        strided!(T, get: to, from, strides, local, remote, pe);
    }

    /// How elements lie here and in a lane, if there are any; panics if they do not lie within this or do not go
    /// upwards.
    fn beside_lane<T>(self, apart: usize, len: usize, stride: isize) -> Option<Strides> {
        let strides = Strides::of_lane(apart, len, stride).expect("a lane that goes upwards");
        // However long the lane is in memory: that all of it is there is ndarray's to see to.
        self.has_blocks::<T>(usize::MAX, strides).then_some(strides)
    }
}

impl Strides {
    /// Those of a lane's elements and as many that are `apart`, if the lane goes upwards.
    pub(crate) fn of_lane(apart: usize, len: usize, stride: isize) -> Option<Self> {
        // Fewer than two elements have no distance.
        let local = if len < 2 { 1 } else { usize::try_from(stride).ok()? };
        Some(Self { block: 1, blocks: len, remote: apart, local })
    }
}
