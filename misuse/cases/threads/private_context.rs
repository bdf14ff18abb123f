//! A private context is used and destroyed by the thread that made it.

fn main() {
    shmem::run_threaded(|shmem| -> shmem::Result<()> {
        let context = shmem.context()?; // wrong
        //~ let context = shmem.threads()?.serialized_context(shmem::ContextOptions::new())?;
        std::thread::scope(|threads| {
            threads.spawn(move || context.scope(|s| s.quiet()));
        });
        Ok(())
    });
}
