//! A put in a scope may read its data until the scope has ended, so the data is made outside.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let inbox = shmem.alloc::<u64>(2)?;
        //~ let data = [1, shmem.n_pes() as u64];
        shmem.scope(|s| {
            let data = [1, shmem.n_pes() as u64]; // wrong
            s.put(inbox.at(shmem.my_pe()), &data);
        });
        Ok(())
    });
}
