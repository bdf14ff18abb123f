//! The array of an epoch is not to be used when the epoch is over and others write again.

use shmem_ndarray::{Result, SymArray};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let mut table = SymArray::<u64, _>::zeros(shmem, (3, 4))?;
        let mine = table.with_local(|mine| mine); // wrong
        //~ let mine = table.with_local(|mine| mine.to_owned());
        assert_eq!(mine.sum(), 0);
        Ok(())
    });
}
