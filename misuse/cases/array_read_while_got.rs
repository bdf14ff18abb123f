//! An array that a scope's get fills is not to be read before the scope has ended.

use ndarray::Array;
use shmem_ndarray::{Result, ScopedArrays, SymArray};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let table = SymArray::<u64, _>::zeros(shmem, (3, 4))?;
        let mut column = Array::ones(3);
        shmem.scope(|s| {
            s.get_view(table.column(1).at(shmem.my_pe()), &mut column);
            assert_eq!(column.sum(), 0); // wrong
        });
        //~ assert_eq!(column.sum(), 0);
        Ok(())
    });
}
