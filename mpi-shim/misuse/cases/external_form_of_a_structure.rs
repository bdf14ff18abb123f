use mpi_shim::prelude::*;

fn main() {
    let mpi = Mpi::init().expect("it starts");
    mpi.pack_external(&[[1u8, 2]], &mut Vec::new()).expect("it is packed"); // wrong
    mpi.pack_external(&[1u8, 2], &mut Vec::new()).expect("it is packed");
}
