use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi: &Mpi| -> mpi_shim::Result<()> {
        let mut memory = [0; 4];
        mpi.this_process().lend_window(&mut memory, |window| {
            Ok::<_, mpi_shim::Error>(window) // wrong
            //~ Ok::<_, mpi_shim::Error>(window.local()[0])
        })?;
        Ok(())
    });
}
