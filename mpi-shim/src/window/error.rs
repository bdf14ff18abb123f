//! What can go wrong with windows.

use crate::error::ErrorClass;

/// Why a window does not allow for what is asked of it.
///
/// ```
/// use mpi_shim::{Error, WindowError};
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let window = mpi.this_process().allocate_window::<u8>(4)?.passive()?.lock_all()?;
///     let error = window.put(&[1, 2], 0, 3).unwrap_err();
///     let beyond = WindowError::Range { rank: 0, first: 3, end: 5, len: 4 };
///     assert_eq!(error, Error::Window(beyond));
///     window.unlock_all()?.close()?.free()
/// });
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WindowError {
    /// What is named is not within a process's part.
    #[error("elements {first} to {end} are not within rank {rank}'s part of a window, of {len}")]
    Range {
        /// The process.
        rank: usize,
        /// The first element.
        first: usize,
        /// The one behind the last.
        end: usize,
        /// How many there are.
        len: usize,
    },

    /// There is no memory of this number in a dynamic window.
    #[error("there is no region {region} in this window")]
    Region {
        /// The number that was named.
        region: usize,
    },

    /// A process is not one of those that an epoch is for.
    #[error("this epoch of a window is not for rank {rank}")]
    OutOfEpoch {
        /// The process.
        rank: usize,
    },

    /// A window is of another kind than this call needs.
    #[error("this window is not {needed}")]
    Flavor {
        /// The kind that is needed.
        needed: &'static str,
    },

    /// Processes bring along what does not go together.
    #[error("the processes do not agree on {what}")]
    Disagreement {
        /// On what.
        what: &'static str,
    },

    /// This process could do its part, but not every other one.
    #[error("another process cannot {what}")]
    Elsewhere {
        /// What it cannot do.
        what: &'static str,
    },
}

impl WindowError {
    pub(crate) fn class(&self) -> ErrorClass {
        match self {
            Self::Range { .. } | Self::Region { .. } => ErrorClass::RmaRange,
            Self::OutOfEpoch { .. } => ErrorClass::RmaSync,
            Self::Flavor { .. } => ErrorClass::RmaFlavor,
            Self::Disagreement { .. } => ErrorClass::NotSame,
            Self::Elsewhere { .. } => ErrorClass::Win,
        }
    }
}
