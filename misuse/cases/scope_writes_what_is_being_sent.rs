//! What a put in a scope sends cannot be written before the scope has ended.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let inbox = shmem.alloc::<u64>(2)?;
        let mut data = [1, 2];
        shmem.scope(|s| {
            s.put(inbox.at(shmem.my_pe()), &data);
            data[0] = 3; // wrong
        });
        data[0] = 3;
        Ok(())
    });
}
