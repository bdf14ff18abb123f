//! A non-blocking put goes to symmetric memory.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let inbox = vec![0u64; 2]; // wrong
        //~ let inbox = shmem.alloc::<u64>(2)?;
        shmem.scope(|s| s.put(inbox.at(shmem.my_pe()), &[1, 2]));
        Ok(())
    });
}
