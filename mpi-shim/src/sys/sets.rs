//! Sets of processes that the runtime names.

use std::ffi::{CString, c_int};
use std::marker::PhantomData;

use mpi_sys::MPI_Session;

use super::comm::limited;
use super::constants::{MPI_COMM_NULL, MPI_ERRORS_RETURN, MPI_INFO_NULL, MPI_SESSION_NULL};
use super::{Comm, Group, Session, check, count, failure, string};
use crate::error::{Error, Result};

/// What the standard calls a session: where sets of processes are asked for. Dropped, it is ended.
pub(crate) struct Sets {
    raw: MPI_Session,
    own_thread: PhantomData<*const ()>,
}

impl Sets {
    pub(crate) fn new(_: &Session) -> Result<Self> {
        let mut raw = MPI_SESSION_NULL();
        // SAFETY: MPI runs, and `raw` is a place for a handle.
        check(unsafe {
            mpi_sys::MPI_Session_init(MPI_INFO_NULL(), MPI_ERRORS_RETURN(), &raw mut raw)
        })?;
        Ok(Self { raw, own_thread: PhantomData })
    }

    pub(crate) fn names(&self) -> Result<Vec<String>> {
        let mut n = 0;
        // SAFETY: the handles are valid, and `n` is a place for the answer.
        check(unsafe {
            mpi_sys::MPI_Session_get_num_psets(self.raw, MPI_INFO_NULL(), &raw mut n)
        })?;
        (0..n).map(|at| self.name(at)).collect()
    }

    fn name(&self, at: c_int) -> Result<String> {
        let mut room = 0;
        let get = |room: *mut c_int, text| {
            // SAFETY: the handles are valid, there is such a set, and as much room for its name as is told.
            unsafe { mpi_sys::MPI_Session_get_nth_pset(self.raw, MPI_INFO_NULL(), at, room, text) }
        };
        check(get(&raw mut room, std::ptr::null_mut()))?;
        string(count::from_c(room), |text, _| get(&raw mut room, text)).map_err(failure)
    }

    /// The processes of a set. MPICH ends the job for names that it does not have.
    pub(crate) fn group(&self, name: &str) -> Result<Group> {
        let unknown = || Error::Set { name: name.to_owned() };
        if !self.names()?.iter().any(|known| known == name) {
            return Err(unknown());
        }
        let name = CString::new(name).map_err(|_| unknown())?;
        Group::of_made(|group| {
            // SAFETY: the handle is valid, the name ends with 0, and `group` is a place for a handle.
            unsafe { mpi_sys::MPI_Group_from_session_pset(self.raw, name.as_ptr(), group) }
        })
    }
}

impl Drop for Sets {
    fn drop(&mut self) {
        // SAFETY: the handle is valid, and nobody has it any more. An error would leave it, which is all that can be done.
        unsafe { mpi_sys::MPI_Session_finalize(&raw mut self.raw) };
    }
}

impl Comm {
    /// The members of a group, by themselves; `None` for who is no member.
    pub(crate) fn of_group(group: &Group, tag: &str, session: &Session) -> Result<Option<Self>> {
        if group.rank()?.is_none() {
            return Ok(None);
        }
        let tag = limited(tag, mpi_sys::MPI_MAX_STRINGTAG_LEN as usize);
        let (info, mut raw) = (MPI_INFO_NULL(), MPI_COMM_NULL());
        // SAFETY: the handles are valid, the tag ends with 0, and `raw` is a place for a handle.
        check(unsafe {
            mpi_sys::MPI_Comm_create_from_group(
                group.raw(),
                tag.as_ptr(),
                info,
                MPI_ERRORS_RETURN(),
                &raw mut raw,
            )
        })?;
        Self::received(raw, false, session.tag_bound())
    }
}
