//! The target of a non-blocking put is not to be dropped before that is complete.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let inbox = shmem.alloc::<u64>(2)?;
        shmem.scope(|s| {
            s.put(inbox.at(shmem.my_pe()), &[1, 2]);
            drop(inbox); // wrong
        });
        //~ drop(inbox);
        Ok(())
    });
}
