//! A private array is not to be changed while it is put.

use ndarray::Array;
use shmem_ndarray::{Result, ScopedArrays, SymArray};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let table = SymArray::<u64, _>::zeros(shmem, (3, 4))?;
        let mut row = Array::ones(4);
        shmem.scope(|s| {
            s.put_view(table.row(0).at(shmem.my_pe()), &row);
            row.fill(2); // wrong
        });
        //~ row.fill(2);
        assert_eq!(row.sum(), 8);
        Ok(())
    });
}
