//! What the environment says, and what the library is to be told through it.

use core::ffi::c_int;
use std::env;
use std::thread;

use shmem_core::heap_size::HeapSize;

use super::{end, faults};

/// What Open MPI calls its heap's size besides `SMA_SYMMETRIC_SIZE`.
const OPEN_MPIS_OWN: &str = "SHMEM_SYMMETRIC_HEAP_SIZE";

/// Tells the library what programs and users tell us, before it is initialised.
///
/// # Errors
///
/// One line that names the variable when its value cannot be read.
pub(super) fn prepare() -> Result<(), String> {
    faults::before_init();
    let get = |name: &str| env::var(name).ok();
    if env::var_os(OPEN_MPIS_OWN).is_some() {
        return Ok(());
    }
    let size = HeapSize::from_env(get)?;
    // Libraries read one name or the other, and not all of them a fraction of a unit.
    for name in ["SHMEM_SYMMETRIC_SIZE", "SMA_SYMMETRIC_SIZE"] {
        faults::set_variable(name, &size.bytes.to_string());
    }
    Ok(())
}

/// Tells a job of one from a launcher that is not the library's: every PE of it would be alone.
pub(super) fn check_size(npes: c_int) {
    let promised = PROMISES.iter().find_map(|name| {
        let size: c_int = env::var(name).ok()?.parse().ok()?;
        (size > 1).then_some((name, size))
    });
    if let (1, Some((name, size))) = (npes, promised) {
        end::say(&format!(
            "shmem: a launcher promises {size} PEs ({name}), but the library has found one: is this \
             the launcher of another library?\n"
        ));
    }
}

/// Sizes that launchers put into the environment of what they start.
const PROMISES: &[&str] = &["OMPI_COMM_WORLD_SIZE", "PMI_SIZE"];

/// How many PEs of the job a launcher has put on this host.
const LOCAL_SIZES: &[&str] = &["OMPI_COMM_WORLD_LOCAL_SIZE", "MPI_LOCALNRANKS"];

/// Whether every PE of this host can have a core to itself.
pub(super) fn a_core_each(npes: c_int) -> bool {
    let here = LOCAL_SIZES.iter().find_map(|name| env::var(name).ok()?.parse().ok());
    let here: usize = here.unwrap_or(npes as usize);
    let cores = processors();
    // A PE that is bound sees its own cores only.
    let mine = thread::available_parallelism().map_or(1, usize::from);
    here <= cores.max(mine)
}

/// Processors of this host that are switched on.
fn processors() -> usize {
    #[allow(unsafe_code, reason = "asks the C library for a number")]
    // SAFETY: asks for a number.
    let count = unsafe { libc::sysconf(libc::_SC_NPROCESSORS_ONLN) };
    usize::try_from(count).unwrap_or(1)
}
