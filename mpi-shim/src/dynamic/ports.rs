//! Processes that meet others which were started by themselves.

use std::ffi::CString;
use std::fmt;

use super::ConnectionError;
use crate::communicator::Communicator;
use crate::error::{Error, Result};
use crate::info::Info;
use crate::intercommunicator::Intercommunicator;
use crate::runtime::Mpi;
use crate::sys::{self, Rendezvous, text};

/// A place where others can connect, until it is dropped.
///
/// Its name is passed on by whatever way there is: a file, an argument, or a name that it is
/// [published](Self::publish) under.
///
/// ```no_run
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let port = mpi.open_port(None)?;
///     println!("connect to {:?}", port.name());
///     let client = mpi.world().accept(Some(&port), 0, None)?;
///     client.disconnect()
/// });
/// ```
///
/// # Libraries
///
/// Open MPI needs a running `ompi-server` for processes of several launches to meet, and its launchers told of it;
/// processes of one launch can meet without. MPICH has no ports where it is built over UCX, as in Debian 12, and says so
/// by an error.
pub struct Port<'mpi> {
    port: sys::Port,
    mpi: &'mpi Mpi,
}

impl Mpi {
    /// Opens a port. Local.
    ///
    /// # Errors
    ///
    /// If the library cannot.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 10.4.2 server routines: `MPI_Open_port`, `MPI_Close_port`.
    #[doc(alias = "MPI_Open_port")]
    #[doc(alias = "MPI_Close_port")]
    pub fn open_port(&self, info: Option<&Info<'_>>) -> Result<Port<'_>> {
        let port = sys::Port::open(&self.session, info.map(|info| &info.hints))?;
        Ok(Port { port, mpi: self })
    }

    /// The name of the port that was [published](Port::publish) under the name of a service. Local.
    ///
    /// # Errors
    ///
    /// If there is none.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 10.4.4 name publishing: `MPI_Lookup_name`.
    #[doc(alias = "MPI_Lookup_name")]
    pub fn lookup_name(&self, service: &str, info: Option<&Info<'_>>) -> Result<String> {
        sys::lookup(&self.session, &text(service), info.map(|info| &info.hints))
    }
}

impl Port<'_> {
    /// The name that others connect by; it is the library's.
    #[must_use]
    pub fn name(&self) -> &str {
        self.port.name().to_str().unwrap_or_default()
    }

    /// Has others [look it up](Mpi::lookup_name) under the name of a service, which ends before its first 0, until
    /// what is returned is dropped. Local.
    ///
    /// # Errors
    ///
    /// If somebody else has published that name, or the library cannot.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 10.4.4 name publishing: `MPI_Publish_name`, `MPI_Unpublish_name`.
    #[doc(alias = "MPI_Publish_name")]
    #[doc(alias = "MPI_Unpublish_name")]
    pub fn publish(&self, service: &str, info: Option<&Info<'_>>) -> Result<Published<'_>> {
        let service = text(service);
        self.port.publish(&service, info.map(|info| &info.hints))?;
        Ok(Published { port: &self.port, service })
    }

    /// What it was made by.
    #[must_use]
    pub fn mpi(&self) -> &Mpi {
        self.mpi
    }
}

/// A name under which others find a port, until this is dropped; see [`Port::publish`].
#[must_use = "the name is taken back when this is dropped"]
pub struct Published<'port> {
    port: &'port sys::Port,
    service: CString,
}

impl Drop for Published<'_> {
    fn drop(&mut self) {
        // A name that stays leads nowhere, which who connects is told.
        let _ = self.port.unpublish(&self.service);
    }
}

impl<'mpi> Communicator<'mpi> {
    /// Waits for the processes of another communicator to [connect](Self::connect) to a port, which the root names, and
    /// which does not count elsewhere. Collective.
    ///
    /// # Errors
    ///
    /// [`Error::Rank`](crate::Error::Rank) if there is no such root; [`ConnectionError::NoPort`] if the root names none, then [`ConnectionError::Refused`] on the
    /// other processes; if the library cannot connect them.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 10.4.2 server routines: `MPI_Comm_accept`.
    #[doc(alias = "MPI_Comm_accept")]
    pub fn accept(
        &self,
        port: Option<&Port<'_>>,
        root: usize,
        info: Option<&Info<'_>>,
    ) -> Result<Intercommunicator<'mpi>> {
        let port = || {
            port.map(|port| port.port.name().to_owned())
                .ok_or(Error::Connection(ConnectionError::NoPort))
        };
        let hints = info.map(|info| &info.hints);
        let comm = self.comm.meet(Rendezvous::Accept, root, &self.mpi.session, hints, port)?;
        Ok(Intercommunicator::new(comm, self.mpi))
    }

    /// Connects to the processes of another communicator which [accept](Self::accept) at the port that the root names;
    /// elsewhere the name does not count. Collective. How long this waits for somebody to accept is up to the library.
    /// Open MPI takes one communicator at a time: of several that connect to a port at once, some may wait for ever.
    ///
    /// # Errors
    ///
    /// [`Error::Rank`](crate::Error::Rank) if there is no such root; [`ConnectionError::NoPort`] if the root's name is empty, and [`ConnectionError::Zero`] if it
    /// has a character 0, then [`ConnectionError::Refused`] on the other processes; if there is no such port, or the library cannot
    /// connect them.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 10.4.3 client routines: `MPI_Comm_connect`.
    #[doc(alias = "MPI_Comm_connect")]
    pub fn connect(
        &self,
        port: &str,
        root: usize,
        info: Option<&Info<'_>>,
    ) -> Result<Intercommunicator<'mpi>> {
        let port = || {
            CString::new(port)
                .map_err(|_| Error::Connection(ConnectionError::Zero { what: "the port's name" }))
        };
        let hints = info.map(|info| &info.hints);
        let comm = self.comm.meet(Rendezvous::Connect, root, &self.mpi.session, hints, port)?;
        Ok(Intercommunicator::new(comm, self.mpi))
    }
}

impl fmt::Debug for Port<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Port").field("name", &self.name()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Published<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Published").field("service", &self.service).finish_non_exhaustive()
    }
}
