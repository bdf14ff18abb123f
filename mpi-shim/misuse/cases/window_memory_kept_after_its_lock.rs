use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let mut passive = mpi.this_process().allocate_window::<i32>(4)?.passive()?;
        let first = passive.lock_mine(|mine| &mut mine[0])?; // wrong
        //~ let first = passive.lock_mine(|mine| mine[0])?;
        assert_eq!(first + 1, 1);
        passive.close()?.free()
    });
}
