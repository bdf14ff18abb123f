//! A local array has no remote access, on any PE.

use shmem_ndarray::{Result, SymArray};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let mut local = SymArray::<u64, _>::zeros(shmem, (3, 4))?.into_local();
        local.view_mut().fill(1);
        local.at(shmem.pe(0)).p([0, 0], 2); // wrong
        //~ local.into_shared().at(shmem.pe(0)).p([0, 0], 2);
        Ok(())
    });
}
