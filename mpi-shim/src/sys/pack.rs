//! Packed data: in the form of a communicator's messages, and in the form that is the same everywhere.

use std::ffi::{CStr, c_int};

use mpi_sys::MPI_Aint;

use super::datatype::{in_c, size};
use super::{Comm, Receiving, Sending, check, count};
use crate::error::{Error, Result};

/// The one representation that the standard defines.
const EXTERNAL: &CStr = c"external32";

/// How many bytes data takes at most when it is packed.
pub(crate) fn packed_size(comm: &Comm, data: &Sending<'_>) -> Result<usize> {
    let mut size = 0;
    // SAFETY: the handles are valid, and `size` a place for the answer.
    check(unsafe { mpi_sys::MPI_Pack_size(data.count, data.datatype, comm.raw(), &raw mut size) })?;
    Ok(count::from_c(size))
}

/// Packs data behind what there is.
pub(crate) fn pack(comm: &Comm, data: &Sending<'_>, into: &mut Vec<u8>) -> Result<()> {
    let start = into.len();
    let end = start.saturating_add(packed_size(comm, data)?);
    let (room, mut at) = (in_c(end)?, in_c(start)?);
    into.resize(end, 0);
    // SAFETY: the handles are valid, the data is borrowed, and there is room for it from `at` on, as the library says.
    let packed = check(unsafe {
        mpi_sys::MPI_Pack(
            data.at,
            data.count,
            data.datatype,
            into.as_mut_ptr().cast(),
            room,
            &raw mut at,
            comm.raw(),
        )
    });
    into.truncate(if packed.is_ok() { count::from_c(at) } else { start });
    packed
}

/// Unpacks what is packed from a place on, and returns the place behind it.
pub(crate) fn unpack(
    comm: &Comm,
    from: &[u8],
    at: usize,
    room: &mut Receiving<'_>,
) -> Result<usize> {
    holds(from.len() - at, room)?;
    let (n, mut place) = (in_c(from.len())?, in_c(at)?);
    // SAFETY: the handles are valid, both memories are borrowed, and there is as much packed as the room is for.
    check(unsafe {
        mpi_sys::MPI_Unpack(
            from.as_ptr().cast(),
            n,
            &raw mut place,
            room.at,
            room.count,
            room.datatype,
            comm.raw(),
        )
    })?;
    Ok(count::from_c(place))
}

/// Sees that so many bytes fill a room. Numbers take as many packed as they do in memory; MPICH reads on behind the end.
fn holds(bytes: usize, room: &Receiving<'_>) -> Result<()> {
    let should = size(room.datatype)?.saturating_mul(count::from_c(room.count));
    if should <= bytes {
        Ok(())
    } else {
        Err(Error::Length { what: "what is packed", is: bytes, should })
    }
}

/// Packs data behind what there is, as it is the same everywhere.
pub(crate) fn pack_external(data: &Sending<'_>, into: &mut Vec<u8>) -> Result<()> {
    let (start, mut at) = (into.len(), 0);
    let size = external_size(data.count, data.datatype)?;
    into.resize(start + size as usize, 0);
    let room = into[start..].as_mut_ptr().cast();
    // SAFETY: the handle is valid, the data is borrowed, and there is room for it, as the library says.
    let packed = check(unsafe {
        mpi_sys::MPI_Pack_external(
            EXTERNAL.as_ptr(),
            data.at,
            data.count,
            data.datatype,
            room,
            size,
            &raw mut at,
        )
    });
    into.truncate(if packed.is_ok() { start + at as usize } else { start });
    packed
}

/// Unpacks what is packed by [`pack_external`], and returns how many bytes of it that was.
pub(crate) fn unpack_external(from: &[u8], room: &mut Receiving<'_>) -> Result<usize> {
    let size = external_size(room.count, room.datatype)?;
    holds(from.len(), room)?;
    let mut at = 0;
    // SAFETY: the handle is valid, both memories are borrowed, and there is as much packed as the room is for.
    check(unsafe {
        mpi_sys::MPI_Unpack_external(
            EXTERNAL.as_ptr(),
            from.as_ptr().cast(),
            size,
            &raw mut at,
            room.at,
            room.count,
            room.datatype,
        )
    })?;
    Ok(at as usize)
}

/// How many bytes elements take, the same everywhere. It is not below 0.
fn external_size(n: c_int, of: mpi_sys::MPI_Datatype) -> Result<MPI_Aint> {
    let mut size = 0;
    // SAFETY: the handle is valid, and `size` a place for the answer.
    check(unsafe { mpi_sys::MPI_Pack_external_size(EXTERNAL.as_ptr(), n, of, &raw mut size) })?;
    Ok(size)
}
