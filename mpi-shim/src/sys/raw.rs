//! Handles as C and Fortran have them.

use std::ffi::c_int;

use mpi_sys::{MPI_Comm, MPI_Datatype, MPI_File, MPI_Group, MPI_Info, MPI_Win};

use super::constants::{MPI_DATATYPE_NULL, MPI_GROUP_NULL, MPI_INFO_NULL};
use super::{Comm, Datatype, File, Group, Info, Win, check};
use crate::error::{Error, Result};

const NULL: Error = Error::Raw { why: "it is null" };

/// The shim's conversions to numbers, by the types that have the handles.
macro_rules! numbers {
    ($($ty:ty: $handle:ty, $name:ident;)*) => {$(
        impl $ty {
            /// The number that Fortran has for the handle.
            pub(crate) fn number(&self) -> c_int {
                unsafe extern "C" {
                    #[link_name = concat!("mpi_shim_MPI_", stringify!($name), "_c2f")]
                    fn number_of(handle: $handle) -> c_int;
                }
                // SAFETY: the handle is valid.
                unsafe { number_of(self.raw()) }
            }
        }
    )*};
}

numbers! {
    Comm: MPI_Comm, Comm;
    Group: MPI_Group, Group;
    Datatype: MPI_Datatype, Type;
    Info: MPI_Info, Info;
    Win: MPI_Win, Win;
    File: MPI_File, File;
}

/// The shim's conversions of numbers.
macro_rules! handles {
    ($($ty:ty: $handle:ty, $name:ident;)*) => {$(
        impl $ty {
            /// The handle of a number that Fortran has.
            pub(crate) fn numbered(number: c_int) -> $handle {
                unsafe extern "C" {
                    #[link_name = concat!("mpi_shim_MPI_", stringify!($name), "_f2c")]
                    fn handle_of(number: c_int) -> $handle;
                }
                // SAFETY: any number will do, though the handle of one that has none is not valid.
                unsafe { handle_of(number) }
            }
        }
    )*};
}

handles! {
    Comm: MPI_Comm, Comm;
    Group: MPI_Group, Group;
    Datatype: MPI_Datatype, Type;
    Info: MPI_Info, Info;
}

impl Group {
    /// One that somebody else has made.
    ///
    /// # Safety
    ///
    /// The handle is valid or null, and nobody else gives it back.
    pub(crate) unsafe fn of_raw(raw: MPI_Group) -> Result<Self> {
        if raw == MPI_GROUP_NULL() { Err(NULL) } else { Ok(Self::new(raw)) }
    }

    /// A copy of one that somebody else has made.
    ///
    /// # Safety
    ///
    /// The handle is valid or null.
    pub(crate) unsafe fn copy_of_raw(raw: MPI_Group) -> Result<Self> {
        if raw == MPI_GROUP_NULL() {
            return Err(NULL);
        }
        Self::of_made(|group| {
            // SAFETY: the handle is valid, and `group` a place for one.
            unsafe { mpi_sys::MPI_Group_union(raw, raw, group) }
        })
    }
}

impl Info {
    /// As [`Group::of_raw`].
    ///
    /// # Safety
    ///
    /// As there.
    pub(crate) unsafe fn of_raw(raw: MPI_Info) -> Result<Self> {
        if raw == MPI_INFO_NULL() { Err(NULL) } else { Ok(Self::of(raw)) }
    }

    /// As [`Group::copy_of_raw`].
    ///
    /// # Safety
    ///
    /// As there.
    pub(crate) unsafe fn copy_of_raw(raw: MPI_Info) -> Result<Self> {
        if raw == MPI_INFO_NULL() {
            return Err(NULL);
        }
        Self::of_made(|info| {
            // SAFETY: the handle is valid, and `info` a place for one.
            unsafe { mpi_sys::MPI_Info_dup(raw, info) }
        })
    }
}

impl Datatype {
    /// Gives back what somebody else has made, unless it is one of the library's own.
    ///
    /// # Safety
    ///
    /// The handle is valid, and nobody else gives it back.
    pub(crate) unsafe fn give_back_raw(raw: MPI_Datatype) {
        // SAFETY: the caller's.
        drop(unsafe { Self::returned(raw) });
    }

    /// As [`Group::copy_of_raw`].
    ///
    /// # Safety
    ///
    /// As there.
    pub(crate) unsafe fn copy_of_raw(raw: MPI_Datatype) -> Result<Self> {
        if raw == MPI_DATATYPE_NULL() {
            return Err(NULL);
        }
        Self::of_made(|datatype| {
            // SAFETY: the handle is valid, and `datatype` a place for one.
            unsafe { mpi_sys::MPI_Type_dup(raw, datatype) }
        })
    }

    /// Where its first byte is, and its last one ends, from the place that it is laid at.
    pub(crate) fn bounds(&self) -> Result<(i64, i64)> {
        let (mut first, mut length) = (0, 0);
        // SAFETY: the handle is valid, and there are places for the answers.
        check(unsafe {
            mpi_sys::MPI_Type_get_true_extent_x(self.raw(), &raw mut first, &raw mut length)
        })?;
        Ok((first, first.saturating_add(length)))
    }
}
