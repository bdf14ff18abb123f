//! Communicators that are being made.

use std::cell::Cell;
use std::ffi::c_int;
use std::rc::Rc;

use mpi_sys::MPI_Comm;

#[cfg(mpi_standard = "4")]
use super::Info;
use super::comm::some;
use super::constants::MPI_COMM_NULL;
use super::{Comm, Request};
use crate::error::Result;

/// Where the library puts the handle of a communicator that it is making. Dropped, it gives back what it has.
pub(crate) struct Coming {
    raw: Cell<MPI_Comm>,
    tag_bound: c_int,
}

impl Comm {
    /// Starts to make a duplicate, which is there when the request is complete.
    ///
    /// # Safety
    ///
    /// This stays, and what is returned is kept, until the request is complete.
    pub(crate) unsafe fn start_duplicate(&self) -> Result<(Request, Rc<Coming>)> {
        let coming = Coming::nothing(self.tag_bound());
        let request = Request::of_made(|request| {
            // SAFETY: the handle is valid, there is a place for the request, and the caller keeps that for the new handle.
            unsafe { mpi_sys::MPI_Comm_idup(self.raw(), coming.raw.as_ptr(), request) }
        })?;
        Ok((request, coming))
    }

    /// As [`start_duplicate`](Self::start_duplicate), with hints.
    ///
    /// # Safety
    ///
    /// As there.
    #[cfg(mpi_standard = "4")]
    pub(crate) unsafe fn start_duplicate_with(&self, info: &Info) -> Result<(Request, Rc<Coming>)> {
        let coming = Coming::nothing(self.tag_bound());
        let (info, place) = (info.raw(), coming.raw.as_ptr());
        let request = Request::of_made(|request| {
            // SAFETY: as above.
            unsafe { mpi_sys::MPI_Comm_idup_with_info(self.raw(), info, place, request) }
        })?;
        Ok((request, coming))
    }
}

impl Coming {
    fn nothing(tag_bound: c_int) -> Rc<Self> {
        Rc::new(Self { raw: Cell::new(MPI_COMM_NULL()), tag_bound })
    }

    /// The communicator, once: when the request is complete.
    pub(crate) fn take(&self) -> Result<Comm> {
        let raw = self.raw.replace(MPI_COMM_NULL());
        Comm::received(raw, false, self.tag_bound).map(some)
    }
}

impl Drop for Coming {
    fn drop(&mut self) {
        // What is wrong with it is no matter any more.
        let _ = Comm::received(self.raw.get(), false, self.tag_bound);
    }
}
