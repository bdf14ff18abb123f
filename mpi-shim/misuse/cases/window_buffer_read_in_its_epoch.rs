use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi: &Mpi| -> mpi_shim::Result<()> {
        let mut fenced = mpi.this_process().allocate_window::<i32>(4)?.fenced()?;
        let mut room = [1];
        fenced.epoch(|e| {
            e.get(&mut room, 0, 0)?;
            assert_eq!(room, [0]); // wrong
            Ok::<_, mpi_shim::Error>(())
        })?;
        assert_eq!(room, [0]);
        fenced.close()?.free()
    });
}
