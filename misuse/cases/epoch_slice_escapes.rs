//! The slice of an epoch is not to be used when the epoch is over and others write again.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let mut buf = shmem.alloc::<u64>(4)?;
        let mine = buf.with_local(|mine| mine); // wrong
        //~ let mine = buf.with_local(|mine| mine.to_vec());
        assert_eq!(mine[0], 0);
        Ok(())
    });
}
