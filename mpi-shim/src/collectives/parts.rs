//! Parts of an array, one for each process.

use std::fmt;
use std::marker::PhantomData;

use crate::element::Element;
use crate::error::Result;
use crate::sys::Parted;

/// Parts of an array, one for each process, of various lengths.
///
/// ```
/// # fn main() -> mpi_shim::Result<()> {
/// use mpi_shim::Parts;
///
/// assert_eq!(Parts::<f64>::packed(&[3, 0, 2])?.reach(), 5);
/// assert_eq!(Parts::<f64>::placed(&[(3, 4), (2, 0)])?.reach(), 7);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Parts<T> {
    parted: Parted,
    elements: PhantomData<fn(T)>,
}

impl<T: Element> Parts<T> {
    /// Parts of these lengths, one behind the other.
    ///
    /// # Errors
    ///
    /// [`Error::TooLarge`](crate::Error::TooLarge) if the library cannot be told of so many: of numbers, it can of
    /// `i32::MAX` in all.
    pub fn packed(lengths: &[usize]) -> Result<Self> {
        let mut end = 0usize;
        let packed = lengths.iter().map(|&length| {
            let place = end;
            end = end.saturating_add(length);
            (length, place)
        });
        Self::of(packed)
    }

    /// Parts of these lengths, at these places.
    ///
    /// # Errors
    ///
    /// As for [`packed`](Self::packed).
    pub fn placed(parts: &[(usize, usize)]) -> Result<Self> {
        Self::of(parts.iter().copied())
    }

    fn of(parts: impl Iterator<Item = (usize, usize)>) -> Result<Self> {
        Ok(Self { parted: Parted::new::<T>(parts)?, elements: PhantomData })
    }

    /// How many elements an array has to have.
    #[must_use]
    pub fn reach(&self) -> usize {
        self.parted.end()
    }

    pub(crate) fn parted(&self) -> &Parted {
        &self.parted
    }
}

impl<T> fmt::Debug for Parts<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parted.fmt(f)
    }
}
