//! A buffer cannot be given up in a scope that uses it.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let inbox = shmem.alloc::<u64>(2)?;
        let data = [1, 2];
        shmem.scope(|s| {
            s.put(inbox.at(shmem.my_pe()), &data);
            drop(inbox); // wrong
        });
        //~ drop(inbox);
        Ok(())
    });
}
