//! What all processes of a communicator call: combining data.
//!
//! Elements are combined one by one, so that what C has no count for goes in several calls.

use std::ffi::{c_int, c_void};

use mpi_sys::MPI_Datatype;

use super::collective::{same, share};
use super::constants::MPI_IN_PLACE;
use super::count::MOST;
use super::datatype::in_c;
use super::memory::{place, place_mut};
use super::{Comm, Operation, check, faults};
use crate::element::Element;
use crate::error::Result;

/// What goes in, how many at a time, and where it comes out.
struct Piece {
    from: *const c_void,
    to: *mut c_void,
    n: c_int,
}

/// Calls `reduce` for every piece; for one, if there are no elements, because the processes meet there.
#[inline]
fn pieces<T: Element>(
    from: Option<&[T]>,
    to: &mut [T],
    mut reduce: impl FnMut(Piece) -> c_int,
) -> Result<()> {
    let mut start = 0;
    loop {
        let n = (to.len() - start).min(MOST);
        let from = match from {
            Some(from) => place(&from[start..]),
            None => MPI_IN_PLACE().cast_const(),
        };
        let at = place_mut(&mut to[start..]);
        check(reduce(Piece { from, to: at, n: n as c_int }))?;
        start += n;
        if start >= to.len() {
            return Ok(());
        }
    }
}

/// A routine whose result is on every process.
type Everywhere = unsafe extern "C" fn(
    *const c_void,
    *mut c_void,
    c_int,
    MPI_Datatype,
    mpi_sys::MPI_Op,
    mpi_sys::MPI_Comm,
) -> c_int;

#[inline]
fn everywhere<T: Element>(
    routine: Everywhere,
    comm: &Comm,
    from: Option<&[T]>,
    to: &mut [T],
    by: &Operation<'_, T>,
) -> Result<()> {
    if let Some(from) = from {
        same("result", to.len(), from.len())?;
    }
    pieces(from, to, |Piece { from, to, n }| {
        // SAFETY: the memories are borrowed, of as many elements, which the operation is for.
        unsafe { routine(from, to, n, by.datatype, by.op, comm.raw()) }
    })
}

#[inline]
pub(crate) fn all_reduce<T: Element>(
    comm: &Comm,
    from: Option<&[T]>,
    to: &mut [T],
    by: &Operation<'_, T>,
) -> Result<()> {
    everywhere(mpi_sys::MPI_Allreduce, comm, from, to, by)
}

pub(crate) fn scan<T: Element>(
    comm: &Comm,
    from: Option<&[T]>,
    to: &mut [T],
    by: &Operation<'_, T>,
) -> Result<()> {
    everywhere(mpi_sys::MPI_Scan, comm, from, to, by)
}

pub(crate) fn exclusive_scan<T: Element>(
    comm: &Comm,
    from: Option<&[T]>,
    to: &mut [T],
    by: &Operation<'_, T>,
) -> Result<()> {
    everywhere(mpi_sys::MPI_Exscan, comm, from, to, by)
}

/// The result is the root's; elsewhere there need be no room for it.
pub(crate) fn reduce<T: Element>(
    comm: &Comm,
    from: &[T],
    to: &mut [T],
    by: &Operation<'_, T>,
    root: usize,
) -> Result<()> {
    let number = comm.peer(root)?;
    if comm.rank() == root {
        same("result", to.len(), from.len())?;
        return pieces(Some(from), to, |Piece { from, to, n }| {
            // SAFETY: the memories are borrowed, of as many elements, which the operation is for.
            unsafe { mpi_sys::MPI_Reduce(from, to, n, by.datatype, by.op, number, comm.raw()) }
        });
    }
    let mut start = 0;
    loop {
        let n = (from.len() - start).min(MOST);
        let (at, nowhere) = (place(&from[start..]), place_mut(to));
        // SAFETY: the memory is borrowed; nothing is written but at the root.
        check(unsafe {
            mpi_sys::MPI_Reduce(at, nowhere, n as c_int, by.datatype, by.op, number, comm.raw())
        })?;
        start += n;
        if start >= from.len() {
            return Ok(());
        }
    }
}

/// The root's result takes the place of what it brings along.
pub(crate) fn reduce_in_place<T: Element>(
    comm: &Comm,
    data: &mut [T],
    by: &Operation<'_, T>,
    root: usize,
) -> Result<()> {
    if comm.rank() != root {
        return reduce(comm, data, &mut [], by, root);
    }
    if faults::REDUCE_IN_PLACE {
        let mine = data.to_vec();
        return reduce(comm, &mine, data, by, root);
    }
    let root = comm.peer(root)?;
    pieces(None, data, |Piece { from, to, n }| {
        // SAFETY: the memory is borrowed, of as many elements, which the operation is for.
        unsafe { mpi_sys::MPI_Reduce(from, to, n, by.datatype, by.op, root, comm.raw()) }
    })
}

/// Each process gets its part of the result, all of one length.
pub(crate) fn reduce_scatter_block<T: Element>(
    comm: &Comm,
    from: &[T],
    to: &mut [T],
    by: &Operation<'_, T>,
) -> Result<()> {
    same("own part of the result", to.len(), share(comm, from.len())?)?;
    let (n, at, to) = (in_c(to.len())?, place(from), place_mut(to));
    // SAFETY: the memories are borrowed, one of a part for each process; the operation is for these elements.
    check(unsafe { mpi_sys::MPI_Reduce_scatter_block(at, to, n, by.datatype, by.op, comm.raw()) })
}

/// Each process gets its part of the result, of these lengths.
pub(crate) fn reduce_scatter<T: Element>(
    comm: &Comm,
    from: &[T],
    to: &mut [T],
    counts: &[usize],
    by: &Operation<'_, T>,
) -> Result<()> {
    same("counts", counts.len(), comm.size())?;
    same("own part of the result", to.len(), counts[comm.rank()])?;
    let all = counts.iter().try_fold(0, |sum: usize, n| sum.checked_add(*n));
    same("array of all parts", from.len(), all.unwrap_or(usize::MAX))?;
    let counts = counts.iter().map(|n| in_c(*n)).collect::<Result<Vec<_>>>()?;
    let (at, to) = (place(from), place_mut(to));
    // SAFETY: the memories are borrowed, one of a part for each process; the operation is for these elements.
    check(unsafe {
        mpi_sys::MPI_Reduce_scatter(at, to, counts.as_ptr(), by.datatype, by.op, comm.raw())
    })
}

/// Combines two arrays of this process, the second in place.
pub(crate) fn local<T: Element>(from: &[T], to: &mut [T], by: &Operation<'_, T>) -> Result<()> {
    same("result", to.len(), from.len())?;
    pieces(Some(from), to, |Piece { from, to, n }| {
        // SAFETY: the memories are borrowed, of as many elements, which the operation is for.
        unsafe { mpi_sys::MPI_Reduce_local(from, to, n, by.datatype, by.op) }
    })
}
