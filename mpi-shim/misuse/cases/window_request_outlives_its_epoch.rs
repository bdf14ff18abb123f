use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi: &Mpi| -> mpi_shim::Result<()> {
        let window = mpi.this_process().allocate_window::<i32>(4)?.passive()?.lock_all()?;
        let mut room = [1];
        window.epoch(|e| {
            let coming = e.rget(&mut room, 0, 0)?;
            Ok::<_, mpi_shim::Error>(coming) // wrong
            //~ coming.wait().map(|(room, _)| room[0])
        })?;
        window.unlock_all()?.close()?.free()
    });
}
