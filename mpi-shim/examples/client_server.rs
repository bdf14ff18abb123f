//! A server opens a port and publishes its name; clients look it up, connect, and have numbers squared.
//!
//! Server and clients are processes of one job here, which need not know each other: over Open MPI, processes of several
//! jobs meet if an `ompi-server` runs of which their launchers are told (`--ompi-server`).

use mpi_shim::prelude::*;
use mpi_shim::{Error, Result};

const SERVICE: &str = "squares";

fn main() {
    mpi_shim::run(|mpi: &Mpi| {
        let world = mpi.world();
        let serves = world.rank() == 0;
        let ours = world.split(i32::from(serves), 0)?.expect("there is a colour");
        if serves { serve(mpi, &ours) } else { ask(mpi, &ours) }
    });
}

fn serve(mpi: &Mpi, server: &Communicator<'_>) -> Result<()> {
    let world = mpi.world();
    let port = match mpi.open_port(None) {
        Ok(port) => port,
        // Some libraries are built without; the clients will find no name.
        Err(error @ Error::Library { .. }) => {
            println!("no port can be opened: {error}");
            return world.barrier();
        }
        Err(error) => return Err(error),
    };
    let name = port.publish(SERVICE, None)?;
    // From now on clients can find it.
    world.barrier()?;
    if world.size() == 1 {
        println!("there are no clients");
        return Ok(());
    }
    let clients = server.accept(Some(&port), 0, None)?;
    drop(name);
    for _ in 0..clients.remote_size() {
        let (numbers, status) = clients.recv_vec::<u64>(Source::Any, 0)?;
        let squares: Vec<_> = numbers.into_iter().map(|number| number * number).collect();
        clients.send(&squares, status.source(), 0)?;
    }
    println!("{} clients have been served", clients.remote_size());
    clients.disconnect()
}

fn ask(mpi: &Mpi, clients: &Communicator<'_>) -> Result<()> {
    mpi.world().barrier()?;
    let port = match mpi.lookup_name(SERVICE, None) {
        Ok(port) => port,
        Err(error) => {
            println!("there is no server: {error}");
            return Ok(());
        }
    };
    let server = clients.connect(&port, 0, None)?;
    let number = clients.rank() as u64;
    let mut squares = [0; 2];
    server.send(&[number, number + 1], 0, 0)?;
    server.recv(&mut squares, 0, 0)?;
    assert_eq!(squares, [number * number, (number + 1) * (number + 1)]);
    server.disconnect()
}
