//! A pointer means nothing on another PE.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let buf = shmem.alloc::<*const f64>(4)?; // wrong
        //~ let buf = shmem.alloc::<usize>(4)?;
        drop(buf);
        Ok(())
    });
}
