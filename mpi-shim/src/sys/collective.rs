//! What all processes of a communicator call: moving data.
//!
//! Lengths are checked against each other here, on this process. What other processes bring along is the
//! library's to check: it never writes more than it is told there is room for.

use std::ffi::c_int;

use super::constants::MPI_IN_PLACE;
use super::memory::{describe, place, place_mut};
use super::{Comm, Receiving, Unit, check, count, faults};
use crate::element::Element;
use crate::error::{Error, Result};

/// Parts of an array, one for each process, in the library's units.
#[derive(Clone, Debug)]
pub(crate) struct Parted {
    pub(super) counts: Vec<c_int>,
    pub(super) places: Vec<c_int>,
    /// Where the last one ends, in elements.
    end: usize,
}

impl Parted {
    /// Parts of so many elements at these places.
    pub(crate) fn new<T: Element>(parts: impl Iterator<Item = (usize, usize)>) -> Result<Self> {
        let unit = Unit::of::<T>();
        let in_units = |elements: usize| {
            let units = unit.times(elements)?;
            count::small(units).ok_or(Error::TooLarge { count: elements })
        };
        let mut parted = Self { counts: Vec::new(), places: Vec::new(), end: 0 };
        for (count, place) in parts {
            parted.counts.push(in_units(count)?);
            parted.places.push(in_units(place)?);
            let end = place.checked_add(count).ok_or(Error::TooLarge { count })?;
            parted.end = parted.end.max(end);
        }
        Ok(parted)
    }

    /// Where the last one ends, in elements.
    pub(crate) fn end(&self) -> usize {
        self.end
    }

    /// Sees that there is a part for each process, and all in an array of this length.
    pub(super) fn fit(&self, comm: &Comm, len: usize) -> Result<()> {
        same("parts", self.counts.len(), comm.peers())?;
        if self.end <= len {
            Ok(())
        } else {
            Err(Error::Length { what: "array of parts", is: len, should: self.end })
        }
    }

    /// Sees that a process's part is of this length, and says so in the library's units.
    fn part<T: Element>(&self, rank: usize, len: usize) -> Result<()> {
        let unit = Unit::of::<T>();
        same("own part", len, count::from_c(self.counts[rank]) / unit.per_element)
    }
}

/// Sees that a length is what it should be.
#[inline]
pub(super) fn same(what: &'static str, is: usize, should: usize) -> Result<()> {
    if is == should { Ok(()) } else { Err(Error::Length { what, is, should }) }
}

/// The length of each process's part of an array.
#[inline]
pub(super) fn share(comm: &Comm, len: usize) -> Result<usize> {
    let each = len / comm.size();
    same("array of a part for each process", len, each * comm.size())?;
    Ok(each)
}

pub(crate) fn barrier(comm: &Comm) -> Result<()> {
    // SAFETY: the handle is valid.
    check(unsafe { mpi_sys::MPI_Barrier(comm.raw()) })
}

pub(crate) fn broadcast(comm: &Comm, data: &mut Receiving<'_>, root: usize) -> Result<()> {
    let root = comm.peer(root)?;
    // SAFETY: the memory is borrowed for this alone, initialised, and of this datatype.
    check(unsafe { mpi_sys::MPI_Bcast(data.at, data.count, data.datatype, root, comm.raw()) })
}

pub(crate) fn gather<T: Element>(
    comm: &Comm,
    mine: &[T],
    all: &mut [T],
    root: usize,
) -> Result<()> {
    if comm.rank() == root {
        same("array of a part for each process", share(comm, all.len())?, mine.len())?;
    }
    let (n, datatype, _own) = describe::<T>(mine.len())?;
    let (from, to, root) = (place(mine), place_mut(all), comm.peer(root)?);
    // SAFETY: the memories are borrowed; at the root there is room for as much from each process.
    check(unsafe { mpi_sys::MPI_Gather(from, n, datatype, to, n, datatype, root, comm.raw()) })
}

/// At the root all parts, with its own where it belongs; elsewhere the part.
pub(crate) fn gather_in_place<T: Element>(comm: &Comm, data: &mut [T], root: usize) -> Result<()> {
    if comm.rank() != root {
        return gather(comm, data, &mut [], root);
    }
    let (n, datatype, _own) = describe::<T>(share(comm, data.len())?)?;
    let (to, root) = (place_mut(data), comm.peer(root)?);
    // SAFETY: the memory is borrowed, with room for as much from each process.
    check(unsafe {
        mpi_sys::MPI_Gather(MPI_IN_PLACE(), n, datatype, to, n, datatype, root, comm.raw())
    })
}

pub(crate) fn gather_parts<T: Element>(
    comm: &Comm,
    mine: &[T],
    all: &mut [T],
    parts: &Parted,
    root: usize,
) -> Result<()> {
    if comm.rank() == root {
        parts.fit(comm, all.len())?;
        parts.part::<T>(root, mine.len())?;
    }
    let (n, datatype, _own) = describe::<T>(mine.len())?;
    let (from, to, root) = (place(mine), place_mut(all), comm.peer(root)?);
    let (counts, places, unit) =
        (parts.counts.as_ptr(), parts.places.as_ptr(), Unit::of::<T>().raw);
    // SAFETY: the memories are borrowed; at the root the parts are as many as there are processes and in bounds.
    check(unsafe {
        mpi_sys::MPI_Gatherv(from, n, datatype, to, counts, places, unit, root, comm.raw())
    })
}

pub(crate) fn scatter<T: Element>(
    comm: &Comm,
    all: &[T],
    mine: &mut [T],
    root: usize,
) -> Result<()> {
    if comm.rank() == root {
        same("array of a part for each process", share(comm, all.len())?, mine.len())?;
    }
    let (n, datatype, _own) = describe::<T>(mine.len())?;
    let (from, to, root) = (place(all), place_mut(mine), comm.peer(root)?);
    // SAFETY: the memories are borrowed; at the root there is as much for each process.
    check(unsafe { mpi_sys::MPI_Scatter(from, n, datatype, to, n, datatype, root, comm.raw()) })
}

/// At the root all parts, whose own stays where it is; elsewhere the part.
pub(crate) fn scatter_in_place<T: Element>(comm: &Comm, data: &mut [T], root: usize) -> Result<()> {
    if comm.rank() != root {
        return scatter(comm, &[], data, root);
    }
    let (n, datatype, _own) = describe::<T>(share(comm, data.len())?)?;
    let (from, root) = (place(data), comm.peer(root)?);
    // SAFETY: the memory is borrowed, with as much for each process.
    check(unsafe {
        mpi_sys::MPI_Scatter(from, n, datatype, MPI_IN_PLACE(), n, datatype, root, comm.raw())
    })
}

pub(crate) fn scatter_parts<T: Element>(
    comm: &Comm,
    all: &[T],
    parts: &Parted,
    mine: &mut [T],
    root: usize,
) -> Result<()> {
    if comm.rank() == root {
        parts.fit(comm, all.len())?;
        parts.part::<T>(root, mine.len())?;
    }
    let (n, datatype, _own) = describe::<T>(mine.len())?;
    let (from, to, root) = (place(all), place_mut(mine), comm.peer(root)?);
    let (counts, places, unit) =
        (parts.counts.as_ptr(), parts.places.as_ptr(), Unit::of::<T>().raw);
    // SAFETY: the memories are borrowed; at the root the parts are as many as there are processes and in bounds.
    check(unsafe {
        mpi_sys::MPI_Scatterv(from, counts, places, unit, to, n, datatype, root, comm.raw())
    })
}

/// Without a part given, it is in the array already.
pub(crate) fn all_gather<T: Element>(comm: &Comm, mine: Option<&[T]>, all: &mut [T]) -> Result<()> {
    let each = share(comm, all.len())?;
    let from = match mine {
        Some(mine) => {
            same("own part", mine.len(), each)?;
            place(mine)
        }
        None => MPI_IN_PLACE().cast_const(),
    };
    let (n, datatype, _own) = describe::<T>(each)?;
    let to = place_mut(all);
    // SAFETY: the memories are borrowed, with room for as much from each process.
    check(unsafe { mpi_sys::MPI_Allgather(from, n, datatype, to, n, datatype, comm.raw()) })
}

/// Without a part given, it is in the array already.
pub(crate) fn all_gather_parts<T: Element>(
    comm: &Comm,
    mine: Option<&[T]>,
    all: &mut [T],
    parts: &Parted,
) -> Result<()> {
    parts.fit(comm, all.len())?;
    let from = match mine {
        Some(mine) => {
            parts.part::<T>(comm.rank(), mine.len())?;
            if faults::ALL_GATHER_PARTS_ALONE && comm.size() == 1 {
                let first = count::from_c(parts.places[0]) / Unit::of::<T>().per_element;
                all[first..][..mine.len()].copy_from_slice(mine);
                return Ok(());
            }
            place(mine)
        }
        None => MPI_IN_PLACE().cast_const(),
    };
    let (to, n, unit) = (place_mut(all), parts.counts[comm.rank()], Unit::of::<T>().raw);
    let (counts, places) = (parts.counts.as_ptr(), parts.places.as_ptr());
    // SAFETY: the memories are borrowed; the parts are as many as there are processes and in bounds.
    check(unsafe { mpi_sys::MPI_Allgatherv(from, n, unit, to, counts, places, unit, comm.raw()) })
}

/// Without what is sent, that is what is in the array already.
pub(crate) fn all_to_all<T: Element>(comm: &Comm, all: Option<&[T]>, to: &mut [T]) -> Result<()> {
    let each = share(comm, to.len())?;
    let from = match all {
        Some(all) => {
            same("array to send", all.len(), to.len())?;
            place(all)
        }
        None => MPI_IN_PLACE().cast_const(),
    };
    let (n, datatype, _own) = describe::<T>(each)?;
    let to = place_mut(to);
    // SAFETY: the memories are borrowed, with as much for and from each process.
    check(unsafe { mpi_sys::MPI_Alltoall(from, n, datatype, to, n, datatype, comm.raw()) })
}

/// Without what is sent, that is what is in the array already, in the same parts.
pub(crate) fn all_to_all_parts<T: Element>(
    comm: &Comm,
    all: Option<(&[T], &Parted)>,
    to: &mut [T],
    parts: &Parted,
) -> Result<()> {
    parts.fit(comm, to.len())?;
    let (from, sent) = match all {
        Some((all, sent)) => {
            sent.fit(comm, all.len())?;
            (place(all), sent)
        }
        None => (MPI_IN_PLACE().cast_const(), parts),
    };
    let (to, unit) = (place_mut(to), Unit::of::<T>().raw);
    // SAFETY: the memories are borrowed; the parts are as many as there are processes and in bounds.
    check(unsafe {
        mpi_sys::MPI_Alltoallv(
            from,
            sent.counts.as_ptr(),
            sent.places.as_ptr(),
            unit,
            to,
            parts.counts.as_ptr(),
            parts.places.as_ptr(),
            unit,
            comm.raw(),
        )
    })
}
