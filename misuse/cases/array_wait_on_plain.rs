//! Waiting is for arrays of words that are set atomically, or of signals.

use shmem::Until;

fn main() {
    shmem::run(|shmem| -> shmem_ndarray::Result<()> {
        let flags = shmem_ndarray::SymArray::<u64, _>::zeros(shmem, (3, 4))?; // wrong
        //~ let flags = shmem_ndarray::SignalArray::zeros(shmem, (3, 4))?;
        flags.wait_set().wait_all(Until::Eq(0));
        Ok(())
    });
}
