//! A buffer is not to be used once it is dropped.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let buf = shmem.alloc::<u64>(4)?;
        drop(buf); // wrong
        buf.write(0, 1);
        Ok(())
    });
}
