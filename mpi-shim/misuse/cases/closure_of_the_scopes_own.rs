use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let (world, mut sum) = (mpi.world(), [0; 2]);
        mpi.scope(|s| {
            let scale = 3;
            let by = op::commuting(|a: i32, b| a + scale * b); // wrong
            //~ let by = op::commuting(move |a: i32, b| a + scale * b);
            world.iall_reduce(s, &[1, 2], &mut sum, by)?.wait().map(drop)
        })
    });
}
