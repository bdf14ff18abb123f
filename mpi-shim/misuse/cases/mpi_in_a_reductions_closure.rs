use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let world = mpi.world();
        let by = op::commuting(|a: usize, b: usize| a + b + world.rank()); // wrong
        //~ let by = op::commuting(|a: usize, b: usize| a + b);
        world.all_reduce_value(1, by).map(drop)
    });
}
