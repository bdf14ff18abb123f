//! There are no atomics of 128 bits.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let word = shmem.atomic(0u128)?; // wrong
        //~ let word = shmem.atomic(0u64)?;
        drop(word);
        Ok(())
    });
}
