use mpi_shim::prelude::*;

fn main() {
    let mpi = Mpi::init().expect("it starts");
    let layout = mpi_shim::Layout::<u8>::contiguous(&mpi, 3).expect("it is made");
    drop(mpi); // wrong
    drop(layout);
}
