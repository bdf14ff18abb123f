//! The signal behind a put is not to be dropped before that is complete.

use shmem::prelude::*;

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let inbox = shmem.alloc::<u64>(2)?;
        let ready = shmem.signal()?;
        shmem.scope(|s| {
            s.put_signal(inbox.at(shmem.my_pe()), &[1, 2], &ready, SignalOp::Set(1));
            drop(ready); // wrong
        });
        //~ drop(ready);
        Ok(())
    });
}
