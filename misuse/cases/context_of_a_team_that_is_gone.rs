//! A context borrows its team, which has to be kept.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let ctx = shmem.world().context()?; // wrong
        //~ let world = shmem.world();
        //~ let ctx = world.context()?;
        ctx.scope(|s| s.quiet());
        Ok(())
    });
}
