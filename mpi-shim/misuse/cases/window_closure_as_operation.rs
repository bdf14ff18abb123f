use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let window = mpi.this_process().allocate_window::<i32>(4)?.passive()?.lock_all()?;
        window.accumulate(&[1], 0, 0, op::commuting(|a: i32, b: i32| a + b))?; // wrong
        //~ window.accumulate(&[1], 0, 0, Sum)?;
        window.unlock_all()?.close()?.free()
    });
}
