//! What a get in a scope fills cannot be read before the scope has ended.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let outbox = shmem.alloc::<u64>(2)?;
        let mut data = [1, 2];
        shmem.scope(|s| {
            s.get(outbox.at(shmem.my_pe()), &mut data);
            println!("{data:?}"); // wrong
        });
        println!("{data:?}");
        Ok(())
    });
}
