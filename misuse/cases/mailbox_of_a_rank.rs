//! Mailboxes are claimed by contexts of the world only, where all claims are atomic to each other.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let mailbox = shmem.mailbox::<u64>(2)?;
        let (world, data) = (shmem.world(), [1, 2]);
        let ctx = world.context()?; // wrong
        ctx.scope(|s| s.send(mailbox.at(shmem.my_pe()), &data)); // wrong
        //~ let ctx = shmem.context()?;
        //~ ctx.scope(|s| s.send(mailbox.at(world.pe(world.my_rank())), &data));
        assert_eq!(mailbox.receive()[0], 1);
        Ok(())
    });
}
