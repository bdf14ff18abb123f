use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let mut calls = 0;
        let combine = op::commuting(|a: u64, b: u64| {
            calls += 1; // wrong
            a + b
        });
        mpi.world().all_reduce_value(1, combine)?;
        Ok(())
    });
}
