//! What a scope uses is not to be dropped in it.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let inbox = shmem.alloc::<u64>(2)?;
        let data = vec![1, 2];
        shmem.scope(|s| {
            s.put(inbox.at(shmem.my_pe()), &data);
            drop(data); // wrong
        });
        //~ drop(data);
        Ok(())
    });
}
