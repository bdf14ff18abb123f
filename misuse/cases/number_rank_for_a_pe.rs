//! A rank counts within a team: what takes a PE does not take it.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let buf = shmem.alloc::<u64>(1)?;
        let world = shmem.world();
        buf.at(world.my_rank()).p(0, 1); // wrong
        //~ buf.at(world.pe(world.my_rank())).p(0, 1);
        Ok(())
    });
}
