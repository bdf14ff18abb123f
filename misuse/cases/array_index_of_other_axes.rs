//! An index has as many numbers as the array has axes.

use shmem_ndarray::{Result, SymArray};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let table = SymArray::<u64, _>::zeros(shmem, (3, 4))?;
        table.write([0], 1); // wrong
        //~ table.write([0, 0], 1);
        Ok(())
    });
}
