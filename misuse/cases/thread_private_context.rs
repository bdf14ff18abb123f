//! A private context stays on its thread.

use shmem::prelude::*;

fn main() {
    let shmem = Shmem::init_thread(shmem::ThreadLevel::Multiple).expect("a runtime");
    let inbox = shmem.alloc::<u64>(2).expect("memory");
    let threads = shmem.threads().expect("threads");
    let (me, target) = (shmem.my_pe(), shmem.pe(0));
    let ctx = shmem.context().expect("a context"); // wrong
    //~ let ctx = threads.serialized_context(Default::default()).expect("a context");
    let view = threads.share(inbox.at(target));
    std::thread::scope(|all| {
        all.spawn(move || ctx.scope(|s| s.put(view.get(), &[1, 2])));
    });
}
