//! The only caller of the C library: every routine by a function that checks what it returns.
//!
//! Where a function is safe, its parameters say why: a [`Session`] or a handle exists only while MPI runs and on a
//! thread that may call it, [`Sending`] and [`Receiving`] are memory that was borrowed for as long as they
//! live. What a C call needs beyond that is said where it is made.

#![allow(unsafe_code, reason = "calls the C library")]

mod access;
mod agree;
mod collective;
mod coming;
mod comm;
mod constants;
mod count;
mod datatype;
mod description;
mod dynamic;
mod each;
mod faults;
mod file;
mod file_routines;
mod generalized;
mod group;
mod handler;
mod info;
pub(crate) mod inter;
mod memory;
mod message;
mod neighbours;
mod op;
mod pack;
#[cfg(mpi_standard = "4")]
mod partitioned;
mod raw;
mod reduce;
mod request;
mod routines;
mod session;
#[cfg(mpi_standard = "4")]
mod sets;
mod topology;
mod transfer;
mod way;
mod window;

use std::ffi::{CStr, c_char, c_int};

pub(crate) use access::{ByRequest, InEpoch, Remote, Start};
pub(crate) use collective::{
    Parted, all_gather, all_gather_parts, all_to_all, all_to_all_parts, barrier, broadcast, gather,
    gather_in_place, gather_parts, gather_parts_in_place, scatter, scatter_in_place, scatter_parts,
    scatter_parts_in_place,
};
pub(crate) use coming::Coming;
pub(crate) use comm::Comm;
pub use comm::Comparison;
pub(crate) use datatype::{Datatype, Part, Unit};
pub(crate) use dynamic::{Command, Port, Rendezvous, application, lookup, parent, universe};
pub(crate) use each::{all_to_all_each, all_to_all_each_between, all_to_all_each_in_place};
pub(crate) use file::{File, Whence};
pub(crate) use file_routines::{Direct, Place, Who};
pub(crate) use generalized::Completion;
pub(crate) use group::{Combination, Group};
pub(crate) use handler::{Handled, Handler, add_class, add_error, forget_handlers};
pub(crate) use info::{Info, text};
pub(crate) use memory::{Receiving, Sending};
pub(crate) use message::{Message, Mode, exchange, look, probe, receive, replace, send};
pub(crate) use neighbours::{
    neighbour_all_gather, neighbour_all_gather_parts, neighbour_all_to_all,
    neighbour_all_to_all_each, neighbour_all_to_all_parts,
};
pub(crate) use op::{Operation, Predefined};
pub(crate) use pack::{pack, pack_external, packed_size, unpack, unpack_external};
#[cfg(mpi_standard = "4")]
pub(crate) use partitioned::End;
pub(crate) use reduce::{
    all_reduce, exclusive_scan, local as reduce_local, reduce, reduce_in_place, reduce_scatter,
    reduce_scatter_block, scan,
};
pub(crate) use request::{Life, Request, attach, buffered_overhead, detach};
pub use session::ThreadLevel;
#[cfg(feature = "objects")]
pub(crate) use session::at_exit;
pub(crate) use session::{Session, abort, history, library_version, version};
#[cfg(mpi_standard = "4")]
pub(crate) use sets::Sets;
pub(crate) use topology::{Ends, dims_create};
pub(crate) use transfer::{Meanwhile, Moving, Split};
pub(crate) use way::{Kept, Way};
pub use window::Lock;
pub(crate) use window::{Fence, Flush, Meeting, Win, await_beckoning, beckon, meet, within};

use crate::error::{Error, ErrorClass, Result};

// Cargo does not build mpi-sys anew when another MPI is chosen.
const _: () = assert!(
    cfg!(mpi_library = "other")
        || (size_of::<mpi_sys::MPI_Comm>() == 4) == cfg!(mpi_library = "mpich"),
    "mpi-sys was built for another MPI than the one chosen now: use a target directory for each (CARGO_TARGET_DIR)"
);

/// An error, if a routine returned one.
#[inline]
fn check(code: c_int) -> Result<()> {
    if code == mpi_sys::MPI_SUCCESS as c_int { Ok(()) } else { Err(failure(code)) }
}

/// What the library says of an error code.
#[cold]
fn failure(code: c_int) -> Error {
    let mut class = 0;
    // SAFETY: `class` is a place for the answer; MPI runs, or nothing could have failed.
    let known = unsafe { mpi_sys::MPI_Error_class(code, &raw mut class) };
    let text = string(mpi_sys::MPI_MAX_ERROR_STRING as usize, |text, length| {
        // SAFETY: `text` has the room that the standard asks for.
        unsafe { mpi_sys::MPI_Error_string(code, text, length) }
    });
    let class = if known == mpi_sys::MPI_SUCCESS as c_int { class } else { code };
    Error::Library {
        class: ErrorClass::of(class),
        code,
        text: text.unwrap_or_else(|_| "the library has no text for it".to_owned()),
    }
}

/// The error, if it is one that a library has before it does anything, or one that leaves nothing behind. After another one
/// the job ends: libraries leave messages under way that are written to memory when its owner has that back, and give nobody
/// a request to wait for them by.
#[cold]
fn refused(error: Error, harmless: &[ErrorClass], whence: &str) -> Error {
    use ErrorClass::{Arg, Buffer, Comm, Count, Op, Rank, Root, Tag, Type};
    let class = error.class();
    let before = matches!(class, Arg | Buffer | Comm | Count | Op | Rank | Root | Tag | Type);
    if !before && !harmless.contains(&class) {
        eprintln!("error: {whence}: {error}");
        abort(1)
    }
    error
}

/// What a routine writes into a buffer of `room` characters and one.
fn string(
    room: usize,
    write: impl FnOnce(*mut c_char, *mut c_int) -> c_int,
) -> Result<String, c_int> {
    let mut text = vec![0u8; room + 1];
    let mut length = 0;
    let code = write(text.as_mut_ptr().cast(), &raw mut length);
    if code != mpi_sys::MPI_SUCCESS as c_int {
        return Err(code);
    }
    let text = CStr::from_bytes_until_nul(&text).unwrap_or_default();
    Ok(text.to_string_lossy().into_owned())
}
