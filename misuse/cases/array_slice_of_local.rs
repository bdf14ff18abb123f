//! A local array has no symmetric slices, only those of its own elements.

use shmem_ndarray::{Result, SymArray};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let local = SymArray::<u64, _>::zeros(shmem, (3, 4))?.into_local();
        let row = local.row(1); // wrong
        //~ let row = local.view().row(1).to_owned();
        assert_eq!(row.len(), 4);
        Ok(())
    });
}
