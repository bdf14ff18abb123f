//! What is frozen is read by everybody, and written by nobody.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let frozen = shmem.alloc::<u64>(4)?.freeze();
        frozen.at(shmem.pe(0)).p(0, 1); // wrong
        //~ frozen.thaw().at(shmem.pe(0)).p(0, 1);
        Ok(())
    });
}
