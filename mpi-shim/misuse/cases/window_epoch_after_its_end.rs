use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi: &Mpi| -> mpi_shim::Result<()> {
        let mut fenced = mpi.this_process().allocate_window::<i32>(4)?.fenced()?;
        let epoch = fenced.epoch(|e| Ok::<_, mpi_shim::Error>(e))?; // wrong
        epoch.put(&[1], 0, 0)?; // wrong
        //~ fenced.epoch(|e| e.put(&[1], 0, 0))?;
        fenced.close()?.free()
    });
}
