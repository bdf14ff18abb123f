//! Places in windows.

use std::fmt;

use crate::element::Element;
use crate::error::{Error, Result};
use crate::layout::Layout;

/// A place in a process's part of a window: from an element on, given by its number; of a
/// [region](Self::region) of a dynamic window; with a [layout](Self::laid).
///
/// ```
/// use mpi_shim::prelude::*;
/// use mpi_shim::{Layout, Place};
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let window = mpi.this_process().allocate_window::<i32>(6)?;
///     let column = Layout::strided(mpi, 2, 1, 3)?;
///     let mut fenced = window.fenced()?;
///     fenced.epoch(|e| e.put(&[7, 8], 0, Place::from(1).laid(&column)))?;
///     let window = fenced.close()?;
///     assert_eq!(window.local(), [0, 7, 0, 0, 8, 0]);
///     window.free()
/// });
/// ```
pub struct Place<'a, T> {
    pub(super) region: usize,
    pub(super) first: usize,
    pub(super) layout: Option<&'a Layout<'a, T>>,
}

impl<'a, T: Element> Place<'a, T> {
    /// In a region of a dynamic window, by its number.
    #[must_use]
    pub fn region(self, region: usize) -> Self {
        Self { region, ..self }
    }

    /// The elements of a layout that begins there.
    #[must_use]
    pub fn laid(self, layout: &'a Layout<'a, T>) -> Self {
        Self { layout: Some(layout), ..self }
    }

    /// The same, if it is one element's.
    #[inline]
    pub(super) fn single(self) -> Result<Self> {
        match self.layout {
            None => Ok(self),
            Some(layout) => {
                Err(Error::Length { what: "place of one element", is: layout.reach(), should: 1 })
            }
        }
    }
}

impl<T> From<usize> for Place<'_, T> {
    #[inline]
    fn from(first: usize) -> Self {
        Self { region: 0, first, layout: None }
    }
}

/// For literals. What is below 0 is no place in any window.
impl<T> From<i32> for Place<'_, T> {
    #[inline]
    fn from(first: i32) -> Self {
        Self::from(first as usize)
    }
}

impl<T> Clone for Place<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Place<'_, T> {}

impl<T> fmt::Debug for Place<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Place")
            .field("region", &self.region)
            .field("first", &self.first)
            .field("layout", &self.layout)
            .finish()
    }
}
