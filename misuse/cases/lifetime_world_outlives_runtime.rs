//! A team is not to be used once the runtime has ended.

use shmem::prelude::*;

fn main() {
    let shmem = Shmem::init().expect("a runtime");
    let world = shmem.world();
    drop(shmem); // wrong
    world.barrier();
    //~ drop(shmem);
}
