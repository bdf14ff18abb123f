//! A path that all processes have in common, without a file when it comes and when it goes.

use std::path::{Path, PathBuf};

use mpi_shim::{Communicator, Mpi, Result};

pub(crate) struct Scratch<'mpi> {
    pub(crate) path: PathBuf,
    world: Communicator<'mpi>,
}

impl<'mpi> Scratch<'mpi> {
    /// Collective over all processes.
    pub(crate) fn new(mpi: &'mpi Mpi, name: &str) -> Result<Self> {
        let mut number = [std::process::id()];
        mpi.world().broadcast(&mut number, 0)?;
        let path = std::env::temp_dir().join(format!("mpi_shim_{name}_{}", number[0]));
        Ok(Self { path, world: mpi.world() })
    }
}

impl AsRef<Path> for Scratch<'_> {
    fn as_ref(&self) -> &Path {
        &self.path
    }
}

impl Drop for Scratch<'_> {
    fn drop(&mut self) {
        let _ = self.world.barrier();
        if self.world.rank() == 0 {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}
