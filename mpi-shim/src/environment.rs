//! What can be asked at any time.

use crate::sys;

/// The version of the standard that the header says, by which this crate was built.
pub const VERSION: &str = env!("MPI_SHIM_STANDARD");

/// The version of the standard that the library keeps to.
///
/// ```
/// assert!(mpi_shim::version() >= (3, 1));
/// ```
///
/// # Specification
///
/// MPI 3.1, 8.1 implementation information: `MPI_Get_version`.
#[doc(alias = "MPI_Get_version")]
#[must_use]
pub fn version() -> (u32, u32) {
    sys::version()
}

/// What the library calls itself, in words of its own.
///
/// ```
/// assert!(!mpi_shim::library_version().is_empty());
/// ```
///
/// # Specification
///
/// MPI 3.1, 8.1 implementation information: `MPI_Get_library_version`.
#[doc(alias = "MPI_Get_library_version")]
#[must_use]
pub fn library_version() -> String {
    sys::library_version()
}

/// The library by which this crate was built: `openmpi`, `mpich` (and what is made of it) or `other`.
///
/// ```
/// assert!(["openmpi", "mpich", "other"].contains(&mpi_shim::library()));
/// ```
#[must_use]
pub const fn library() -> &'static str {
    if cfg!(mpi_library = "openmpi") {
        "openmpi"
    } else if cfg!(mpi_library = "mpich") {
        "mpich"
    } else {
        "other"
    }
}

/// The launcher that goes with the library: the one beside the compiler wrapper that this crate was built with.
///
/// ```
/// assert!(mpi_shim::launcher().contains("mpi"));
/// ```
#[must_use]
pub const fn launcher() -> &'static str {
    env!("MPI_SHIM_LAUNCHER")
}
