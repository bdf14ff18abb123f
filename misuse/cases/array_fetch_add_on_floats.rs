//! Floating-point words have no atomic arithmetic, in arrays either.

use shmem_ndarray::{AtomicArray, Result};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let sums = AtomicArray::<f64, _>::zeros(shmem, (3, 4))?;
        sums.at(shmem.pe(0)).word([0, 0]).fetch_add(1.5); // wrong
        //~ sums.at(shmem.pe(0)).word([0, 0]).swap(1.5);
        Ok(())
    });
}
