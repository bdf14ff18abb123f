//! A scope stays on its thread.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        shmem.scope(|s| {
            std::thread::scope(|threads| {
                threads.spawn(|| s.quiet()); // wrong
                //~ s.quiet();
            });
        });
        Ok(())
    });
}
