use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        mpi.world().all_reduce_value(1.5, op::BitOr)?; // wrong
        //~ mpi.world().all_reduce_value(1u8, op::BitOr)?;
        Ok(())
    });
}
