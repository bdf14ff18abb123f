//! What is frozen lends shared slices only.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let frozen = shmem.alloc::<u64>(4)?.freeze();
        frozen.sort_unstable(); // wrong
        //~ let mut local = frozen.thaw().into_local();
        //~ local.sort_unstable();
        Ok(())
    });
}
