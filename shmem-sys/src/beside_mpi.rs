//! MPI in the same process, where the C library is made of one: starting OpenSHMEM starts MPI, and ending it ends MPI.
//!
//! Not routines of the standard: an extension on which safe layers build. With the feature `mpi`, OpenSHMEM starts MPI
//! as `mpi-shim` needs it.

#![allow(unsafe_code, reason = "takes the word of who starts MPI")]

/// The libraries that are made of MPI.
const MADE_OF_MPI: [&str; 2] = ["Open MPI", "OSHMPI"];

/// Whether the C library starts MPI when it starts, unless it runs, and ends MPI when it ends.
#[must_use]
pub fn starts_mpi() -> bool {
    crate::library().is_some_and(|library| MADE_OF_MPI.contains(&library.name))
}

/// Has the environment tell the library what it reads when it starts: for who starts MPI before OpenSHMEM.
pub fn before_mpi() {
    #[cfg(shmem_provider = "system")]
    crate::system::mpi::before_it();
}

/// Lets `shmem_init` take part in an MPI that runs already. Without it, init fails then.
///
/// # Safety
///
/// Whoever started MPI leaves its end to the last `shmem_finalize`, and does not use it afterwards.
pub unsafe fn adopt_mpi() {
    #[cfg(shmem_provider = "system")]
    crate::system::mpi::adopt();
}
