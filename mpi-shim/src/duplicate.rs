//! Communicators that others keep for themselves.

use std::cell::OnceCell;

use crate::error::Result;
use crate::sys::Comm;
#[cfg(feature = "objects")]
use crate::{error::Error, messages::seal::Endpoint, sys::Session};

/// A duplicate of a communicator that no program has, made when objects are first to go through it.
#[derive(Default)]
pub(crate) struct Duplicate(OnceCell<Comm>);

impl Duplicate {
    /// Collective when it is first called.
    #[cfg(feature = "objects")]
    pub(crate) fn of<'a>(&'a self, comm: &Comm, session: &'a Session) -> Result<Endpoint<'a>> {
        if self.0.get().is_none() {
            // Only this thread has it, so that it is not there yet.
            let _ = self.0.set(comm.duplicate()?);
        }
        let comm = self.0.get().ok_or(Error::Lost { what: "duplicate" })?;
        Ok(Endpoint { comm, session })
    }

    /// Disconnects it, if it was made, and then what it is of. Collective.
    pub(crate) fn disconnect_with(self, comm: Comm) -> Result<()> {
        let own = self.0.into_inner().map_or(Ok(()), Comm::disconnect);
        comm.disconnect().and(own)
    }
}
