use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi: &Mpi| -> mpi_shim::Result<()> {
        let mut memory = [0; 4];
        mpi.this_process().lend_window(&mut memory, |mut window| {
            memory[0] = 1; // wrong
            //~ window.local_mut()[0] = 1;
            assert_eq!(window.local_mut()[0], 1);
            Ok(())
        })
    });
}
