use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi: &Mpi| -> mpi_shim::Result<()> {
        let world = mpi.world();
        let ring = world.create_cartesian([world.size()], [true], false)?.expect("all are in it");
        let mut room = [0; 2];
        mpi.scope(|s| {
            let coming = ring.ineighbour_all_gather(s, &[1], &mut room)?;
            assert_eq!(room[0], 1); // wrong
            coming.wait().map(drop)
        })?;
        assert_eq!(room, [1; 2]);
        Ok(())
    });
}
