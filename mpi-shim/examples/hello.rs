//! Says who is there: `mpiexec -n 4 target/debug/examples/hello`.

use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi: &Mpi| -> mpi_shim::Result<()> {
        let world = mpi.world();
        println!("rank {} of {} on {}", world.rank(), world.size(), mpi.processor_name()?);
        Ok(())
    });
}
