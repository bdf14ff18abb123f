//! A block has one owner on a PE.

use shmem_ndarray::{Result, SymArray};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let table = SymArray::<u64, _>::zeros(shmem, (3, 4))?;
        let other = table.clone(); // wrong
        //~ let other = table.like()?;
        assert_eq!(other.len(), table.len());
        Ok(())
    });
}
