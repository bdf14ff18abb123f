//! What is known of a message.

use crate::element::Element;
use crate::error::{Error, Result};

/// Who sent a message, its tag, and how long it is.
///
/// ```
/// use mpi_shim::prelude::*;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let (me, mut room) = (mpi.this_process(), [0.0; 8]);
///     let status = me.sendrecv(&[1.5, 2.5], 0, 7, &mut room, Source::Any, Tag::Any)?;
///     assert_eq!((status.source(), status.tag(), status.count::<f64>()?), (Some(0), 7, 2));
///     Ok(())
/// });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    pub(crate) source: Option<usize>,
    pub(crate) tag: i32,
    pub(crate) bytes: usize,
}

impl Status {
    /// What is known of a call that is no message.
    pub(crate) const NONE: Self = Self { source: None, tag: 0, bytes: 0 };

    /// Who sent it; `None` if it was received from nobody.
    #[must_use]
    pub fn source(&self) -> Option<usize> {
        self.source
    }

    /// Its tag.
    #[must_use]
    pub fn tag(&self) -> i32 {
        self.tag
    }

    /// How many bytes it has.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// How many elements of `T` it has.
    ///
    /// # Errors
    ///
    /// [`Error::Elements`] if that is no whole number.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.2.5 return status: `MPI_Get_count`.
    #[doc(alias = "MPI_Get_count")]
    pub fn count<T: Element>(&self) -> Result<usize> {
        let (bytes, size) = (self.bytes, size_of::<T>());
        match bytes.checked_rem(size) {
            Some(0) => Ok(bytes / size),
            _ => Err(Error::Elements { bytes, size }),
        }
    }
}
