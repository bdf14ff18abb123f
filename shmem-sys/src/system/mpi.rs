//! MPI in the same process, where the library is made of it.

#![allow(unsafe_code, reason = "asks MPI, if there is one")]

use core::ffi::{c_int, c_void};
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;

pub(crate) use super::faults::before_init as before_it;
use super::library::symbol;

/// Whoever started MPI knows that the library ends it.
static ADOPTED: AtomicBool = AtomicBool::new(false);

pub(crate) fn adopt() {
    ADOPTED.store(true, Relaxed);
}

/// Refuses to start in an MPI of somebody's who does not know that the library ends it.
///
/// # Errors
///
/// One line that says what to do.
pub(super) fn check() -> Result<(), String> {
    if crate::beside_mpi::starts_mpi() && runs() && !ADOPTED.load(Relaxed) {
        return Err("MPI runs in this process already, and OpenSHMEM, which is made of it here, would end it: \
                    start OpenSHMEM first, or by `mpi_shim::Mpi::shmem`"
            .to_owned());
    }
    Ok(())
}

fn runs() -> bool {
    type Question = unsafe extern "C" fn(*mut c_int) -> c_int;
    let routine = symbol(c"MPI_Initialized");
    if routine.is_null() {
        return false;
    }
    // SAFETY: the standard function of MPI, which has this type.
    let question = unsafe { std::mem::transmute::<*mut c_void, Question>(routine) };
    let mut started = 0;
    // SAFETY: callable at any time; the out parameter is a local variable.
    unsafe { question(&raw mut started) };
    started != 0
}
