//! A scope cannot be kept beyond its end, where its operations would never complete.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let inbox = shmem.alloc::<u64>(1)?;
        let mut kept = None;
        shmem.scope(|s| kept = Some(s)); // wrong
        //~ shmem.scope(|s| kept = Some(s.on(inbox.at(shmem.my_pe())).g(0)));
        assert!(kept.is_some());
        drop(inbox);
        Ok(())
    });
}
