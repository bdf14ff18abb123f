//! A reference means nothing on another PE.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let buf = shmem.alloc::<&'static u64>(4)?; // wrong
        //~ let buf = shmem.alloc::<u64>(4)?;
        drop(buf);
        Ok(())
    });
}
