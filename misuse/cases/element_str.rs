//! A reference means nothing on another PE.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let buf = shmem.alloc::<&'static str>(4)?; // wrong
        //~ let buf = shmem.alloc::<[u8; 16]>(4)?;
        drop(buf);
        Ok(())
    });
}
