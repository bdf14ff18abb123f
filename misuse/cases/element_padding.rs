//! A structure with gaps has bytes that are never set, and must not be sent.

#[derive(Clone, Copy)]
#[repr(C)]
struct Sample {
    tag: u8,
    value: f64,
}

use shmem::bytemuck::{Pod, Zeroable};

#[derive(Clone, Copy, Pod, Zeroable)]
#[bytemuck(crate = "shmem::bytemuck")]
#[repr(C)]
struct Good {
    tag: u64,
    value: f64,
}

fn main() {
    shmem::run(|shmem| -> shmem::Result<()> {
        let buf = shmem.alloc::<Sample>(4)?; // wrong
        //~ let buf = shmem.alloc::<Good>(4)?;
        drop(buf);
        Ok(())
    });
}
