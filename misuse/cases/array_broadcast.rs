//! No two indices of a view are one element, so that it can be a target.

use shmem_ndarray::{Result, SymArray};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let table = SymArray::<u64, _>::zeros(shmem, (3, 4))?;
        let wide = table.row(0).broadcast((3, 4)); // wrong
        //~ let row = table.row(0).to_array();
        //~ let wide = row.broadcast((3, 4));
        assert!(wide.is_some());
        Ok(())
    });
}
