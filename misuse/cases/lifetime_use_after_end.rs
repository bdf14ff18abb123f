//! The runtime is not to be called once it has ended.

use shmem::prelude::*;

fn main() {
    let shmem = Shmem::init().expect("a runtime");
    drop(shmem); // wrong
    shmem.quiet();
    //~ drop(shmem);
}
