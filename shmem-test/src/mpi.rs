//! MPI as what PEs run in: those of a job are the ranks of its world.

use std::cell::RefCell;
use std::rc::Rc;

use mpi_shim::{Mpi, ThreadLevel};
use shmem_smp::launch::Launcher;

use crate::host::Host;

/// MPI by the library that this binary is linked with.
pub(crate) struct MpiHost;

thread_local! {
    /// What trials that share a job have in common.
    static MPI: RefCell<Option<Rc<Mpi>>> = const { RefCell::new(None) };
}

/// MPI as it runs in a shared job.
///
/// # Errors
///
/// If it does not run: the trial's binary was not started by `run_mpi`.
pub(crate) fn shared() -> Result<Rc<Mpi>, String> {
    MPI.with_borrow(Clone::clone).ok_or_else(|| "the harness has not started MPI".to_owned())
}

impl Host for MpiHost {
    fn launcher(&self) -> Option<Result<Launcher, String>> {
        Some(Launcher::at(mpi_shim::launcher()).map_err(|error| error.to_string()))
    }

    fn start(&self) -> u32 {
        let mpi = Mpi::init_thread(ThreadLevel::Multiple).expect("MPI starts");
        let me = mpi.world().rank();
        MPI.set(Some(Rc::new(mpi)));
        me as u32
    }

    fn meet(&self) {
        let mpi = shared().expect("MPI runs");
        mpi.world().barrier().expect("every PE comes to the barrier");
    }

    fn end(&self) {
        drop(MPI.take());
    }
}
