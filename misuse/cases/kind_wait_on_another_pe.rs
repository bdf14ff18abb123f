//! A PE waits for its own signal: to wait for that of another is not in OpenSHMEM.

use shmem::prelude::*;

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let ready = shmem.signal()?;
        ready.at(shmem.my_pe()).set(1);
        ready.at(shmem.pe(0)).wait(Until::Ge(1)); // wrong
        //~ ready.wait(Until::Ge(1));
        Ok(())
    });
}
