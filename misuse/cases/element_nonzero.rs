//! Bytes that arrive from elsewhere may be zero.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let buf = shmem.alloc::<std::num::NonZeroU64>(4)?; // wrong
        //~ let buf = shmem.alloc::<u64>(4)?;
        drop(buf);
        Ok(())
    });
}
