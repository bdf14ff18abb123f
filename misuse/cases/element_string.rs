//! A string keeps its text in private memory.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let buf = shmem.alloc::<String>(4)?; // wrong
        //~ let buf = shmem.alloc::<[u8; 32]>(4)?;
        drop(buf);
        Ok(())
    });
}
