use mpi_shim::prelude::*;

fn main() {
    let mpi = Mpi::init().expect("it starts");
    let world = mpi.world();
    let grid = world.create_cartesian([world.size()], [true], false).expect("a grid");
    drop(mpi); // wrong
    assert!(grid.is_some());
}
