use mpi_shim::Parts;
use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let (world, mut all) = (mpi.world(), [0; 2]);
        let outside = Parts::packed(&[2])?;
        mpi.scope(|s| {
            let inside = Parts::<i32>::packed(&[2])?;
            assert_eq!(inside.reach(), outside.reach());
            world.iall_gather_parts(s, &[1, 2], &mut all, &inside)?; // wrong
            //~ world.iall_gather_parts(s, &[1, 2], &mut all, &outside)?;
            Ok(())
        })
    });
}
