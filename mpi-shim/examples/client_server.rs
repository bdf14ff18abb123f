//! A server opens a port and publishes its name; clients look it up, connect one after the other, and have numbers squared.
//!
//! Server and clients are processes of one job here, which need not know each other: over Open MPI, processes of several
//! jobs meet if an `ompi-server` runs of which their launchers are told (`--ompi-server`).

use mpi_shim::prelude::*;
use mpi_shim::{Error, Port, Result};

const SERVICE: &str = "squares";

fn main() {
    mpi_shim::run(|mpi: &Mpi| {
        let world = mpi.world();
        if world.rank() > 0 {
            return client(mpi);
        }
        match mpi.open_port(None) {
            Ok(port) => serve(mpi, &port),
            // Some libraries are built without. The clients are told by the barrier, and find no name.
            Err(error @ Error::Library { .. }) => {
                println!("no port can be opened: {error}");
                world.barrier()
            }
            Err(error) => Err(error),
        }
    });
}

fn serve(mpi: &Mpi, port: &Port<'_>) -> Result<()> {
    let name = port.publish(SERVICE, None)?;
    let (world, me) = (mpi.world(), mpi.this_process());
    world.barrier()?;
    for _ in 1..world.size() {
        let client = me.accept(Some(port), 0, None)?;
        let (numbers, _) = client.recv_vec::<u64>(0, 0)?;
        let squares: Vec<_> = numbers.into_iter().map(|number| number * number).collect();
        client.send(&squares, 0, 0)?;
        client.disconnect()?;
    }
    drop(name);
    println!("{} clients have been served", world.size() - 1);
    Ok(())
}

fn client(mpi: &Mpi) -> Result<()> {
    let (world, me) = (mpi.world(), mpi.this_process());
    world.barrier()?;
    let port = match mpi.lookup_name(SERVICE, None) {
        Ok(port) => port,
        Err(error) => {
            println!("there is no server: {error}");
            return Ok(());
        }
    };
    let server = me.connect(&port, 0, None)?;
    let number = world.rank() as u64;
    let mut squares = [0; 2];
    server.send(&[number, number + 1], 0, 0)?;
    server.recv(&mut squares, 0, 0)?;
    assert_eq!(squares, [number * number, (number + 1) * (number + 1)]);
    server.disconnect()
}
