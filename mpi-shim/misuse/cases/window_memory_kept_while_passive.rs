use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi: &Mpi| -> mpi_shim::Result<()> {
        let window = mpi.this_process().allocate_window::<i32>(4)?;
        let mine = window.local();
        let passive = window.passive()?; // wrong
        assert_eq!(mine[0], 0);
        //~ let passive = window.passive()?;
        passive.close()?.free()
    });
}
