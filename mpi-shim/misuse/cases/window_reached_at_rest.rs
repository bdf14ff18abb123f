use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi: &Mpi| -> mpi_shim::Result<()> {
        let window = mpi.this_process().allocate_window::<i32>(4)?;
        window.put(&[1], 0, 0)?; // wrong
        //~ let window = window.passive()?.lock_all()?;
        //~ window.put(&[1], 0, 0)?;
        //~ window.unlock_all()?.close()?.free()?;
        Ok(())
    });
}
