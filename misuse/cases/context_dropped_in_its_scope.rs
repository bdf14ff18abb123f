//! A context is not to be dropped while it has a scope.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let ctx = shmem.context()?;
        ctx.scope(|s| {
            drop(ctx); // wrong
            s.quiet();
        });
        //~ drop(ctx);
        Ok(())
    });
}
