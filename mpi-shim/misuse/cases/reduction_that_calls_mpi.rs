use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let world = mpi.world();
        let rank = || world.rank() as u64; // wrong
        //~ let me = world.rank() as u64; let rank = || me;
        let combine = op::commuting(|a: u64, b: u64| a + b + rank());
        world.all_reduce_value(1, combine)?;
        Ok(())
    });
}
