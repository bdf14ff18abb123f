//! An atomic of Rust is for the threads of one process.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let buf = shmem.alloc::<std::sync::atomic::AtomicU64>(4)?; // wrong
        //~ let buf = shmem.alloc::<u64>(4)?;
        drop(buf);
        Ok(())
    });
}
