use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi: &Mpi| -> mpi_shim::Result<()> {
        let window = mpi.this_process().allocate_window::<i32>(4)?;
        let mut fenced = window.fenced()?;
        fenced.epoch(|e| e.put(&[1], 0, 0))?;
        assert_eq!(window.local()[0], 1); // wrong
        //~ assert_eq!(fenced.close()?.local()[0], 1);
        Ok(())
    });
}
