//! The words of an atomic array are changed atomically, and in no other way.

use shmem_ndarray::{AtomicArray, Result};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let counts = AtomicArray::<u64, _>::zeros(shmem, (3, 4))?;
        counts.write([0, 0], 1); // wrong
        //~ counts.word([0, 0]).here().set(1);
        Ok(())
    });
}
