//! What can be wrong with the use of files.

use std::path::PathBuf;

use crate::error::ErrorClass;

/// What can be wrong with the use of a [`File`](crate::File), beside what the library says.
///
/// ```
/// use mpi_shim::{Error, File, FileError};
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let error = File::options().open::<u8>(&mpi.world(), "nothing").unwrap_err();
///     assert!(matches!(error, Error::File(FileError::Mode { .. })));
///     Ok(())
/// });
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// A file cannot be opened like this.
    #[error("a file cannot be opened like this: {why}")]
    Mode {
        /// Why not.
        why: &'static str,
    },

    /// No file has a name like this.
    #[error("the path {path:?} has a 0 in it, which no file's name has")]
    Path {
        /// The path.
        path: PathBuf,
    },

    /// A hint's value is none that it can have.
    #[error("the hint {key} cannot be {value:?}")]
    Hint {
        /// The hint.
        key: &'static str,
        /// Its value.
        value: String,
    },

    /// Processes give different hints for a file.
    #[error("the processes give different hints for a file")]
    HintsDiffer,

    /// No view of a file can be like this.
    #[error("a file cannot be seen like this: {why}")]
    View {
        /// Why not.
        why: &'static str,
    },

    /// A place that no file has.
    #[error("no file reaches as far as {place}")]
    Place {
        /// The place, in elements or in bytes, as it was named.
        place: i128,
    },

    /// A split collective call of a file is under way, and no other collective one can be before its end.
    #[error("a split collective call of this file is under way: end it first")]
    SplitUnderWay,

    /// A file ends within an element.
    #[error("{bytes} bytes could be read, which is no whole number of elements of {size} bytes")]
    PartialElement {
        /// How many bytes were read.
        bytes: usize,
        /// An element's.
        size: usize,
    },

    /// Less than everything was written, and the library has no error for that.
    #[error("{bytes} of {all} bytes were written")]
    PartlyWritten {
        /// How many bytes were.
        bytes: usize,
        /// How many were to be.
        all: usize,
    },
}

impl FileError {
    pub(crate) fn class(&self) -> ErrorClass {
        match self {
            Self::Mode { .. } => ErrorClass::Amode,
            Self::Path { .. } => ErrorClass::BadFile,
            Self::Hint { .. } => ErrorClass::InfoValue,
            Self::HintsDiffer => ErrorClass::NotSame,
            Self::View { .. } | Self::Place { .. } => ErrorClass::Arg,
            Self::SplitUnderWay => ErrorClass::Pending,
            Self::PartialElement { .. } | Self::PartlyWritten { .. } => ErrorClass::Io,
        }
    }
}
