//! A byte that arrives from elsewhere may be neither true nor false.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let buf = shmem.alloc::<bool>(4)?; // wrong
        //~ let buf = shmem.alloc::<u8>(4)?;
        drop(buf);
        Ok(())
    });
}
