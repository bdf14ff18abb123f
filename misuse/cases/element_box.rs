//! A box keeps its value in private memory.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let buf = shmem.alloc::<Box<u64>>(4)?; // wrong
        //~ let buf = shmem.alloc::<u64>(4)?;
        drop(buf);
        Ok(())
    });
}
