//! What a team's context is to reach is named by a rank.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let (hits, me) = (shmem.atomic(0u64)?, shmem.my_pe());
        let world = shmem.world();
        let ctx = world.context()?;
        ctx.scope(|s| {
            s.on(hits.at(me)).inc(); // wrong
            //~ s.on(hits.at(world.my_rank())).inc();
        });
        Ok(())
    });
}
