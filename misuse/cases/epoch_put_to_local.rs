//! A local buffer has no remote access, on any PE.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let mut local = shmem.alloc::<u64>(4)?.into_local();
        local.fill(1);
        local.at(shmem.pe(0)).p(0, 2); // wrong
        //~ local.into_shared().at(shmem.pe(0)).p(0, 2);
        Ok(())
    });
}
