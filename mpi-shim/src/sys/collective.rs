//! What all processes of a communicator call: moving data.
//!
//! Lengths are checked against each other here, on this process. What other processes bring along is the
//! library's to check: it never writes more than it is told there is room for.

use std::ffi::c_int;

use mpi_sys::MPI_Datatype;

use super::constants::MPI_IN_PLACE;
use super::memory::{describe, place, place_mut};
use super::{Comm, Receiving, Unit, Way, count, faults, routines};
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
        self.fit_in(comm.peers(), len)
    }

    /// Sees that there are so many parts, and all in an array of this length.
    pub(super) fn fit_in(&self, parts: usize, len: usize) -> Result<()> {
        same("parts", self.counts.len(), parts)?;
        if self.end <= len {
            Ok(())
        } else {
            Err(Error::Length { what: "array of parts", is: len, should: self.end })
        }
    }

    /// Counts and places, and of what.
    fn raw<T: Element>(&self) -> (*const c_int, *const c_int, MPI_Datatype) {
        (self.counts.as_ptr(), self.places.as_ptr(), Unit::of::<T>().raw)
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

/// What a root has and others have of one array: all parts, with its own where it belongs, and their part.
pub(super) fn in_place<'a, T>(
    comm: &Comm,
    data: &'a mut [T],
    root: usize,
) -> (Option<&'a [T]>, &'a mut [T]) {
    if comm.rank() == root { (None, data) } else { (Some(data), &mut []) }
}

#[inline]
pub(crate) fn barrier(comm: &Comm, way: &mut Way<'_>) -> Result<()> {
    // SAFETY: the handle is valid.
    unsafe { routines::barrier(way, comm.raw()) }
}

#[inline]
pub(crate) fn broadcast(
    comm: &Comm,
    data: &mut Receiving<'_>,
    root: usize,
    way: &mut Way<'_>,
) -> Result<()> {
    let root = comm.peer(root)?;
    // SAFETY: the memory is borrowed for this alone, initialised, and of this datatype.
    unsafe { routines::broadcast(way, data.at, data.count, data.datatype, root, comm.raw()) }?;
    way.keep(data.take_own());
    Ok(())
}

/// Without a part given, which is the root's right, it is in the array already.
pub(crate) fn gather<T: Element>(
    comm: &Comm,
    mine: Option<&[T]>,
    all: &mut [T],
    root: usize,
    way: &mut Way<'_>,
) -> Result<()> {
    let (from, each) = match mine {
        Some(mine) => (place(mine), mine.len()),
        None => (MPI_IN_PLACE().cast_const(), share(comm, all.len())?),
    };
    if comm.rank() == root {
        same("array of a part for each process", share(comm, all.len())?, each)?;
    }
    let (n, datatype, own) = describe::<T>(each)?;
    let (to, root) = (place_mut(all), comm.peer(root)?);
    // SAFETY: the memories are borrowed; at the root there is room for as much from each process.
    unsafe { routines::gather(way, from, n, datatype, to, n, datatype, root, comm.raw()) }?;
    way.keep(own);
    Ok(())
}

pub(crate) fn gather_in_place<T: Element>(
    comm: &Comm,
    data: &mut [T],
    root: usize,
    way: &mut Way<'_>,
) -> Result<()> {
    let (mine, all) = in_place(comm, data, root);
    gather(comm, mine, all, root, way)
}

/// Without a part given, which is the root's right, it is in the array already.
pub(crate) fn gather_parts<T: Element>(
    comm: &Comm,
    mine: Option<&[T]>,
    all: &mut [T],
    parts: &Parted,
    root: usize,
    way: &mut Way<'_>,
) -> Result<()> {
    if comm.rank() == root {
        parts.fit(comm, all.len())?;
    }
    let (from, len) = match mine {
        Some(mine) => {
            if comm.rank() == root {
                parts.part::<T>(root, mine.len())?;
            }
            (place(mine), mine.len())
        }
        None => (MPI_IN_PLACE().cast_const(), 0),
    };
    let (n, datatype, own) = describe::<T>(len)?;
    let (to, root) = (place_mut(all), comm.peer(root)?);
    let (counts, places, unit) = parts.raw::<T>();
    // SAFETY: the memories are borrowed; at the root the parts are as many as there are processes and in bounds.
    unsafe {
        routines::gather_parts(way, from, n, datatype, to, counts, places, unit, root, comm.raw())
    }?;
    way.keep(own);
    Ok(())
}

pub(crate) fn gather_parts_in_place<T: Element>(
    comm: &Comm,
    data: &mut [T],
    parts: &Parted,
    root: usize,
    way: &mut Way<'_>,
) -> Result<()> {
    let (mine, all) = in_place(comm, data, root);
    gather_parts(comm, mine, all, parts, root, way)
}

/// Without room for a part, which is the root's right, it stays in the array.
pub(crate) fn scatter<T: Element>(
    comm: &Comm,
    all: &[T],
    mine: Option<&mut [T]>,
    root: usize,
    way: &mut Way<'_>,
) -> Result<()> {
    let (to, each) = match mine {
        Some(mine) => (place_mut(mine), mine.len()),
        None => (MPI_IN_PLACE(), share(comm, all.len())?),
    };
    if comm.rank() == root {
        same("array of a part for each process", share(comm, all.len())?, each)?;
    }
    let (n, datatype, own) = describe::<T>(each)?;
    let (from, root) = (place(all), comm.peer(root)?);
    // SAFETY: the memories are borrowed; at the root there is as much for each process.
    unsafe { routines::scatter(way, from, n, datatype, to, n, datatype, root, comm.raw()) }?;
    way.keep(own);
    Ok(())
}

pub(crate) fn scatter_in_place<T: Element>(
    comm: &Comm,
    data: &mut [T],
    root: usize,
    way: &mut Way<'_>,
) -> Result<()> {
    if comm.rank() == root {
        scatter(comm, data, None, root, way)
    } else {
        scatter(comm, &[], Some(data), root, way)
    }
}

/// Without room for a part, which is the root's right, it stays in the array.
pub(crate) fn scatter_parts<T: Element>(
    comm: &Comm,
    all: &[T],
    parts: &Parted,
    mine: Option<&mut [T]>,
    root: usize,
    way: &mut Way<'_>,
) -> Result<()> {
    if comm.rank() == root {
        parts.fit(comm, all.len())?;
    }
    let (to, len) = match mine {
        Some(mine) => {
            if comm.rank() == root {
                parts.part::<T>(root, mine.len())?;
            }
            (place_mut(mine), mine.len())
        }
        None => (MPI_IN_PLACE(), 0),
    };
    let (n, datatype, own) = describe::<T>(len)?;
    let (from, root) = (place(all), comm.peer(root)?);
    let (counts, places, unit) = parts.raw::<T>();
    // SAFETY: the memories are borrowed; at the root the parts are as many as there are processes and in bounds.
    unsafe {
        routines::scatter_parts(way, from, counts, places, unit, to, n, datatype, root, comm.raw())
    }?;
    way.keep(own);
    Ok(())
}

pub(crate) fn scatter_parts_in_place<T: Element>(
    comm: &Comm,
    data: &mut [T],
    parts: &Parted,
    root: usize,
    way: &mut Way<'_>,
) -> Result<()> {
    if comm.rank() == root {
        scatter_parts(comm, data, parts, None, root, way)
    } else {
        scatter_parts(comm, &[], parts, Some(data), root, way)
    }
}

/// Without a part given, it is in the array already.
#[inline]
pub(crate) fn all_gather<T: Element>(
    comm: &Comm,
    mine: Option<&[T]>,
    all: &mut [T],
    way: &mut Way<'_>,
) -> Result<()> {
    let each = share(comm, all.len())?;
    let from = match mine {
        Some(mine) => {
            same("own part", mine.len(), each)?;
            place(mine)
        }
        None => MPI_IN_PLACE().cast_const(),
    };
    let (n, datatype, own) = describe::<T>(each)?;
    let to = place_mut(all);
    // SAFETY: the memories are borrowed, with room for as much from each process.
    unsafe { routines::all_gather(way, from, n, datatype, to, n, datatype, comm.raw()) }?;
    way.keep(own);
    Ok(())
}

/// Without a part given, it is in the array already.
pub(crate) fn all_gather_parts<T: Element>(
    comm: &Comm,
    mine: Option<&[T]>,
    all: &mut [T],
    parts: &Parted,
    way: &mut Way<'_>,
) -> Result<()> {
    parts.fit(comm, all.len())?;
    let from = match mine {
        Some(mine) => {
            parts.part::<T>(comm.rank(), mine.len())?;
            place(mine)
        }
        None => MPI_IN_PLACE().cast_const(),
    };
    let (to, n) = (place_mut(all), parts.counts[comm.rank()]);
    let (counts, places, unit) = parts.raw::<T>();
    if faults::ALL_GATHER_PARTS_ALONE && comm.size() == 1 {
        const START: &c_int = &0;
        let (raw, start) = (comm.raw(), &raw const *START);
        // SAFETY: as below; what is sent is all of the part of the only process.
        return unsafe {
            routines::all_to_all_parts(
                way, from, counts, start, unit, to, counts, places, unit, raw,
            )
        };
    }
    // SAFETY: the memories are borrowed; the parts are as many as there are processes and in bounds.
    unsafe { routines::all_gather_parts(way, from, n, unit, to, counts, places, unit, comm.raw()) }
}

/// Without what is sent, that is what is in the array already.
#[inline]
pub(crate) fn all_to_all<T: Element>(
    comm: &Comm,
    all: Option<&[T]>,
    to: &mut [T],
    way: &mut Way<'_>,
) -> Result<()> {
    let each = share(comm, to.len())?;
    let from = match all {
        Some(all) => {
            same("array to send", all.len(), to.len())?;
            place(all)
        }
        None => MPI_IN_PLACE().cast_const(),
    };
    let (n, datatype, own) = describe::<T>(each)?;
    let to = place_mut(to);
    // SAFETY: the memories are borrowed, with as much for and from each process.
    unsafe { routines::all_to_all(way, from, n, datatype, to, n, datatype, comm.raw()) }?;
    way.keep(own);
    Ok(())
}

/// Without what is sent, that is what is in the array already, in the same parts.
pub(crate) fn all_to_all_parts<T: Element>(
    comm: &Comm,
    all: Option<(&[T], &Parted)>,
    to: &mut [T],
    parts: &Parted,
    way: &mut Way<'_>,
) -> Result<()> {
    parts.fit(comm, to.len())?;
    let (from, sent) = match all {
        Some((all, sent)) => {
            sent.fit(comm, all.len())?;
            (place(all), sent)
        }
        None => (MPI_IN_PLACE().cast_const(), parts),
    };
    let to = place_mut(to);
    let ((sent, from_places, unit), (counts, places, _)) = (sent.raw::<T>(), parts.raw::<T>());
    // SAFETY: the memories are borrowed; the parts are as many as there are processes and in bounds.
    unsafe {
        routines::all_to_all_parts(
            way,
            from,
            sent,
            from_places,
            unit,
            to,
            counts,
            places,
            unit,
            comm.raw(),
        )
    }
}
