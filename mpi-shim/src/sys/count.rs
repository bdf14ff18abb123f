//! Counts: `usize` here, `int` in most of the C interface.

use std::ffi::c_int;

/// The most that a C count holds.
pub(crate) const MOST: usize = c_int::MAX as usize;

/// A count as C has it, if it fits.
#[inline]
pub(crate) fn small(count: usize) -> Option<c_int> {
    c_int::try_from(count).ok()
}

/// A count from C, where the standard promises that it is none below 0.
#[inline]
pub(crate) fn from_c(count: c_int) -> usize {
    usize::try_from(count).unwrap_or_default()
}
