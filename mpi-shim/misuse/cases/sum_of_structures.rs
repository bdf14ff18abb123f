use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        mpi.world().all_reduce_value([1, 2], Sum)?; // wrong
        //~ mpi.world().all_reduce_vec(&[1, 2], Sum)?;
        Ok(())
    });
}
