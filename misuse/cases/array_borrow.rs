//! There is no array of ndarray over memory that others may write.

use shmem_ndarray::{Result, SymArray};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let table = SymArray::<u64, _>::zeros(shmem, (3, 4))?;
        let next = table.mapv(|element| element + 1); // wrong
        //~ let next = table.to_array().mapv(|element| element + 1);
        assert_eq!(next.len(), 12);
        Ok(())
    });
}
