//! What comes behind the data of a put_signal is a signal, not an atomic.

use shmem::prelude::*;

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let inbox = shmem.alloc::<u64>(1)?;
        let ready = shmem.atomic(0u64)?; // wrong
        //~ let ready = shmem.signal()?;
        inbox.at(shmem.my_pe()).put_signal(&[1], &ready, SignalOp::Set(1));
        Ok(())
    });
}
