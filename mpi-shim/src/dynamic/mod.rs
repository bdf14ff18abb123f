//! Processes that come and go while others run.

mod error;
mod join;
mod ports;
mod spawn;

use std::sync::atomic::AtomicU8;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Release};

use crate::error::{Error, Result};
use crate::intercommunicator::Intercommunicator;
use crate::runtime::Mpi;
use crate::sys;

pub use error::ConnectionError;
pub use ports::{Port, Published};
pub use spawn::Spawn;

/// What has become of the communicator to the parent, of which this process has one.
static PARENT: AtomicU8 = AtomicU8::new(FREE);

const FREE: u8 = 0;
const IN_USE: u8 = 1;
const GONE: u8 = 2;

/// The right to use the communicator to the parent. It is the library's: whoever disconnected it under somebody
/// else's hands would leave them with a handle to nothing.
#[derive(Debug)]
pub(crate) struct ParentLease(());

impl ParentLease {
    /// The right, if it is free; `None` if there is no such communicator any more.
    fn take() -> Result<Option<Self>> {
        match PARENT.compare_exchange(FREE, IN_USE, AcqRel, Acquire) {
            Ok(_) => Ok(Some(Self(()))),
            Err(GONE) => Ok(None),
            Err(_) => Err(Error::Connection(ConnectionError::ParentInUse)),
        }
    }

    /// Says that there is no such communicator from now on.
    pub(crate) fn end(self) {
        PARENT.store(GONE, Release);
        std::mem::forget(self);
    }
}

impl Drop for ParentLease {
    fn drop(&mut self) {
        PARENT.store(FREE, Release);
    }
}

impl Mpi {
    /// The communicator between the processes of this world and those that [started](crate::Communicator::spawn) them;
    /// `None` if this world was started by a launcher, or is disconnected from them.
    ///
    /// There is one, and it stays when what is returned is dropped: then it can be had again.
    ///
    /// ```
    /// let mpi = mpi_shim::Mpi::init()?;
    /// assert!(mpi.parent()?.is_none());
    /// # Ok::<(), mpi_shim::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ConnectionError::ParentInUse`] while somebody has it.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 10.3.2 starting processes and establishing communication: `MPI_Comm_get_parent`.
    #[doc(alias = "MPI_Comm_get_parent")]
    pub fn parent(&self) -> Result<Option<Intercommunicator<'_>>> {
        let Some(lease) = ParentLease::take()? else { return Ok(None) };
        let comm = sys::parent(&self.session)?;
        Ok(comm.map(|comm| Intercommunicator::to_parent(comm, self, lease)))
    }

    /// How many processes there can usefully be, if the library knows. MPICH does not where no launcher started this.
    ///
    /// ```
    /// let mpi = mpi_shim::Mpi::init()?;
    /// assert!(mpi.universe_size()?.is_none_or(|most| most > 0));
    /// # Ok::<(), mpi_shim::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the library fails.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 10.5.1 universe size: `MPI_UNIVERSE_SIZE`.
    #[doc(alias = "MPI_UNIVERSE_SIZE")]
    pub fn universe_size(&self) -> Result<Option<usize>> {
        sys::universe(&self.session)
    }

    /// Which of the programs that were started together this process runs, counted from 0, if the library knows.
    ///
    /// # Errors
    ///
    /// If the library fails.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 10.5.3 `MPI_APPNUM`.
    #[doc(alias = "MPI_APPNUM")]
    pub fn application_number(&self) -> Result<Option<usize>> {
        sys::application(&self.session)
    }
}
