use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let (world, mut mine, mut sum) = (mpi.world(), [1], [0]);
        mpi.scope(|s| {
            let mut summing = world.all_reduce_init(s, &mut mine, &mut sum, Sum)?;
            let (mine, result) = summing.elements();
            mine[0] = 2;
            summing.start()?;
            println!("{result:?}"); // wrong
            summing.wait().map(drop)
        })
    });
}
