//! The target of a non-blocking put must outlive the scope.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        //~ let inbox = shmem.alloc::<u64>(2)?;
        shmem.scope(|s| -> shmem::Result<()> {
            let inbox = shmem.alloc::<u64>(2)?; // wrong
            s.put(inbox.at(shmem.my_pe()), &[1, 2]);
            Ok(())
        })?;
        Ok(())
    });
}
