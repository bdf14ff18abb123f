//! Processes that meet at ports and by sockets.

use std::io::Write;
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};

use mpi_shim::prelude::*;
use mpi_shim::{ConnectionError, Error, ErrorClass, Result};

/// MPICH has no dynamic processes where it is built over UCX.
fn unless_lacking<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Err(Error::Library { class: ErrorClass::Other, .. }) if mpi_shim::library() == "mpich" => {
            Ok(None)
        }
        result => result.map(Some),
    }
}

/// A connection between the first two processes.
fn socket(world: &Communicator<'_>) -> Option<TcpStream> {
    match world.rank() {
        0 => {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a socket");
            let port = listener.local_addr().expect("it has an address").port();
            world.send(&[port], 1, 0).expect("the other is there");
            Some(listener.accept().expect("the other connects").0)
        }
        1 => {
            let port = world.recv_vec::<u16>(0, 0).expect("the other is there").0[0];
            Some(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("the other accepts"))
        }
        _ => None,
    }
}

shmem_test::tests! {
    #![mpi]

    #[npes(2, 3, 4)]
    fn processes_meet_at_a_port(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let Some(port) = unless_lacking(mpi.open_port(None))? else { return Ok(()) };
        assert!(!port.name().is_empty());
        let side = world.rank() % 2;
        let ours = world.split(side as i32, 0)?.expect("there is a colour");
        let service = "mpi-shim: a service of tests";
        let met = if side == 0 {
            let published = match ours.rank() {
                0 => Some(port.publish(service, None)?),
                _ => None,
            };
            world.barrier()?;
            let met = ours.accept((ours.rank() == 0).then_some(&port), 0, None)?;
            drop(published);
            met
        } else {
            world.barrier()?;
            let name = if ours.rank() == 0 { mpi.lookup_name(service, None)? } else { String::new() };
            ours.connect(&name, 0, None)?
        };
        assert_eq!(met.size() + met.remote_size(), world.size());
        assert_eq!(met.all_reduce_value(side, Max)?, 1 - side);
        met.disconnect()?;
        world.barrier()?;
        assert!(mpi.lookup_name(service, None).is_err());
        assert!(format!("{port:?}").contains("name"));
        Ok(())
    }

    #[npes(1, 2, 3)]
    fn ports_without_a_name_are_errors(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let n = world.size();
        let refused = |error: Error| match world.rank() {
            0 => Some(error),
            _ => Some(Error::Connection(ConnectionError::Refused { rank: 0 })),
        };
        assert_eq!(world.accept(None, 0, None).err(), refused(Error::Connection(ConnectionError::NoPort)));
        assert_eq!(world.connect("", 0, None).err(), refused(Error::Connection(ConnectionError::NoPort)));
        let zero = Error::Connection(ConnectionError::Zero { what: "the port's name" });
        assert_eq!(world.connect("a\0b", 0, None).err(), refused(zero));
        assert_eq!(world.connect("x", n, None).err(), Some(Error::Rank { rank: n, size: n }));
        assert!(mpi.lookup_name("nobody's name", None).is_err());
        Ok(())
    }

    // Each library has its own idea of what a name looks like.
    #[npes(1)]
    fn a_port_that_is_not_there_is_an_error(mpi: &Mpi) -> Result<()> {
        for name in ["x", "1:2", "tag#0$description#vm$port#1$"] {
            assert!(mpi.this_process().connect(name, 0, None).is_err());
        }
        Ok(())
    }

    #[npes(2)]
    fn processes_with_a_socket_join(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        let Some(socket) = socket(&world) else { return Ok(()) };
        let Some(joined) = unless_lacking(mpi.join(&socket))? else { return Ok(()) };
        assert_eq!((joined.rank(), joined.size(), joined.remote_size()), (0, 1, 1));
        assert_eq!(joined.all_reduce_value(world.rank(), Max)?, 1 - world.rank());
        joined.disconnect()
    }

    #[npes(2)]
    fn who_does_not_join_is_noticed(mpi: &Mpi) -> Result<()> {
        let world = mpi.world();
        for words in [&[][..], &[0xff; 8], &[b'x'; 1000]] {
            let Some(mut socket) = socket(&world) else { return Ok(()) };
            if world.rank() == 0 {
                socket.write_all(words).expect("the other reads");
                socket.shutdown(Shutdown::Write).expect("it was open");
                world.barrier()?;
            } else {
                let error = mpi.join(&socket).err();
                assert!(
                    matches!(error, Some(Error::Connection(ConnectionError::NotJoined { .. }))),
                    "{error:?}"
                );
                world.barrier()?;
            }
        }
        Ok(())
    }
}
