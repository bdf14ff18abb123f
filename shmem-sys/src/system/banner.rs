//! What `SHMEM_VERSION`, `SHMEM_INFO` and `SHMEM_DEBUG` ask PE 0 to print at init.

use super::{end, faults, library, setup};
use crate::{SHMEM_MAJOR_VERSION, SHMEM_MINOR_VERSION, SHMEM_VENDOR_STRING};

const INFO: &str = "\
SHMEM_SYMMETRIC_SIZE   bytes of each PE's symmetric heap, as in 512m or 1.5g
SHMEM_VERSION          print the library's version at init
SHMEM_INFO             print this
SHMEM_DEBUG            print at init which library there is, where each routine comes from and which
                       faults are known, and what a PE waits for when it has waited for seconds
";

/// Whether a variable, or its old spelling, is set.
pub(super) fn asked(name: &str) -> bool {
    ["SHMEM_", "SMA_"].iter().any(|prefix| std::env::var_os(format!("{prefix}{name}")).is_some())
}

/// Prints what was asked for, on PE 0, to standard error.
pub(super) fn print() {
    if setup::my_pe() != 0 {
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
        let library::Version { standard: (major, minor), name } = library::version();
        let npes = setup::n_pes();
        end::say(&format!("shmem: {npes} PEs over {name} (OpenSHMEM {major}.{minor})\n"));
        for family in crate::origins() {
            end::say(&format!("shmem: {}: {}\n", family.origin, family.routines.join(", ")));
        }
        for [fault, remedy] in faults::known() {
            end::say(&format!("shmem: known fault: {fault}; {remedy}\n"));
        }
    }
}
