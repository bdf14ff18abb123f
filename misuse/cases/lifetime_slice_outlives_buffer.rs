//! A slice is not to be used once its buffer is gone.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let slice;
        { // wrong
            let buf = shmem.alloc::<u64>(4)?;
            slice = buf.slice(1..3);
        } // wrong
        assert_eq!(slice.read(0), 0);
        Ok(())
    });
}
