//! There are no views of teams: collectives are made on the runtime's thread.

use shmem::prelude::*;

fn main() {
    let shmem = Shmem::init_thread(shmem::ThreadLevel::Multiple).expect("a runtime");
    let inbox = shmem.alloc::<u64>(2).expect("memory");
    let threads = shmem.threads().expect("threads");
    let (me, target) = (shmem.my_pe(), shmem.pe(0));
    let view = threads.share(shmem.world()); // wrong
    //~ let view = threads.share(inbox.as_slice());
    drop((inbox.len(), me, target));
}
