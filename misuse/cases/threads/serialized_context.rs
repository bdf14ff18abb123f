//! A serialized context is used by one thread at a time.

use shmem::ContextOptions;

fn main() {
    shmem::run_threaded(|shmem| -> shmem::Result<()> {
        let threads = shmem.threads()?;
        let context = threads.serialized_context(ContextOptions::new())?; // wrong
        //~ let context = threads.shared_context(ContextOptions::new())?;
        std::thread::scope(|scope| {
            scope.spawn(|| context.scope(|s| s.quiet()));
            context.scope(|s| s.quiet());
        });
        Ok(())
    });
}
