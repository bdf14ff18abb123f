//! What is broadcast has to be an element, and a string is none.

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let world = shmem.world();
        let name = world.broadcast(world.rank(0), String::from("root")); // wrong
        //~ let name = world.broadcast(world.rank(0), *b"root");
        let _ = name;
        Ok(())
    });
}
