use mpi_shim::prelude::*;

fn main() {
    let mpi = Mpi::init().expect("it starts");
    let world = mpi.world();
    drop(mpi); // wrong
    assert_eq!(world.rank(), 0);
}
