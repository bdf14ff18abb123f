//! A piece of program that processes run one after the other.

use crate::communicator::Communicator;
use crate::error::{Error, Result};
use crate::messages::Messages;

/// Has processes run pieces of program one after the other, by their ranks.
///
/// ```
/// use mpi_shim::sync::Sequential;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let world = mpi.world();
///     let sequential = Sequential::new(&world)?;
///     sequential.run(|| {
///         println!("rank {} of {}", world.rank(), world.size());
///         Ok(())
///     })
/// });
/// ```
#[derive(Debug)]
pub struct Sequential<'mpi> {
    own: Communicator<'mpi>,
}

/// Lets the next process begin, however this one ends.
struct Turn<'a>(&'a Communicator<'a>);

impl<'mpi> Sequential<'mpi> {
    /// For the processes of a communicator. Collective.
    ///
    /// # Errors
    ///
    /// If the library has no more communicators.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.4.2 communicator constructors: `MPI_Comm_dup`.
    pub fn new(over: &Communicator<'mpi>) -> Result<Self> {
        Ok(Self { own: over.duplicate()? })
    }

    /// Runs `body` when the process of the next lower rank has run its own. Collective: nobody begins before all have come.
    ///
    /// If `body` fails or panics, the others go on.
    ///
    /// # Errors
    ///
    /// Those of `body`; if messages fail.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.2 blocking send and receive operations: `MPI_Send`, `MPI_Recv`.
    pub fn run<R, E: From<Error>>(&self, body: impl FnOnce() -> Result<R, E>) -> Result<R, E> {
        self.own.barrier()?;
        let before = self.own.rank().checked_sub(1);
        self.own.recv(&mut [0u8; 0], before, 0)?;
        let turn = Turn(&self.own);
        let result = body();
        drop(turn);
        result
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let next = Some(self.0.rank() + 1).filter(|&next| next < self.0.size());
        if let Err(error) = self.0.send(&[0u8; 0], next, 0) {
            eprintln!("error: the next process has no turn: {error}");
        }
    }
}
