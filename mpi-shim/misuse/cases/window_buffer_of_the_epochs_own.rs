use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi: &Mpi| -> mpi_shim::Result<()> {
        let mut fenced = mpi.this_process().allocate_window::<i32>(4)?.fenced()?;
        let outside = [1];
        fenced.epoch(|e| {
            let inside = outside;
            e.put(&inside, 0, 0) // wrong
            //~ e.put(&outside, 0, inside[0])
        })?;
        fenced.close()?.free()
    });
}
