//! No array is left when the runtime has ended.

use shmem_ndarray::{Result, SymArray};

fn main() {
    let mut kept = None;
    shmem::run(|shmem| -> Result<()> {
        let table = SymArray::<u64, _>::zeros(shmem, (3, 4))?;
        kept = Some(table); // wrong
        //~ kept = Some(table.to_array());
        Ok(())
    });
    assert!(kept.is_some());
}
