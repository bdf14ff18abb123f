//! An array that is given back is not to be used.

use shmem_ndarray::{Result, SymArray};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let table = SymArray::<u64, _>::zeros(shmem, (3, 4))?;
        table.free(); // wrong
        table.write([0, 0], 1);
        //~ table.free();
        Ok(())
    });
}
