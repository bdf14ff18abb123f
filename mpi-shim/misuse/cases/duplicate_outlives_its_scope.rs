use mpi_shim::prelude::*;

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let world = mpi.world();
        let mut late = None;
        let ours = mpi.scope(|s| {
            let coming = world.iduplicate(s)?;
            late = Some(world.iduplicate(s)?); // wrong
            coming.wait()
        })?;
        ours.barrier()
    });
}
