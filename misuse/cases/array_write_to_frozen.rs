//! Nobody writes to a frozen array, not even to the own part.

use shmem_ndarray::{Result, SymArray};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let frozen = SymArray::<u64, _>::zeros(shmem, (3, 4))?.freeze();
        frozen.write([0, 0], 1); // wrong
        //~ frozen.thaw().write([0, 0], 1);
        Ok(())
    });
}
