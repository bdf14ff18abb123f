//! Floats have no waits: what is equal is not well told of them.

use shmem::Until;

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let level = shmem.atomic(1.0f32)?; // wrong
        //~ let level = shmem.atomic(1u32)?;
        level.wait(Until::Ge(1.0)); // wrong
        //~ level.wait(Until::Ge(1));
        Ok(())
    });
}
