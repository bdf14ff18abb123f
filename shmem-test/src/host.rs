//! What the PEs of a test binary run in: OpenSHMEM by whichever provider, or MPI.

#![allow(unsafe_code, reason = "calls the raw OpenSHMEM API")]

use std::path::Path;
use std::sync::OnceLock;

use shmem_smp::launch::Launcher;
use shmem_sys::{
    Provider, SHMEM_THREAD_MULTIPLE, shmem_barrier_all, shmem_finalize, shmem_init_thread,
    shmem_my_pe,
};

/// What PEs need to take orders together.
pub(crate) trait Host: Sync {
    /// The launcher that its jobs need, if that is not our own.
    fn launcher(&self) -> Option<Result<Launcher, String>>;

    /// Starts it on this PE, and says which one this is.
    fn start(&self) -> u32;

    /// Meets the other PEs.
    fn meet(&self);

    /// Ends it, as all PEs do.
    fn end(&self);
}

static HOST: OnceLock<&'static dyn Host> = OnceLock::new();

/// Chooses for this process, before anything else.
#[cfg(feature = "mpi")]
pub(crate) fn choose(host: &'static dyn Host) {
    HOST.get_or_init(|| host);
}

/// The chosen one; OpenSHMEM unless somebody chose.
pub(crate) fn host() -> &'static dyn Host {
    HOST.get().copied().unwrap_or(&OpenShmem)
}

/// Whether jobs are of our own launcher's, which knows more of them than others.
pub(crate) fn is_ours() -> bool {
    host().launcher().is_none()
}

/// OpenSHMEM by the provider that this binary is linked with.
pub(crate) struct OpenShmem;

impl Host for OpenShmem {
    fn launcher(&self) -> Option<Result<Launcher, String>> {
        match shmem_sys::provider() {
            Provider::Bundled => None,
            _ => {
                let own = shmem_sys::library().and_then(|library| library.launcher).map(Path::new);
                Some(Launcher::find(own).map_err(|error| error.to_string()))
            }
        }
    }

    fn start(&self) -> u32 {
        let mut provided = 0;
        // SAFETY: `provided` is a valid place to write to; every PE of the job comes here.
        let failed = unsafe { shmem_init_thread(SHMEM_THREAD_MULTIPLE, &raw mut provided) };
        assert_eq!((failed, provided), (0, SHMEM_THREAD_MULTIPLE), "shmem_init_thread");
        // SAFETY: it is initialised.
        unsafe { shmem_my_pe() }.cast_unsigned()
    }

    fn meet(&self) {
        // SAFETY: the driver sends every PE the same orders; OpenSHMEM is initialised.
        unsafe { shmem_barrier_all() };
    }

    fn end(&self) {
        // SAFETY: every PE was told to finish.
        unsafe { shmem_finalize() };
    }
}
