//! A scope cannot be kept beyond its end.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let (inbox, data) = (shmem.alloc::<u64>(2)?, [1, 2]);
        let kept = shmem.scope(|s| s); // wrong
        kept.put(inbox.at(shmem.my_pe()), &data); // wrong
        //~ shmem.scope(|s| s.put(inbox.at(shmem.my_pe()), &data));
        Ok(())
    });
}
