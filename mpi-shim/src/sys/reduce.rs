//! What all processes of a communicator call: combining data.
//!
//! Elements are combined one by one, so that what C has no count for goes in several calls.

use std::ffi::{c_int, c_void};

use mpi_sys::{MPI_Comm, MPI_Datatype, MPI_Op};

use super::collective::{in_place, same, share};
use super::constants::MPI_IN_PLACE;
use super::datatype::in_c;
use super::memory::{place, place_mut};
use super::{Comm, Operation, Way, check, count, faults, routines};
use crate::element::Element;
use crate::error::{Error, Result};

/// What goes in, how many at a time, and where it comes out.
struct Piece {
    from: *const c_void,
    to: *mut c_void,
    n: c_int,
}

impl Piece {
    /// Without what goes in, that is in the result already; without a result, it is another's.
    #[inline]
    fn new<T>(from: Option<&[T]>, to: Option<&mut [T]>, n: c_int) -> Self {
        let from = from.map_or_else(|| MPI_IN_PLACE().cast_const(), place);
        Self { from, to: place_mut(to.unwrap_or_default()), n }
    }
}

/// Calls `reduce` for all, or for every piece of what C has no count for. A request is for all.
#[inline]
fn pieces<T: Element>(
    from: Option<&[T]>,
    to: Option<&mut [T]>,
    way: &mut Way<'_>,
    mut reduce: impl FnMut(&mut Way<'_>, Piece) -> Result<()>,
) -> Result<()> {
    let len = from.or(to.as_deref()).map_or(0, <[T]>::len);
    match count::small(len) {
        Some(n) => reduce(way, Piece::new(from, to, n)),
        None if way.is_request() => Err(Error::TooLarge { count: len }),
        None => several(from, to, len, reduce),
    }
}

/// Calls `reduce` for every piece.
#[cold]
fn several<T: Element>(
    from: Option<&[T]>,
    mut to: Option<&mut [T]>,
    len: usize,
    mut reduce: impl FnMut(&mut Way<'_>, Piece) -> Result<()>,
) -> Result<()> {
    for start in (0..len).step_by(count::MOST) {
        let n = (len - start).min(count::MOST);
        let (from, to) =
            (from.map(|all| &all[start..]), to.as_deref_mut().map(|all| &mut all[start..]));
        reduce(&mut Way::now(), Piece::new(from, to, n as c_int))?;
    }
    Ok(())
}

/// A routine whose result is on every process.
type Everywhere = unsafe fn(
    &mut Way<'_>,
    *const c_void,
    *mut c_void,
    c_int,
    MPI_Datatype,
    MPI_Op,
    MPI_Comm,
) -> Result<()>;

/// Without what is brought along, that is what is in the result already.
#[inline]
fn everywhere<T: Element>(
    routine: Everywhere,
    comm: &Comm,
    from: Option<&[T]>,
    to: &mut [T],
    by: &Operation<'_, T>,
    way: &mut Way<'_>,
) -> Result<()> {
    if let Some(from) = from {
        same("result", to.len(), from.len())?;
    }
    pieces(from, Some(to), way, |way, Piece { from, to, n }| {
        // SAFETY: the memories are borrowed, of as many elements, which the operation is for.
        unsafe { routine(way, from, to, n, by.datatype, by.op, comm.raw()) }
    })
}

#[inline]
pub(crate) fn all_reduce<T: Element>(
    comm: &Comm,
    from: Option<&[T]>,
    to: &mut [T],
    by: &Operation<'_, T>,
    way: &mut Way<'_>,
) -> Result<()> {
    everywhere(routines::all_reduce, comm, from, to, by, way)
}

pub(crate) fn scan<T: Element>(
    comm: &Comm,
    from: Option<&[T]>,
    to: &mut [T],
    by: &Operation<'_, T>,
    way: &mut Way<'_>,
) -> Result<()> {
    everywhere(routines::scan, comm, from, to, by, way)
}

pub(crate) fn exclusive_scan<T: Element>(
    comm: &Comm,
    from: Option<&[T]>,
    to: &mut [T],
    by: &Operation<'_, T>,
    way: &mut Way<'_>,
) -> Result<()> {
    everywhere(routines::exclusive_scan, comm, from, to, by, way)
}

/// The result is the root's; elsewhere there need be no room for it. Without what is brought along, which is the
/// root's right, that is what is in the result already.
pub(crate) fn reduce<T: Element>(
    comm: &Comm,
    from: Option<&[T]>,
    to: &mut [T],
    by: &Operation<'_, T>,
    root: usize,
    way: &mut Way<'_>,
) -> Result<()> {
    let number = comm.peer(root)?;
    let to = (comm.rank() == root).then_some(to);
    if let (Some(from), Some(to)) = (from, &to) {
        same("result", to.len(), from.len())?;
    }
    pieces(from, to, way, |way, Piece { from, to, n }| {
        // SAFETY: the memories are borrowed, of as many elements, which the operation is for; nothing is written
        // but at the root.
        unsafe { routines::reduce(way, from, to, n, by.datatype, by.op, number, comm.raw()) }
    })
}

/// The root's result takes the place of what it brings along.
pub(crate) fn reduce_in_place<T: Element>(
    comm: &Comm,
    data: &mut [T],
    by: &Operation<'_, T>,
    root: usize,
    way: &mut Way<'_>,
) -> Result<()> {
    if faults::REDUCE_IN_PLACE && comm.rank() == root && !way.is_request() {
        let mine = data.to_vec();
        return reduce(comm, Some(&mine), data, by, root, way);
    }
    let (mine, result) = in_place(comm, data, root);
    reduce(comm, mine, result, by, root, way)
}

/// Each process gets its part of the result, all of one length. Without what is brought along, that is what is in
/// the result already, which is of all parts then and has this process's at its start.
pub(crate) fn reduce_scatter_block<T: Element>(
    comm: &Comm,
    from: Option<&[T]>,
    to: &mut [T],
    by: &Operation<'_, T>,
    way: &mut Way<'_>,
) -> Result<()> {
    let (at, each) = match from {
        Some(from) => {
            same("own part of the result", to.len(), share(comm, from.len())?)?;
            (place(from), to.len())
        }
        None => (MPI_IN_PLACE().cast_const(), share(comm, to.len())?),
    };
    let (n, to) = (in_c(each)?, place_mut(to));
    // SAFETY: the memories are borrowed, one of a part for each process; the operation is for these elements.
    unsafe { routines::reduce_scatter_block(way, at, to, n, by.datatype, by.op, comm.raw()) }
}

/// As [`reduce_scatter_block`], with parts of these lengths.
pub(crate) fn reduce_scatter<T: Element>(
    comm: &Comm,
    from: Option<&[T]>,
    to: &mut [T],
    counts: &[usize],
    by: &Operation<'_, T>,
    way: &mut Way<'_>,
) -> Result<()> {
    same("counts", counts.len(), comm.size())?;
    let all = counts.iter().try_fold(0, |sum: usize, n| sum.checked_add(*n));
    let all = all.unwrap_or(usize::MAX);
    let at = match from {
        Some(from) => {
            same("own part of the result", to.len(), counts[comm.rank()])?;
            same("array of all parts", from.len(), all)?;
            place(from)
        }
        None => {
            same("array of all parts", to.len(), all)?;
            MPI_IN_PLACE().cast_const()
        }
    };
    let counts = counts.iter().map(|n| in_c(*n)).collect::<Result<Vec<_>>>()?;
    let (number, to) = (counts.as_ptr(), place_mut(to));
    // SAFETY: the memories are borrowed, one of a part for each process; the operation is for these elements.
    unsafe { routines::reduce_scatter(way, at, to, number, by.datatype, by.op, comm.raw()) }?;
    way.keep(Some(counts));
    Ok(())
}

/// Combines two arrays of this process, the second in place.
pub(crate) fn local<T: Element>(from: &[T], to: &mut [T], by: &Operation<'_, T>) -> Result<()> {
    same("result", to.len(), from.len())?;
    pieces(Some(from), Some(to), &mut Way::now(), |_, Piece { from, to, n }| {
        // SAFETY: the memories are borrowed, of as many elements, which the operation is for.
        check(unsafe { mpi_sys::MPI_Reduce_local(from, to, n, by.datatype, by.op) })
    })
}
