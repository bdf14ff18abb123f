//! Nobody writes to a frozen array.

use ndarray::array;
use shmem_ndarray::{Result, SymArray};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let frozen = SymArray::<u64, _>::zeros(shmem, (3, 4))?.freeze();
        frozen.row(0).at(shmem.pe(0)).put(&array![1, 2, 3, 4]); // wrong
        //~ frozen.thaw().row(0).at(shmem.pe(0)).put(&array![1, 2, 3, 4]);
        Ok(())
    });
}
