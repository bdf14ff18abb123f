//! The runtime stays on its thread.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        std::thread::scope(|threads| { // wrong
            threads.spawn(|| shmem.quiet()); // wrong
        }); // wrong
        //~ shmem.quiet();
        Ok(())
    });
}
