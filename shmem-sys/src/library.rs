//! What was linked.

use core::ffi::c_int;

/// The C library that the `system` provider was built with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Library {
    /// Its name: `"Open MPI"`, `"Sandia OpenSHMEM"`, …; `"unknown"` when it is none of those this crate knows.
    pub name: &'static str,
    /// Its own version, where the header or `pkg-config` tells it.
    pub version: Option<&'static str>,
    /// The version of the standard that its header claims: major and minor.
    pub standard: (c_int, c_int),
    /// The directory where the loader must find it.
    pub dir: &'static str,
    /// The launcher that belongs to it; another library's would start jobs of one PE each.
    pub launcher: Option<&'static str>,
    /// The place that led the build script to it.
    pub found_by: &'static str,
}

/// The C library that this crate was built with; none, when the runtime is the bundled one.
#[must_use]
pub fn library() -> Option<Library> {
    #[cfg(shmem_provider = "bundled")]
    return None;
    #[cfg(shmem_provider = "system")]
    {
        use crate::system::constants::{SHMEM_MAJOR_VERSION, SHMEM_MINOR_VERSION};
        Some(Library {
            name: env!("SHMEM_SYS_LIBRARY"),
            version: option_env!("SHMEM_SYS_VERSION"),
            standard: (SHMEM_MAJOR_VERSION, SHMEM_MINOR_VERSION),
            dir: env!("SHMEM_SYS_LIBDIR"),
            launcher: option_env!("SHMEM_SYS_LAUNCHER"),
            found_by: env!("SHMEM_SYS_FOUND_BY"),
        })
    }
}
