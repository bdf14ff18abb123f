//! A view is of an array that is still there.

use shmem_ndarray::{Result, SymArray};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let row = {
            let table = SymArray::<u64, _>::zeros(shmem, (3, 4))?;
            table.row(1) // wrong
            //~ table.row(1).to_array()
        };
        assert_eq!(row.len(), 4);
        Ok(())
    });
}
