//! Inside its own epoch a buffer has no remote access: nobody else may touch what is local.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let mut buf = shmem.alloc::<u64>(4)?;
        let right = shmem.my_pe().wrapping_add(1);
        buf.with_local(|mine| { // wrong
            mine.fill(1); // wrong
            buf.at(right).p(0, 2); // wrong
        }); // wrong
        //~ buf.with_local(|mine| mine.fill(1));
        //~ buf.at(right).p(0, 2);
        Ok(())
    });
}
