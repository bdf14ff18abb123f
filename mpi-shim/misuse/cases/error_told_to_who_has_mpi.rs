use mpi_shim::{HandleErrors, OnError};

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        let world = mpi.world();
        let ours = world.duplicate()?;
        ours.set_on_error(OnError::tell(|error| println!("{error}")))?;
        ours.set_on_error(OnError::tell(move |_| drop(world.barrier()))) // wrong
        //~ Ok(())
    });
}
