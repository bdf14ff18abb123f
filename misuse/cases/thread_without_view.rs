//! Other threads reach a buffer by a view only, even where all levels are granted.

use shmem::prelude::*;

fn main() {
    let shmem = Shmem::init_thread(shmem::ThreadLevel::Multiple).expect("a runtime");
    let inbox = shmem.alloc::<u64>(2).expect("memory");
    let threads = shmem.threads().expect("threads");
    let (me, target) = (shmem.my_pe(), shmem.pe(0));
    std::thread::scope(|all| {
        all.spawn(|| inbox.at(target).p(0, 1)); // wrong
        //~ let view = threads.share(inbox.at(target));
        //~ all.spawn(move || view.get().p(0, 1));
    });
}
