//! The slice of an epoch cannot be kept in a variable of the outside.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let mut buf = shmem.alloc::<u64>(4)?;
        let mut kept = None;
        buf.with_local(|mine| kept = Some(mine)); // wrong
        //~ buf.with_local(|mine| kept = Some(mine.to_vec()));
        assert!(kept.is_some());
        Ok(())
    });
}
