//! An array stays on the thread that has the runtime.

use shmem_ndarray::{Result, SymArray};

fn main() {
    shmem::run(|shmem| -> Result<()> {
        let table = SymArray::<u64, _>::zeros(shmem, (3, 4))?;
        std::thread::scope(|threads| {
            threads.spawn(|| table.write([0, 0], 1)); // wrong
        });
        //~ table.write([0, 0], 1);
        Ok(())
    });
}
