//! What neighbours exchange.
//!
//! Lengths are checked by the number of neighbours that the library gave when a communicator was made.

use std::ffi::{c_int, c_void};

use mpi_sys::{MPI_Aint, MPI_Datatype};

use super::collective::{Parted, same};
use super::constants::MPI_BOTTOM;
use super::memory::{describe, place, place_mut};
use super::routines::{self, BlockCount};
use super::topology::{Edges, Order, ints};
use super::{Comm, Receiving, Sending, Unit, Way, count};
use crate::element::Element;
use crate::error::Result;

/// The length of each of `n` parts of an array.
fn share(n: usize, len: usize) -> Result<usize> {
    let each = len.checked_div(n).unwrap_or(0);
    same("array of a part for each neighbour", len, each * n)?;
    Ok(each)
}

pub(crate) fn neighbour_all_gather<T: Element>(
    comm: &Comm,
    mine: &[T],
    all: &mut [T],
    way: &mut Way<'_>,
) -> Result<()> {
    let should = mine.len().saturating_mul(comm.edges()?.sources);
    same("array of a part of each source", all.len(), should)?;
    let (n, datatype, own) = describe::<T>(mine.len())?;
    let (from, to, comm) = (place(mine), place_mut(all), comm.raw());
    // SAFETY: the memories are borrowed, with room for as much from each source.
    unsafe { routines::neighbour_all_gather(way, from, n, datatype, to, n, datatype, comm) }?;
    way.keep(own);
    Ok(())
}

pub(crate) fn neighbour_all_gather_parts<T: Element>(
    comm: &Comm,
    mine: &[T],
    all: &mut [T],
    parts: &Parted,
    way: &mut Way<'_>,
) -> Result<()> {
    parts.fit_in(comm.edges()?.sources, all.len())?;
    let (n, datatype, own) = describe::<T>(mine.len())?;
    let (from, to, unit) = (place(mine), place_mut(all), Unit::of::<T>().raw);
    let (counts, places, comm) = (ints(&parts.counts), ints(&parts.places), comm.raw());
    // SAFETY: the memories are borrowed; the parts are as many as there are sources and in bounds.
    unsafe {
        routines::neighbour_all_gather_parts(way, from, n, datatype, to, counts, places, unit, comm)
    }?;
    way.keep(own);
    Ok(())
}

pub(crate) fn neighbour_all_to_all<T: Element>(
    comm: &Comm,
    to: &[T],
    from: &mut [T],
    way: &mut Way<'_>,
) -> Result<()> {
    let edges = comm.edges()?;
    let (outs, ins) = (share(edges.targets, to.len())?, share(edges.sources, from.len())?);
    // Where there is nobody on one side, libraries want to be told of the same length nevertheless.
    let each = if edges.targets == 0 { ins } else { outs };
    if edges.sources > 0 {
        same("part to receive", ins, each)?;
    }
    let (n, datatype, own) = describe::<T>(each)?;
    let (to, from) = (place(to), place_mut(from));
    if let Order::One = edges.order {
        let comm = comm.raw();
        // SAFETY: the memories are borrowed, with as much for each target and from each source.
        unsafe { routines::neighbour_all_to_all(way, to, n, datatype, from, n, datatype, comm) }?;
    } else {
        // MPICH 4.0 goes through the edges backwards where that routine sends, and forwards where it receives.
        let blocks = |at, edges| Blocks::equal(at, edges, each * size_of::<T>(), (n, datatype));
        let (data, room) = (blocks(to, edges.targets), blocks(from.cast_const(), edges.sources));
        // SAFETY: as above.
        unsafe { exchange(comm, edges, data, room, way) }?;
    }
    way.keep(own);
    Ok(())
}

pub(crate) fn neighbour_all_to_all_parts<T: Element>(
    comm: &Comm,
    (to, outs): (&[T], &Parted),
    (from, ins): (&mut [T], &Parted),
    way: &mut Way<'_>,
) -> Result<()> {
    let edges = comm.edges()?;
    outs.fit_in(edges.targets, to.len())?;
    ins.fit_in(edges.sources, from.len())?;
    let (to, from) = (place(to), place_mut(from));
    if let Order::Paired(_) = edges.order {
        let (data, room) = (Blocks::parts::<T>(to, outs), Blocks::parts::<T>(from, ins));
        // SAFETY: the memories are borrowed; the parts are as many as there are neighbours and in bounds.
        return unsafe { exchange(comm, edges, data, room, way) };
    }
    let unit = Unit::of::<T>().raw;
    // SAFETY: as above.
    unsafe {
        routines::neighbour_all_to_all_parts(
            way,
            to,
            ints(&outs.counts),
            ints(&outs.places),
            unit,
            from,
            ints(&ins.counts),
            ints(&ins.places),
            unit,
            comm.raw(),
        )
    }
}

/// Memory of its own for each neighbour.
pub(crate) fn neighbour_all_to_all_each(
    comm: &Comm,
    to: Vec<Sending<'_>>,
    from: Vec<Receiving<'_>>,
    way: &mut Way<'_>,
) -> Result<()> {
    let edges = comm.edges()?;
    same("buffers to send", to.len(), edges.targets)?;
    same("buffers to receive into", from.len(), edges.sources)?;
    let (mut data, mut room, mut own) = (Blocks::default(), Blocks::default(), Vec::new());
    for mut sent in to {
        data.push(sent.at, (sent.count, sent.datatype));
        own.extend(sent.take_own());
    }
    for mut received in from {
        room.push(received.at, (received.count, received.datatype));
        own.extend(received.take_own());
    }
    // SAFETY: the memories are borrowed, as many as there are neighbours, and of these datatypes.
    unsafe { exchange(comm, edges, data, room, way) }?;
    way.keep(Some(own));
    Ok(())
}

/// Memory for each edge: where, how many, of what.
#[derive(Default)]
struct Blocks {
    places: Vec<MPI_Aint>,
    counts: Vec<BlockCount>,
    types: Vec<MPI_Datatype>,
}

/// How many, of what.
type Units = (c_int, MPI_Datatype);

impl Blocks {
    fn push(&mut self, at: *const c_void, (count, datatype): Units) {
        self.places.push(at.expose_provenance() as MPI_Aint);
        self.counts.push(count as BlockCount);
        self.types.push(datatype);
    }

    /// As many blocks, each as many bytes behind the one before.
    fn equal(at: *const c_void, blocks: usize, bytes: usize, units: Units) -> Self {
        let mut all = Self::default();
        for block in 0..blocks {
            all.push(at.wrapping_byte_add(block * bytes), units);
        }
        all
    }

    fn parts<T: Element>(at: *const c_void, parts: &Parted) -> Self {
        let (unit, mut all) = (Unit::of::<T>(), Self::default());
        let bytes = size_of::<T>() / unit.per_element;
        for (&count, &place) in parts.counts.iter().zip(&parts.places) {
            all.push(at.wrapping_byte_add(count::from_c(place) * bytes), (count, unit.raw));
        }
        all
    }

    /// Those of these edges.
    fn of(&self, edges: &[usize]) -> Self {
        let mut some = Self::default();
        for &edge in edges {
            some.places.push(self.places[edge]);
            some.counts.push(self.counts[edge]);
            some.types.push(self.types[edge]);
        }
        some
    }
}

/// Exchanges blocks, one for each neighbour.
///
/// # Safety
///
/// There are as many blocks as edges; the call may read all that `data` names, and write all that `room` names.
unsafe fn exchange(
    comm: &Comm,
    edges: &Edges,
    data: Blocks,
    room: Blocks,
    way: &mut Way<'_>,
) -> Result<()> {
    let (comm, data, room) = match &edges.order {
        Order::One | Order::Edges => (comm, data, room),
        Order::Paired(by) => (&by.comm, data.of(&by.targets), room.of(&by.sources)),
    };
    let bottom = MPI_BOTTOM();
    // SAFETY: the caller's; places count from the bottom of memory.
    unsafe {
        routines::neighbour_all_to_all_blocks(
            way,
            bottom.cast_const(),
            data.counts.as_ptr(),
            data.places.as_ptr(),
            data.types.as_ptr(),
            bottom,
            room.counts.as_ptr(),
            room.places.as_ptr(),
            room.types.as_ptr(),
            comm.raw(),
        )
    }?;
    way.keep(Some((data, room)));
    Ok(())
}
