//! What a frozen epoch lends ends with it.

use shmem_ndarray::{Result, SymArray};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let mut table = SymArray::<u64, _>::zeros(shmem, (3, 4))?;
        let row = table.with_frozen(|all| all.row(1).view()); // wrong
        //~ let row = table.with_frozen(|all| all.row(1).to_array());
        assert_eq!(row.sum(), 0);
        Ok(())
    });
}
