//! What is atomic is for the processor to say: types of one's own cannot join.

use shmem::bytemuck::{Pod, Zeroable};

#[derive(Clone, Copy, Pod, Zeroable)]
#[bytemuck(crate = "shmem::bytemuck")]
#[repr(transparent)]
struct Ticket(u64);

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let word = shmem.atomic(Ticket(0))?; // wrong
        //~ let word = shmem.atomic(Ticket(0).0)?;
        Ok(())
    });
}
