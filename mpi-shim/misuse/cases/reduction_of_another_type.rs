use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let combine = op::commuting(|a: u32, b: u32| a + b); // wrong
        //~ let combine = op::commuting(|a: u64, b: u64| a + b);
        mpi.world().all_reduce_value(1u64, combine)?;
        Ok(())
    });
}
