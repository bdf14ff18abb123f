//! This PE's own array of a local epoch is borrowed as any other of Rust.

use shmem_ndarray::{Result, SymArray};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let mut local = SymArray::<u64, _>::zeros(shmem, (3, 4))?.into_local();
        let mine = local.view();
        local[[0, 0]] = 1; // wrong
        assert_eq!(mine.sum(), 0);
        //~ local[[0, 0]] = 1;
        Ok(())
    });
}
