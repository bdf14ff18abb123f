//! An array that has begun an epoch by value is that epoch's.

use shmem_ndarray::{Result, SymArray};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let table = SymArray::<u64, _>::zeros(shmem, (3, 4))?;
        let local = table.into_local();
        table.write([0, 0], local[[0, 0]]); // wrong
        //~ local.into_shared().write([0, 0], 1);
        Ok(())
    });
}
