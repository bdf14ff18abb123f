//! The array of a local epoch is not to be used when the array is shared again.

use shmem_ndarray::{Result, SymArray};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let local = SymArray::<u64, _>::zeros(shmem, (3, 4))?.into_local();
        let mine = local.view(); // wrong
        //~ let mine = local.to_array();
        let table = local.into_shared();
        assert_eq!(mine.sum() + table.read([0, 0]), 0);
        Ok(())
    });
}
