//! A buffer cannot be frozen while operations of a scope are under way to it.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let inbox = shmem.alloc::<u64>(2)?;
        shmem.scope(|s| {
            s.put(inbox.at(shmem.my_pe()), &[1, 2]);
            inbox.freeze(); // wrong
        });
        //~ inbox.freeze();
        Ok(())
    });
}
