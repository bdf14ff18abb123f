use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi: &Mpi| -> mpi_shim::Result<()> {
        let world = mpi.world();
        let ring = world.create_cartesian([world.size()], [true], false)?.expect("all are in it");
        let mut all = [0; 2];
        world.neighbour_all_gather(&[1], &mut all)?; // wrong
        //~ ring.neighbour_all_gather(&[1], &mut all)?;
        assert_eq!(ring.dims(), [world.size()]);
        Ok(())
    });
}
