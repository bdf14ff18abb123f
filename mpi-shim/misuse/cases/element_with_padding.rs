use mpi_shim::bytemuck::{AnyBitPattern, NoUninit};

#[derive(Clone, Copy, NoUninit, AnyBitPattern)]
#[bytemuck(crate = "mpi_shim::bytemuck")]
#[repr(C)]
struct Sample {
    time: u64,
    channel: u32, // wrong
    //~ channel: u64,
}

fn main() {
    fn element<T: mpi_shim::Element>() {}
    element::<Sample>();
}
