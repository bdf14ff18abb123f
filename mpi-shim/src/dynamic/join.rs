//! Two processes that have a socket in common.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};

use super::ConnectionError;
use crate::error::{Error, Result};
use crate::intercommunicator::Intercommunicator;
use crate::runtime::Mpi;
use crate::sys::{Comm, library_version};

/// How long what both say is.
const WORDS: usize = 256;

impl Mpi {
    /// Connects this process with the one at the other end of a socket, which does this too, in its own job or in this
    /// one. The socket is a stream, waits when it is read (which is the default), and has nothing under way; it is as
    /// before when this returns, and not needed any more.
    ///
    /// The other process uses this crate, over the same library: before a library believes what it reads from the socket,
    /// each side is told by the other that it joins.
    ///
    /// # Errors
    ///
    /// [`ConnectionError::NotJoined`] if there is something else at the other end, the socket fails, or the library cannot connect
    /// the two; what libraries need for that is as for [ports](crate::Port).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 10.5.5 another way to establish MPI communication: `MPI_Comm_join`.
    #[doc(alias = "MPI_Comm_join")]
    pub fn join(&self, socket: impl AsFd) -> Result<Intercommunicator<'_>> {
        let socket = socket.as_fd();
        let not_joined = |why| Error::Connection(ConnectionError::NotJoined { why });
        greet(socket).map_err(|error| not_joined(error.to_string()))?;
        let comm = Comm::join(socket, &self.session)?;
        let apart = || not_joined("the library cannot connect the two".to_owned());
        Ok(Intercommunicator::new(comm.ok_or_else(apart)?, self))
    }
}

/// Sees that the other side joins by the same library: libraries do not check what they read.
fn greet(socket: BorrowedFd<'_>) -> io::Result<()> {
    let mut socket = File::from(socket.try_clone_to_owned()?);
    let mut ours = format!("mpi-shim joins by {}", library_version()).into_bytes();
    ours.resize(WORDS, 0);
    socket.write_all(&ours)?;
    let mut theirs = vec![0; WORDS];
    socket.read_exact(&mut theirs)?;
    if theirs == ours { Ok(()) } else { Err(io::Error::other("it speaks of something else")) }
}
