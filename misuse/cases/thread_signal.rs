//! A signal stays on the thread of its runtime.

use shmem::prelude::*;

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let ready = shmem.signal()?;
        ready.at(shmem.my_pe()).set(1);
        std::thread::scope(|threads| { // wrong
            threads.spawn(|| ready.wait(Until::Ge(1))); // wrong
        }); // wrong
        //~ ready.wait(Until::Ge(1));
        Ok(())
    });
}
