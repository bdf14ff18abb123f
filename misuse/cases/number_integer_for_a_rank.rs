//! A number is a rank only once somebody has looked that there is one.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let world = shmem.world();
        let answer = world.broadcast(0, 42); // wrong
        //~ let answer = world.broadcast(world.rank(0), 42);
        assert_eq!(answer, 42);
        Ok(())
    });
}
