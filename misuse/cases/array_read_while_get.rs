//! A private array is not to be read while a get fills it.

use ndarray::Array;
use shmem_ndarray::{Result, ScopedArrays, SymArray};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let table = SymArray::<u64, _>::zeros(shmem, (3, 4))?;
        let mut column = Array::zeros(3);
        shmem.scope(|s| {
            s.get_view(table.column(0).at(shmem.my_pe()), &mut column);
            assert_eq!(column.sum(), 0); // wrong
        });
        //~ assert_eq!(column.sum(), 0);
        Ok(())
    });
}
