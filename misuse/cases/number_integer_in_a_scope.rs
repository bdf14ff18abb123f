//! A number of a member is checked once, by its team, before it is used.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let inbox = shmem.alloc::<u64>(1)?;
        let world = shmem.world();
        let ctx = world.context()?;
        ctx.scope(|s| {
            s.get(inbox.at(0), &mut [0]); // wrong
            //~ s.on(inbox.at(world.rank(0))).get(&mut [0]);
        });
        Ok(())
    });
}
