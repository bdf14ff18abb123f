use mpi_shim::prelude::*;

fn main() {
    let mpi = Mpi::init().expect("it starts");
    let rank = std::thread::spawn(move || mpi.world().rank()); // wrong
    //~ let rank = { let rank = mpi.world().rank(); std::thread::spawn(move || rank) };
    assert_eq!(rank.join().expect("no panic"), 0);
}
