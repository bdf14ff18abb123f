//! What all processes call with memory of various kinds for each other.

use std::ffi::{c_int, c_void};

use mpi_sys::MPI_Datatype;

use super::collective::same;
use super::constants::{MPI_BOTTOM, MPI_BYTE, MPI_PACKED};
use super::datatype::{Datatype, Part};
use super::{Comm, Receiving, Sending, Way, check, count, routines};
use crate::error::Result;

/// Memory for each process: one of a datatype, which says where the memory is. The places that the routine takes
/// are C's `int`s, in which no address fits.
struct Each {
    counts: Vec<c_int>,
    places: Vec<c_int>,
    types: Vec<MPI_Datatype>,
    /// How many bytes each has.
    sizes: Vec<usize>,
    /// Those of `types` that are made for this.
    own: Vec<Datatype>,
    /// What is sent from a copy.
    copies: Vec<Vec<u8>>,
}

impl Each {
    fn new(memories: impl Iterator<Item = Result<Memory>>) -> Result<Self> {
        let (sizes, own, copies) = (vec![], vec![], vec![]);
        let mut each = Self { counts: vec![], places: vec![], types: vec![], sizes, own, copies };
        for memory in memories {
            let Memory { at, count, of } = memory?;
            let mut size = 0;
            // SAFETY: the handle is valid, and `size` a place for the answer.
            check(unsafe { mpi_sys::MPI_Type_size_x(of, &raw mut size) })?;
            let count = count::from_c(count);
            each.places.push(0);
            each.sizes.push(usize::try_from(size).unwrap_or_default().saturating_mul(count));
            if count == 0 {
                each.counts.push(0);
                each.types.push(MPI_BYTE());
                continue;
            }
            let displacement = at.expose_provenance().cast_signed();
            let placed = Datatype::structure(&[Part { displacement, count, of }])?.commit()?;
            each.counts.push(1);
            each.types.push(placed.raw());
            each.own.push(placed);
        }
        Ok(each)
    }

    fn sent(data: &[Sending<'_>]) -> Result<Self> {
        Self::new(
            data.iter()
                .map(|&Sending { at, count, datatype, .. }| Ok(Memory { at, count, of: datatype })),
        )
    }

    fn received(room: &[Receiving<'_>]) -> Result<Self> {
        Self::new(room.iter().map(|&Receiving { at, count, datatype, .. }| {
            Ok(Memory { at: at.cast_const(), count, of: datatype })
        }))
    }

    /// What is there, copied. MPICH does not find memories by their addresses when it is told `MPI_IN_PLACE`.
    fn copied(data: &[Receiving<'_>], comm: &Comm) -> Result<Self> {
        let mut copies = Vec::with_capacity(data.len());
        let mut each = Self::new(data.iter().map(|data| {
            let (mut room, mut end) = (0, 0);
            // SAFETY: the handles are valid, and `room` a place for the answer.
            check(unsafe {
                mpi_sys::MPI_Pack_size(data.count, data.datatype, comm.raw(), &raw mut room)
            })?;
            let mut copy = vec![0u8; count::from_c(room)];
            let to = copy.as_mut_ptr().cast();
            // SAFETY: the memory is borrowed, initialised, and of this datatype; there is room for as much.
            check(unsafe {
                mpi_sys::MPI_Pack(
                    data.at.cast_const(),
                    data.count,
                    data.datatype,
                    to,
                    room,
                    &raw mut end,
                    comm.raw(),
                )
            })?;
            copies.push(copy);
            Ok(Memory { at: to.cast_const(), count: end, of: MPI_PACKED() })
        }))?;
        each.copies = copies;
        Ok(each)
    }
}

/// Where some memory is, and of what.
struct Memory {
    at: *const c_void,
    count: c_int,
    of: MPI_Datatype,
}

pub(crate) fn all_to_all_each(
    comm: &Comm,
    data: Vec<Sending<'_>>,
    room: Vec<Receiving<'_>>,
    way: &mut Way<'_>,
) -> Result<()> {
    exchange_within(comm, Each::sent(&data)?, Each::received(&room)?, way)
}

/// What is sent is what is in the memories already.
pub(crate) fn all_to_all_each_in_place(
    comm: &Comm,
    room: &[Receiving<'_>],
    way: &mut Way<'_>,
) -> Result<()> {
    exchange_within(comm, Each::copied(room, comm)?, Each::received(room)?, way)
}

/// With a memory for each process of the other group.
pub(crate) fn all_to_all_each_between(
    comm: &Comm,
    data: Vec<Sending<'_>>,
    room: Vec<Receiving<'_>>,
    way: &mut Way<'_>,
) -> Result<()> {
    exchange(comm, Each::sent(&data)?, Each::received(&room)?, way)
}

fn exchange_within(comm: &Comm, from: Each, to: Each, way: &mut Way<'_>) -> Result<()> {
    let own = comm.rank();
    if let (Some(from), Some(to)) = (from.sizes.get(own), to.sizes.get(own)) {
        same("own buffer to receive into, in bytes", *to, *from)?;
    }
    exchange(comm, from, to, way)
}

/// The memories are borrowed, or kept.
fn exchange(comm: &Comm, from: Each, to: Each, way: &mut Way<'_>) -> Result<()> {
    same("buffers to send", from.counts.len(), comm.peers())?;
    same("buffers to receive into", to.counts.len(), comm.peers())?;
    // SAFETY: there are as many of all as there are processes; the datatypes say where the memories are that are
    // borrowed, or kept.
    unsafe {
        routines::all_to_all_each(
            way,
            MPI_BOTTOM(),
            from.counts.as_ptr(),
            from.places.as_ptr(),
            from.types.as_ptr(),
            MPI_BOTTOM(),
            to.counts.as_ptr(),
            to.places.as_ptr(),
            to.types.as_ptr(),
            comm.raw(),
        )
    }?;
    way.keep(Some((from, to)));
    Ok(())
}
