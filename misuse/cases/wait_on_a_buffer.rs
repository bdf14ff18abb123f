//! Waiting is for words that are set atomically, or for signals.

use shmem::prelude::*;

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let flag = shmem.alloc::<u64>(1)?; // wrong
        //~ let flag = shmem.atomic(1u64)?;
        flag.wait(Until::Ge(1));
        Ok(())
    });
}
