use mpi_shim::num_complex::Complex64;
use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        mpi.world().all_reduce_value(Complex64::new(1.0, 2.0), Max)?; // wrong
        //~ mpi.world().all_reduce_value(Complex64::new(1.0, 2.0), Sum)?;
        Ok(())
    });
}
