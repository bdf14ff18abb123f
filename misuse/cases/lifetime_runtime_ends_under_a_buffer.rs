//! A buffer is not to be used once the runtime has ended.

use shmem::prelude::*;

fn main() {
    let shmem = Shmem::init().expect("a runtime");
    let buf = shmem.alloc::<u64>(4).expect("memory");
    drop(shmem); // wrong
    assert_eq!(buf.read(0), 0);
    //~ drop(buf);
    //~ drop(shmem);
}
