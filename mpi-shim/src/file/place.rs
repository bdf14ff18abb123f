//! Where elements are in a file, as numbers that neither this crate nor the library computes too large.

use crate::element::Element;
use crate::error::{Error, Result};
use crate::file::FileError;

/// How far files are taken to reach, in bytes: what is added to it is a number of C's nevertheless.
const FAR: i64 = 1 << 62;

/// How far apart the elements of a view are, in the mean.
#[derive(Clone, Copy)]
pub struct Span {
    /// Where it starts, in bytes.
    pub(super) displacement: u64,
    /// How many elements it has in each repetition.
    pub(super) visible: usize,
    /// How many elements of the file there are from one repetition to the next.
    pub(super) tile: usize,
    /// The size of one, in bytes.
    element: usize,
}

impl Span {
    /// All elements of a file.
    pub(super) fn contiguous<T: Element>() -> Self {
        Self::new::<T>(0, 1, 1)
    }

    pub(super) fn new<T: Element>(displacement: u64, visible: usize, tile: usize) -> Self {
        Self { displacement, visible, tile, element: size_of::<T>() }
    }

    /// The place of so many elements, as C has it.
    pub(super) fn offset(self, offset: usize, elements: usize) -> Result<i64> {
        self.must_show(elements)?;
        let end = (offset as u128).saturating_add(elements as u128);
        let tiles = end / (self.visible.max(1) as u128) + 1;
        let bytes = tiles.saturating_mul(self.tile as u128).saturating_mul(self.element as u128);
        let place = || Error::File(FileError::Place { place: offset as i128 });
        if bytes.saturating_add(u128::from(self.displacement)) > FAR as u128 {
            return Err(place());
        }
        i64::try_from(offset).map_err(|_| place())
    }

    /// A distance from some place.
    pub(super) fn distance(self, distance: isize) -> Result<i64> {
        self.offset(distance.unsigned_abs(), 0)?;
        Ok(distance as i64)
    }

    /// Sees that there are elements at all, if some are wanted.
    pub(super) fn must_show(self, elements: usize) -> Result<()> {
        if self.visible > 0 || elements == 0 {
            Ok(())
        } else {
            Err(Error::File(FileError::View { why: "the view of this process has no elements" }))
        }
    }
}

/// A number of bytes, as C has it.
pub(super) fn to_bytes(bytes: u64) -> Result<i64> {
    let number = i64::try_from(bytes).ok().filter(|&number| number <= FAR);
    number.ok_or(Error::File(FileError::Place { place: i128::from(bytes) }))
}

/// A number of bytes, or of elements, where the standard promises that it is none below 0.
pub(super) fn from_bytes(bytes: i64) -> u64 {
    u64::try_from(bytes).unwrap_or_default()
}
