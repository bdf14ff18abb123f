//! There are no atomic bytes.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let word = shmem.atomic(0u8)?; // wrong
        //~ let word = shmem.atomic(0u32)?;
        drop(word);
        Ok(())
    });
}
