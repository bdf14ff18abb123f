//! A PE: runs the trials that the driver names.
#![allow(unsafe_code, reason = "calls the raw OpenSHMEM API")]

use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::process::exit;
use std::sync::{Mutex, PoisonError};

use shmem_sys::{
    SHMEM_THREAD_MULTIPLE, shmem_barrier_all, shmem_finalize, shmem_init_thread, shmem_my_pe,
};

use crate::body::Place;
use crate::trial::Trial;
use crate::wire::{self, FINISH, Report};

/// What the panics of the running trial said, on whatever thread and in order.
static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Takes orders until the driver has no more. A driver that is gone takes its PEs with it.
pub(crate) fn serve(trials: &[Trial], address: &str) -> ! {
    let mut provided = 0;
    // SAFETY: `provided` is a valid place to write to; every PE of the job comes here.
    let failed = unsafe { shmem_init_thread(SHMEM_THREAD_MULTIPLE, &raw mut provided) };
    assert_eq!((failed, provided), (0, SHMEM_THREAD_MULTIPLE), "shmem_init_thread");
    panic::set_hook(Box::new(|info| {
        // Shown if the panic goes on to end the job, so that nobody reports it.
        eprintln!("{info}");
        PANICS.lock().unwrap_or_else(PoisonError::into_inner).push(info.to_string());
    }));

    if obey(trials, address).is_err() {
        exit(1);
    }
    // SAFETY: every PE was told to finish.
    unsafe { shmem_finalize() };
    exit(0)
}

fn obey(trials: &[Trial], address: &str) -> io::Result<()> {
    let driver = wire::connect(address)?;
    // SAFETY: the caller initialised.
    let me = unsafe { shmem_my_pe() };
    wire::send_number(&driver, me.cast_unsigned())?;
    loop {
        match wire::receive_number(&driver)? {
            FINISH => return Ok(()),
            index => wire::send_report(&driver, &attempt(&trials[index as usize]))?,
        }
    }
}

/// Runs a trial and meets the other PEs, unless it failed: then they wait in vain, and the
/// driver ends the job.
fn attempt(trial: &Trial) -> Report {
    let panics = || PANICS.lock().unwrap_or_else(PoisonError::into_inner);
    panics().clear();
    panic::catch_unwind(AssertUnwindSafe(|| (trial.body)(Place::Shared)))
        .unwrap_or_else(|_| Err(panics().join("\n")))?;
    // SAFETY: the driver sends every PE the same orders; OpenSHMEM is initialised.
    unsafe { shmem_barrier_all() };
    Ok(())
}
