//! A context is not to be used once the runtime has ended.

use shmem::prelude::*;

fn main() {
    let shmem = Shmem::init().expect("a runtime");
    let ctx = shmem.context().expect("a context");
    drop(shmem); // wrong
    ctx.scope(|s| s.quiet());
    //~ drop(ctx);
    //~ drop(shmem);
}
