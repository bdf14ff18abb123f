//! What is known to be wrong with libraries, and what is done about it.

use std::env;

use shmem_core::open_mpi::{FILES_BY_ROMIO, SEND_ONLY, WINDOWS};

/// MPICH 4.0 reads from `MPI_IN_PLACE` in `MPI_Reduce` where processes share memory and the root is not the first.
pub(super) const REDUCE_IN_PLACE: bool = cfg!(mpi_library = "mpich");

/// MPICH 4.0 puts the part of a process that is alone at the start in `MPI_Allgatherv`, wherever it should be.
pub(super) const ALL_GATHER_PARTS_ALONE: bool = cfg!(mpi_library = "mpich");

/// MPICH 4.0 ends the job where a process receives from itself what is no whole number of elements of a basic datatype.
/// Slices are received as bytes, of which there is always a whole number.
pub(super) const WHOLE_ELEMENTS: bool = cfg!(mpi_library = "mpich");

/// MPICH 4.0 takes the parts of others in `MPI_Win_allocate` for being elsewhere than they are, unless lengths are
/// multiples of this many bytes.
pub(super) const ALLOCATED_BY: usize = if cfg!(mpi_library = "mpich") { 64 } else { 1 };

/// MPICH 4.0 counts in `MPI_Win_start` how many processes have let this one reach them, and not which. It is told by
/// `MPI_MODE_NOCHECK` that those have who are to, which the window sees to by messages.
pub(super) const LETTING_IS_COUNTED: bool = cfg!(mpi_library = "mpich");

/// Open MPI 4.1 waits for ever in `MPI_Waitall`, of a process that may have threads, for what has failed before.
pub(super) const WAIT_ALL: bool = cfg!(mpi_library = "openmpi");

/// Open MPI's ROMIO, up to 4.1 at least, ends the job by a signal in `MPI_File_iread_all` and its like. What each
/// process starts by itself comes to the same.
pub(super) const START_FILE_ALL: bool = cfg!(mpi_library = "openmpi");

/// ROMIO starts the reading and writing of any number of bytes by one call of the system, which moves no more than this;
/// what is left is not moved. More is moved at once.
pub(super) const MOST_OF_FILE_UNDER_WAY: usize = 0x7fff_f000;

/// Open MPI's ROMIO says how many bytes it moved by an `int`, however many they are.
pub(super) const FILE_STATUS_IS_INT: bool = cfg!(mpi_library = "openmpi");

/// Open MPI 4.1 waits for ever in `MPI_Comm_disconnect` of one group whose processes are of several worlds.
pub(super) const DISCONNECT_OF_ONE_GROUP: bool = cfg!(mpi_library = "openmpi");

/// Whether the library, to answer, would start a launcher beside this process, as MPICH does where none has started it: the
/// first `mpiexec` of the path, which may be another library's, and then it waits for ever.
pub(super) fn launcher_is_started() -> bool {
    cfg!(mpi_library = "mpich")
        && ["PMI_FD", "PMI_PORT", "PMIX_NAMESPACE"].iter().all(|name| env::var_os(name).is_none())
}

/// Tells the library what it has to be told before it starts. `tests/bounds` shows what happens otherwise.
pub(super) fn before_start() {
    if !cfg!(mpi_library = "openmpi") {
        return;
    }
    for (name, value) in SEND_ONLY.into_iter().chain([WINDOWS, FILES_BY_ROMIO]) {
        if env::var_os(name).is_none() {
            // SAFETY: starting MPI changes the environment in any case, since libraries do; Rust's own readers
            // and writers share a lock, and programs may not read it by other means meanwhile.
            unsafe { env::set_var(name, value) };
        }
    }
}
