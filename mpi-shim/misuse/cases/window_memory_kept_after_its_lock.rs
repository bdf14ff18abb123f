use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi: &Mpi| -> mpi_shim::Result<()> {
        let mut passive = mpi.this_process().allocate_window::<i32>(4)?.passive()?;
        let first = passive.lock_mine(|mine| &mut mine[0])?; // wrong
        assert_eq!(*first, 0); // wrong
        //~ assert_eq!(passive.lock_mine(|mine| mine[0])?, 0);
        passive.close()?.free()
    });
}
