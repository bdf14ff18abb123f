//! Words that others change atomically are not to be overwritten by a put.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let hits = shmem.atomic(0u64)?;
        hits.at(shmem.pe(0)).put(&[1]); // wrong
        //~ hits.at(shmem.pe(0)).set(1);
        Ok(())
    });
}
