//! Operations on a context live in a scope, which ends with its quiet.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let inbox = shmem.alloc::<u64>(2)?;
        let ctx = shmem.context()?;
        ctx.put(inbox.at(shmem.my_pe()), &[1, 2]); // wrong
        //~ ctx.scope(|s| s.put(inbox.at(shmem.my_pe()), &[1, 2]));
        Ok(())
    });
}
