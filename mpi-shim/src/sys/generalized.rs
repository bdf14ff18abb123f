//! Requests for what is not the library's to do.

use std::ffi::{c_int, c_void};

use mpi_sys::{MPI_Request, MPI_Status};

use super::constants::MPI_BYTE;
use super::{Request, Session, op};
use crate::error::Result;

const DONE: c_int = mpi_sys::MPI_SUCCESS as c_int;

/// What a request is said to be complete by. Dropped, it says so.
pub(crate) struct Completion(MPI_Request);

impl Completion {
    /// A request, and what it is complete by.
    pub(crate) fn new(_: &Session) -> Result<(Request, Self)> {
        let request = Request::of_made(|request| {
            let state = std::ptr::null_mut();
            // SAFETY: functions of these types, which have no state, and a place for the request.
            unsafe {
                mpi_sys::MPI_Grequest_start(Some(query), Some(free), Some(cancel), state, request)
            }
        })?;
        let raw = request.raw();
        Ok((request, Self(raw)))
    }
}

impl Drop for Completion {
    fn drop(&mut self) {
        op::not_called_back();
        // SAFETY: the request is there until it is complete, which is said once. An error would leave it, which is all
        // that can be done.
        unsafe { mpi_sys::MPI_Grequest_complete(self.0) };
    }
}

// SAFETY: whoever has one on another thread has the permission to call the library there.
unsafe impl Send for Completion {}

/// Says that there are no data.
unsafe extern "C" fn query(_: *mut c_void, status: *mut MPI_Status) -> c_int {
    // SAFETY: the library's status, which is this function's to fill in.
    let said = unsafe { mpi_sys::MPI_Status_set_elements(status, MPI_BYTE(), 0) };
    // SAFETY: as above.
    let cancelled = unsafe { mpi_sys::MPI_Status_set_cancelled(status, 0) };
    if said == DONE { cancelled } else { said }
}

/// There is nothing to free.
unsafe extern "C" fn free(_: *mut c_void) -> c_int {
    DONE
}

/// Nothing can be cancelled.
unsafe extern "C" fn cancel(_: *mut c_void, _: c_int) -> c_int {
    DONE
}
