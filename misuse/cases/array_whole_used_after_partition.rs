//! The parts of an array are used instead of it.

use ndarray::Axis;
use shmem_ndarray::{Result, SymArray};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let table = SymArray::<u64, _>::zeros(shmem, (3, 4))?;
        let parts = table.partition(Axis(0), [1, 2]);
        table.write([0, 0], parts.len() as u64); // wrong
        //~ parts[0].write([0, 0], parts.len() as u64);
        Ok(())
    });
}
