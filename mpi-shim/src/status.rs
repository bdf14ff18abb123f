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

/// A read of a file, in bytes: libraries say at its end that there was more than there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Read {
    /// What the library was asked for.
    pub(crate) asked: usize,
    /// What is there of what was wanted, by the size of the file.
    pub(crate) there: usize,
}

impl Read {
    /// What says nothing about a status.
    pub(crate) const UNKNOWN: Self = Self { asked: usize::MAX, there: usize::MAX };
}

impl Status {
    /// What is known of a call that is no message.
    pub(crate) const NONE: Self = Self { source: None, tag: 0, bytes: 0 };

    /// That of data of a file.
    pub(crate) fn of_file(self, read: Read) -> Self {
        let all = self.bytes >= read.asked;
        Self { bytes: if all { read.there } else { self.bytes.min(read.there) }, ..self }
    }

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
