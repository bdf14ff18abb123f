//! A PE counts in the world: what takes a rank of a team does not take it.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let world = shmem.world();
        let answer = world.broadcast(shmem.pe(0), 42); // wrong
        //~ let answer = world.broadcast(world.rank(0), 42);
        assert_eq!(answer, 42);
        Ok(())
    });
}
