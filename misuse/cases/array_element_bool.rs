//! Other PEs may write any bytes into symmetric memory, and not all are a `bool`.

use shmem_ndarray::{Result, SymArray};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let table = SymArray::<bool, _>::zeros(shmem, (3, 4))?; // wrong
        //~ let table = SymArray::<u8, _>::zeros(shmem, (3, 4))?;
        assert_eq!(table.len(), 12);
        Ok(())
    });
}
