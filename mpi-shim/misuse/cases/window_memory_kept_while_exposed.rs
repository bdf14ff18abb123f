use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi: &Mpi| -> mpi_shim::Result<()> {
        let mut paired = mpi.this_process().allocate_window::<i32>(4)?.paired()?;
        let mine = paired.local_mut();
        let mut exposed = paired.post(&[0])?; // wrong
        mine[0] = 1;
        //~ let mut exposed = paired.post(&[0])?;
        exposed.access(&[0], |e| e.put(&[1], 0, 0))?;
        exposed.wait()?.close()?.free()
    });
}
