//! A view of another PE's elements is a way to write them, so it has to be gone before an epoch.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let mut buf = shmem.alloc::<u64>(4)?;
        let view = buf.as_slice().view_of(shmem.my_pe()).expect("memory that this PE has");
        buf.with_local(|mine| mine.fill(1)); // wrong
        view.write(0, 1);
        //~ buf.with_local(|mine| mine.fill(1));
        Ok(())
    });
}
