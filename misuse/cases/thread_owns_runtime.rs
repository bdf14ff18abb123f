//! The runtime cannot be handed to another thread.

use shmem::prelude::*;

fn main() {
    let shmem = Shmem::init().expect("a runtime");
    let n = std::thread::spawn(move || shmem.n_pes()).join().expect("a number"); // wrong
    //~ let n = shmem.n_pes();
    assert!(n > 0);
}
