//! A buffer is not to be dropped while a slice of it is in use.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let buf = shmem.alloc::<u64>(4)?;
        let slice = buf.as_slice();
        drop(buf); // wrong
        assert_eq!(slice.read(0), 0);
        Ok(())
    });
}
