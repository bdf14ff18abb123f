//! Bytes that arrive from elsewhere may be neither none nor some.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let buf = shmem.alloc::<Option<u32>>(4)?; // wrong
        //~ let buf = shmem.alloc::<[u32; 2]>(4)?;
        drop(buf);
        Ok(())
    });
}
