//! The array of a frozen epoch is not to be used when others may write it again.

use shmem_ndarray::{Result, SymArray};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let frozen = SymArray::<u64, _>::zeros(shmem, (3, 4))?.freeze();
        let row = frozen.row(2).view(); // wrong
        //~ let row = frozen.row(2).to_array();
        let table = frozen.thaw();
        assert_eq!(row.sum() + table.read([0, 0]), 0);
        Ok(())
    });
}
