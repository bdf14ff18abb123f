//! An epoch cannot begin while operations of a scope are under way to the same buffer.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let mut inbox = shmem.alloc::<u64>(2)?;
        shmem.scope(|s| {
            s.put(inbox.at(shmem.my_pe()), &[1, 2]);
            inbox.with_local(|mine| mine.fill(0)); // wrong
        });
        //~ inbox.with_local(|mine| mine.fill(0));
        Ok(())
    });
}
