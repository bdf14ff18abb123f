//! Hints: keys and values.

use std::ffi::{CStr, CString, c_int};
use std::marker::PhantomData;

use mpi_sys::MPI_Info;

use super::constants::MPI_INFO_NULL;
use super::{Session, check, count, failure, string};
use crate::error::Result;

/// Hints, given back when dropped; or none.
pub(crate) struct Info {
    raw: MPI_Info,
    own_thread: PhantomData<*const ()>,
}

impl Info {
    pub(crate) fn none() -> Self {
        Self::of(MPI_INFO_NULL())
    }

    pub(crate) fn new(_: &Session) -> Result<Self> {
        Self::of_made(|info| {
            // SAFETY: MPI runs, and `info` is a place for a handle.
            unsafe { mpi_sys::MPI_Info_create(info) }
        })
    }

    pub(super) fn of_made(make: impl FnOnce(*mut MPI_Info) -> c_int) -> Result<Self> {
        let mut raw = MPI_INFO_NULL();
        check(make(&raw mut raw))?;
        Ok(Self::of(raw))
    }

    pub(super) fn of(raw: MPI_Info) -> Self {
        Self { raw, own_thread: PhantomData }
    }

    #[inline]
    pub(crate) fn raw(&self) -> MPI_Info {
        self.raw
    }

    pub(crate) fn set(&mut self, key: &CStr, value: &CStr) -> Result<()> {
        // SAFETY: the handle is valid, the texts end with 0.
        check(unsafe { mpi_sys::MPI_Info_set(self.raw, key.as_ptr(), value.as_ptr()) })
    }

    pub(crate) fn get(&self, key: &CStr) -> Result<Option<String>> {
        let (mut length, mut there) = (0, 0);
        // SAFETY: the handle is valid, the key ends with 0, and there are places for the answers.
        check(unsafe {
            mpi_sys::MPI_Info_get_valuelen(self.raw, key.as_ptr(), &raw mut length, &raw mut there)
        })?;
        if there == 0 {
            return Ok(None);
        }
        let value = string(count::from_c(length), |text, _| {
            // SAFETY: as above; `text` has room for the value and its end.
            unsafe { mpi_sys::MPI_Info_get(self.raw, key.as_ptr(), length, text, &raw mut there) }
        });
        value.map(Some).map_err(failure)
    }

    pub(crate) fn remove(&mut self, key: &CStr) -> Result<()> {
        // SAFETY: the handle is valid, the key ends with 0.
        check(unsafe { mpi_sys::MPI_Info_delete(self.raw, key.as_ptr()) })
    }

    pub(crate) fn keys(&self) -> Result<Vec<String>> {
        let mut n = 0;
        // SAFETY: the handle is valid, and `n` a place for the answer.
        check(unsafe { mpi_sys::MPI_Info_get_nkeys(self.raw, &raw mut n) })?;
        (0..n)
            .map(|at| {
                string(mpi_sys::MPI_MAX_INFO_KEY as usize, |text, _| {
                    // SAFETY: as above; `text` has the room that the standard asks for.
                    unsafe { mpi_sys::MPI_Info_get_nthkey(self.raw, at, text) }
                })
                .map_err(failure)
            })
            .collect()
    }
}

/// A text as C has it: up to its first 0.
pub(crate) fn text(text: &str) -> CString {
    let bytes: Vec<u8> = text.bytes().take_while(|&byte| byte != 0).collect();
    CString::new(bytes).unwrap_or_default()
}

impl Drop for Info {
    fn drop(&mut self) {
        if self.raw != MPI_INFO_NULL() {
            // SAFETY: the handle is valid, and nobody has it any more.
            unsafe { mpi_sys::MPI_Info_free(&raw mut self.raw) };
        }
    }
}
