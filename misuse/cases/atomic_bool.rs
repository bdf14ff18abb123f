//! There are no atomic bytes, and no bool is an element.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let done = shmem.atomic(false)?; // wrong
        //~ let done = shmem.atomic(0u32)?;
        Ok(())
    });
}
