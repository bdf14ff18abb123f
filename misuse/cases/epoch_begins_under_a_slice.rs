//! An epoch cannot begin while a slice is in use by which others would be reached.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let mut buf = shmem.alloc::<u64>(4)?;
        let slice = buf.slice(1..);
        buf.with_local(|mine| mine.fill(1)); // wrong
        slice.write(0, 2);
        //~ buf.with_local(|mine| mine.fill(1));
        Ok(())
    });
}
