//! Elements that others may write are copied out, not indexed.

use shmem_ndarray::{Result, SymArray};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let table = SymArray::<u64, _>::zeros(shmem, (3, 4))?;
        let first = table[[0, 0]]; // wrong
        //~ let first = table.read([0, 0]);
        assert_eq!(first, 0);
        Ok(())
    });
}
