//! What the environment can do to a program with arrays.

use std::fmt;
#[cfg(feature = "npy")]
use std::path::PathBuf;

use shmem::Pe;

/// Why a call on arrays could not do what it was asked for.
///
/// As for [`shmem::Error`], which it includes, these are the failures that a correct program can meet; what only a
/// bug can cause, such as an index out of range or a shape that does not fit, panics instead.
///
/// ```
/// use shmem_ndarray::{Error, SymArray2};
///
/// # let shmem = shmem::Shmem::init()?;
/// let made = SymArray2::<f64>::zeros(&shmem, (usize::MAX, 2));
/// assert!(matches!(made, Err(Error::TooLarge { shape }) if shape == [usize::MAX, 2]));
/// # Ok::<(), shmem_ndarray::Error>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// What shmem could not do.
    #[error(transparent)]
    Shmem(#[from] shmem::Error),

    /// The PEs asked for arrays of different shapes or orders. Every PE gets this error.
    #[error(
        "the PEs asked for different arrays: PE {} for {}, PE {} for {}",
        .one.0, .one.1, .other.0, .other.1
    )]
    Asymmetric {
        /// PE 0, and what it asked for.
        one: (Pe, Asked),
        /// The first PE that asked for something else, and for what.
        other: (Pe, Asked),
    },

    /// More elements than an address space holds.
    #[error("an array of shape {shape:?} has more elements than any heap holds")]
    TooLarge {
        /// The number of elements along each axis.
        shape: Vec<usize>,
    },

    /// A file could not be read.
    #[cfg(feature = "npy")]
    #[error("cannot read {}: {source}", .path.display())]
    ReadNpy {
        /// The file.
        path: PathBuf,
        /// Why.
        source: ndarray_npy::ReadNpyError,
    },

    /// A file could not be written.
    #[cfg(feature = "npy")]
    #[error("cannot write {}: {source}", .path.display())]
    WriteNpy {
        /// The file.
        path: PathBuf,
        /// Why.
        source: ndarray_npy::WriteNpyError,
    },

    /// Another PE could not do its part of what all do together, and has the error that says why.
    #[error("PE {pe} could not do its part")]
    Elsewhere {
        /// The first such PE.
        pe: Pe,
    },
}

/// The shape and the order that a PE asked for.
///
/// ```
/// use shmem_ndarray::Asked;
///
/// let asked = Asked { shape: vec![3, 4], fortran: true };
/// assert_eq!(asked.to_string(), "shape [3, 4] in Fortran order");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The number of elements along each axis.
    pub shape: Vec<usize>,
    /// Whether the elements were to lie in Fortran order, and not in C order.
    pub fortran: bool,
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let order = if self.fortran { "Fortran" } else { "C" };
        write!(f, "shape {:?} in {order} order", self.shape)
    }
}

/// What fallible calls return.
///
/// ```
/// fn corner(shmem: &shmem::Shmem) -> shmem_ndarray::Result<f64> {
///     let table = shmem_ndarray::SymArray::ones(shmem, (3, 4))?;
///     Ok(table.read([0, 0]))
/// }
/// # let shmem = shmem::Shmem::init()?;
/// assert_eq!(corner(&shmem)?, 1.0);
/// # Ok::<(), shmem_ndarray::Error>(())
/// ```
pub type Result<T, E = Error> = std::result::Result<T, E>;
