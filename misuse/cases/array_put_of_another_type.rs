//! The elements of both sides have one type.

use ndarray::array;
use shmem_ndarray::{Result, SymArray};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let table = SymArray::<u64, _>::zeros(shmem, (3, 4))?;
        table.row(0).at(shmem.pe(0)).put(&array![1_u32, 2, 3, 4]); // wrong
        //~ table.row(0).at(shmem.pe(0)).put(&array![1_u64, 2, 3, 4]);
        Ok(())
    });
}
