//! An array that a scope puts is not to be dropped in it.

use ndarray::Array;
use shmem_ndarray::{Result, ScopedArrays, SymArray};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let table = SymArray::<u64, _>::zeros(shmem, (3, 4))?;
        let row = Array::ones(4);
        shmem.scope(|s| {
            s.put_view(table.row(0).at(shmem.my_pe()), &row);
            drop(row); // wrong
        });
        //~ drop(row);
        Ok(())
    });
}
