//! What `SHMEM_VERSION`, `SHMEM_INFO` and `SHMEM_DEBUG` ask PE 0 to print at init.

use crate::abi::{SHMEM_MAJOR_VERSION, SHMEM_MINOR_VERSION, SHMEM_VENDOR_STRING};
use crate::{end, runtime, statics};

const INFO: &str = "\
SHMEM_SYMMETRIC_SIZE   bytes of each PE's symmetric heap, as in 512m or 1.5g
SHMEM_NPES             PEs of the job that a program started without a launcher makes of itself
SHMEM_LAUNCHER         whose environment to believe: none, self, smp, ompi, pmi or slurm
SHMEM_SMP_SCOPE        'node' makes one job per node
SHMEM_SMP_TIMEOUT      seconds to wait for the other PEs at init under a foreign launcher
SHMEM_VERSION          print the library's version at init
SHMEM_INFO             print this
SHMEM_DEBUG            print the job's layout at init
";

/// Whether a variable, or its old spelling, is set.
fn asked(name: &str) -> bool {
    ["SHMEM_", "SMA_"].iter().any(|prefix| std::env::var_os(format!("{prefix}{name}")).is_some())
}

/// Prints what was asked for, on PE 0, to standard error.
pub(crate) fn print() {
    if runtime::my_pe() != 0 {
        return;
    }
    if asked("VERSION") {
        end::say(&format!(
            "{SHMEM_VENDOR_STRING} (OpenSHMEM {SHMEM_MAJOR_VERSION}.{SHMEM_MINOR_VERSION})\n"
        ));
    }
    if asked("INFO") {
        end::say(INFO);
    }
    if asked("DEBUG") {
        end::say(&format!(
            "shmem: {} PEs, {} bytes of heap and {} of symmetric static variables each, {}\n",
            runtime::n_pes(),
            runtime::heap_size(),
            statics::size(),
            if runtime::supervised() { "watched by the launcher" } else { "watching each other" }
        ));
    }
}
