use mpi_shim::prelude::*;
use mpi_shim::{Intercommunicator, Root};

fn receive(parent: &Intercommunicator<'_>, data: &mut [i32]) -> mpi_shim::Result<()> {
    parent.broadcast(Root::There(0, &*data))?; // wrong
    //~ parent.broadcast(Root::There(0, data))?;
    Ok(())
}

fn main() {
    mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        match mpi.parent()? {
            Some(parent) => receive(&parent, &mut [0]),
            None => Ok(()),
        }
    });
}
