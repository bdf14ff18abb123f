//! A serialized context may go to another thread, and is not to be used by two.

use shmem::prelude::*;

fn main() {
    let shmem = Shmem::init_thread(shmem::ThreadLevel::Multiple).expect("a runtime");
    let inbox = shmem.alloc::<u64>(2).expect("memory");
    let threads = shmem.threads().expect("threads");
    let (me, target) = (shmem.my_pe(), shmem.pe(0));
    let ctx = threads.serialized_context(Default::default()).expect("a context"); // wrong
    //~ let ctx = threads.shared_context(Default::default()).expect("a context");
    let view = threads.share(inbox.at(target));
    std::thread::scope(|all| {
        all.spawn(|| ctx.scope(|s| s.put(view.get(), &[1, 2])));
        all.spawn(|| ctx.scope(|s| s.put(view.get(), &[3, 4])));
    });
}
