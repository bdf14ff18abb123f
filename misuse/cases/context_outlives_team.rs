//! A context of a team is not to be used once the team was given up.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let row = shmem.world().grid(2)?.x;
        let ctx = row.context()?;
        row.free(); // wrong
        ctx.scope(|s| s.quiet());
        //~ drop(ctx);
        //~ row.free();
        Ok(())
    });
}
