use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let (world, mut sum) = (mpi.world(), [0; 2]);
        mpi.scope(|s| {
            let summing = world.iall_reduce(s, &[1, 2], &mut sum, Sum)?;
            println!("{sum:?}"); // wrong
            summing.wait().map(drop)
        })
    });
}
