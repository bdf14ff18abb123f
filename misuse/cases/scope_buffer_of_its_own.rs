//! The target of a put in a scope must last until the scope has ended.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let data = [1, 2];
        //~ let inbox = shmem.alloc::<u64>(2)?;
        shmem.scope(|s| {
            let inbox = shmem.alloc::<u64>(2).unwrap(); // wrong
            s.put(inbox.at(shmem.my_pe()), &data);
        });
        Ok(())
    });
}
