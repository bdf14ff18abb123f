use mpi_shim::op::{Located, MinLoc};
use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi: &Mpi| -> mpi_shim::Result<()> {
        let mine = Located::new(1.5, 0);
        mpi.world().all_reduce_value(mine, Min)?; // wrong
        //~ mpi.world().all_reduce_value(mine, MinLoc)?;
        assert_eq!(MinLoc, MinLoc);
        Ok(())
    });
}
