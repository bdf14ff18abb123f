use mpi_shim::SendBuffer;
use mpi_shim::prelude::*;

fn main() {
    let mpi = Mpi::init().expect("it starts");
    let buffer = SendBuffer::attach(&mpi, 1000).expect("there is none");
    drop(mpi); // wrong
    drop(buffer);
}
