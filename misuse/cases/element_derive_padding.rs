//! The derive does not let a structure with gaps pass.

use shmem::bytemuck::{Pod, Zeroable};

#[derive(Clone, Copy, Pod, Zeroable)]
#[bytemuck(crate = "shmem::bytemuck")]
#[repr(C)]
struct Sample {
    tag: u8, // wrong
    //~ tag: u64,
    value: f64,
}

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let samples = shmem.alloc::<Sample>(4)?;
        samples.write(0, Sample { tag: 1, value: 0.5 });
        Ok(())
    });
}
