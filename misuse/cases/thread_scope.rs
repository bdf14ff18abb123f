//! A scope stays on its thread.

use shmem::prelude::*;

fn main() {
    let shmem = Shmem::init_thread(shmem::ThreadLevel::Multiple).expect("a runtime");
    let inbox = shmem.alloc::<u64>(2).expect("memory");
    let threads = shmem.threads().expect("threads");
    let (me, target) = (shmem.my_pe(), shmem.pe(0));
    threads.scope(|s| {
        std::thread::scope(|all| {
            all.spawn(|| s.quiet()); // wrong
            //~ s.quiet();
            drop(all);
        });
    });
    drop((inbox, me, target));
}
