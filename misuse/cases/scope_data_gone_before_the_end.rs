//! What a scope uses has to be there until it ends: a put may read it up to then.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let inbox = shmem.alloc::<u64>(2)?;
        //~ let data = vec![1, 2];
        shmem.scope(|s| {
            let data = vec![1, 2]; // wrong
            s.put(inbox.at(shmem.my_pe()), &data);
        });
        Ok(())
    });
}
