//! Elements that others may write are copied out, not indexed.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let buf = shmem.alloc::<u64>(4)?;
        let first = buf[0]; // wrong
        //~ let first = buf.read(0);
        assert_eq!(first, 0);
        Ok(())
    });
}
