use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi: &Mpi| -> mpi_shim::Result<()> {
        let world = mpi.world();
        let grid = world.create_cartesian([world.size(), 1], [true; 2], false)?;
        let grid = grid.expect("all are in it");
        let first = grid.rank_of([0]); // wrong
        //~ let first = grid.rank_of([0, 0]);
        assert_eq!(first, Some(0));
        Ok(())
    });
}
