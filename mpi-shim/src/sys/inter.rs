//! Communicators between two groups.

use std::ffi::c_int;
use std::ptr;

use super::agree::prepared;
use super::collective::same;
use super::constants::{MPI_COMM_NULL, MPI_PROC_NULL, MPI_ROOT};
use super::datatype::in_c;
use super::memory::{describe, place, place_mut};
use super::{
    Comm, Group, Operation, Parted, Receiving, Sending, Session, Unit, Way, check, routines,
};
use crate::dynamic::ConnectionError;
use crate::element::Element;
use crate::error::{Error, Result};
use crate::intercommunicator::Root;

impl Comm {
    /// One between this group, which has a leader, and another, whose leader this group's knows by a rank of a
    /// communicator of both.
    pub(crate) fn between(
        &self,
        leader: usize,
        bridge: Option<(&Self, usize)>,
        tag: c_int,
        session: &Session,
    ) -> Result<Self> {
        let (bridge, _) = prepared(self, leader, session, || {
            self.tag(tag)?;
            let (bridge, remote) = bridge.ok_or(Error::Connection(ConnectionError::NoBridge))?;
            if bridge.rank() == remote {
                return Err(Error::Connection(ConnectionError::NoBridge));
            }
            Ok(((bridge.raw(), bridge.peer(remote)?), 0))
        })?;
        let leader = self.peer(leader)?;
        // What the leader alone needs to know.
        let (bridge, remote) = bridge.unwrap_or((self.raw(), 0));
        let mut raw = MPI_COMM_NULL();
        // SAFETY: the handles are valid, and `raw` is a place for one.
        check(unsafe {
            mpi_sys::MPI_Intercomm_create(self.raw(), leader, bridge, remote, tag, &raw mut raw)
        })?;
        Self::made(raw, self)?.ok_or(Error::Lost { what: "communicator between two groups" })
    }

    /// One of both groups, those who say that they are high behind the others. All of a group say the same.
    pub(crate) fn merge(&self, high: bool) -> Result<Self> {
        let mut raw = MPI_COMM_NULL();
        // SAFETY: the handle is valid, of a communicator between groups, and `raw` is a place for one.
        check(unsafe {
            mpi_sys::MPI_Intercomm_merge(self.raw(), c_int::from(high), &raw mut raw)
        })?;
        Self::made(raw, self)?.ok_or(Error::Lost { what: "communicator of two groups" })
    }

    pub(crate) fn remote_group(&self) -> Result<Group> {
        Group::of_made(|group| {
            // SAFETY: the handle is valid, of a communicator between groups, and `group` is a place for one.
            unsafe { mpi_sys::MPI_Comm_remote_group(self.raw(), group) }
        })
    }

    /// The root, as C has it.
    fn root<H, T>(&self, root: &Root<H, T>) -> Result<c_int> {
        match root {
            Root::Here(_) => Ok(MPI_ROOT()),
            Root::There(rank, _) => self.peer(*rank),
            Root::Nobody => Ok(MPI_PROC_NULL()),
        }
    }

    /// The length of each part of an array that has one for each process of the other group.
    fn share_of_peers(&self, len: usize) -> Result<usize> {
        let each = len / self.peers();
        same("array of a part for each process of the other group", len, each * self.peers())?;
        Ok(each)
    }
}

/// Counts and places of parts, which a root alone has.
type RawParts = (*const c_int, *const c_int);

const NO_PARTS: RawParts = (ptr::null(), ptr::null());

impl Parted {
    /// Those of the other group's processes, if they are all in an array of this length.
    fn of_peers(&self, comm: &Comm, len: usize) -> Result<RawParts> {
        self.fit(comm, len)?;
        Ok((self.counts.as_ptr(), self.places.as_ptr()))
    }
}

pub(crate) fn broadcast<'a>(
    comm: &Comm,
    data: Root<Sending<'a>, Receiving<'a>>,
    session: &Session,
    way: &mut Way<'a>,
) -> Result<()> {
    let root = comm.root(&data)?;
    let (at, memory) = match data {
        // Nothing is written at the root.
        Root::Here(data) => (data.at.cast_mut(), data),
        Root::There(_, room) => (room.at, room.into_sending()),
        Root::Nobody => {
            let nothing = Sending::elements::<u8>(&[], session)?;
            (nothing.at.cast_mut(), nothing)
        }
    };
    // SAFETY: the memory is borrowed, initialised, and of this datatype.
    unsafe { routines::broadcast(way, at, memory.count, memory.datatype, root, comm.raw()) }?;
    way.keep(Some(memory));
    Ok(())
}

pub(crate) fn gather<T: Element>(
    comm: &Comm,
    data: Root<&mut [T], &[T]>,
    way: &mut Way<'_>,
) -> Result<()> {
    let root = comm.root(&data)?;
    let (from, to, each) = match data {
        Root::Here(all) => (place::<T>(&[]), place_mut(all), comm.share_of_peers(all.len())?),
        Root::There(_, mine) => (place(mine), place_mut::<T>(&mut []), mine.len()),
        Root::Nobody => (place::<T>(&[]), place_mut::<T>(&mut []), 0),
    };
    let (n, datatype, own) = describe::<T>(each)?;
    // SAFETY: the root's memory has room for as much from each process, others send theirs; the rest is not used.
    unsafe { routines::gather(way, from, n, datatype, to, n, datatype, root, comm.raw()) }?;
    way.keep(own);
    Ok(())
}

pub(crate) fn gather_parts<T: Element>(
    comm: &Comm,
    data: Root<(&mut [T], &Parted), &[T]>,
    way: &mut Way<'_>,
) -> Result<()> {
    let root = comm.root(&data)?;
    let (from, len, to, (counts, places)) = match data {
        Root::Here((all, parts)) => {
            (place::<T>(&[]), 0, place_mut(all), parts.of_peers(comm, all.len())?)
        }
        Root::There(_, mine) => (place(mine), mine.len(), place_mut::<T>(&mut []), NO_PARTS),
        Root::Nobody => (place::<T>(&[]), 0, place_mut::<T>(&mut []), NO_PARTS),
    };
    let (n, datatype, own) = describe::<T>(len)?;
    let unit = Unit::of::<T>().raw;
    // SAFETY: the root's parts are as many as the other group's processes, and in bounds; others send theirs.
    unsafe {
        routines::gather_parts(way, from, n, datatype, to, counts, places, unit, root, comm.raw())
    }?;
    way.keep(own);
    Ok(())
}

pub(crate) fn scatter<T: Element>(
    comm: &Comm,
    data: Root<&[T], &mut [T]>,
    way: &mut Way<'_>,
) -> Result<()> {
    let root = comm.root(&data)?;
    let (from, to, each) = match data {
        Root::Here(all) => (place(all), place_mut::<T>(&mut []), comm.share_of_peers(all.len())?),
        Root::There(_, mine) => (place::<T>(&[]), place_mut(mine), mine.len()),
        Root::Nobody => (place::<T>(&[]), place_mut::<T>(&mut []), 0),
    };
    let (n, datatype, own) = describe::<T>(each)?;
    // SAFETY: the root's memory has as much for each process, others have room for theirs; the rest is not used.
    unsafe { routines::scatter(way, from, n, datatype, to, n, datatype, root, comm.raw()) }?;
    way.keep(own);
    Ok(())
}

pub(crate) fn scatter_parts<T: Element>(
    comm: &Comm,
    data: Root<(&[T], &Parted), &mut [T]>,
    way: &mut Way<'_>,
) -> Result<()> {
    let root = comm.root(&data)?;
    let (from, len, to, (counts, places)) = match data {
        Root::Here((all, parts)) => {
            (place(all), 0, place_mut::<T>(&mut []), parts.of_peers(comm, all.len())?)
        }
        Root::There(_, mine) => (place::<T>(&[]), mine.len(), place_mut(mine), NO_PARTS),
        Root::Nobody => (place::<T>(&[]), 0, place_mut::<T>(&mut []), NO_PARTS),
    };
    let (n, datatype, own) = describe::<T>(len)?;
    let unit = Unit::of::<T>().raw;
    // SAFETY: the root's parts are as many as the other group's processes, and in bounds; others have room.
    unsafe {
        routines::scatter_parts(way, from, counts, places, unit, to, n, datatype, root, comm.raw())
    }?;
    way.keep(own);
    Ok(())
}

/// The parts of the other group's processes have one length, which need not be that of this one's.
pub(crate) fn all_gather<T: Element>(
    comm: &Comm,
    mine: &[T],
    all: &mut [T],
    way: &mut Way<'_>,
) -> Result<()> {
    let (n, datatype, own) = describe::<T>(mine.len())?;
    let (each, theirs, own_too) = describe::<T>(comm.share_of_peers(all.len())?)?;
    let (from, to) = (place(mine), place_mut(all));
    // SAFETY: the memories are borrowed, with room for as much from each process of the other group.
    unsafe { routines::all_gather(way, from, n, datatype, to, each, theirs, comm.raw()) }?;
    way.keep(own);
    way.keep(own_too);
    Ok(())
}

pub(crate) fn all_gather_parts<T: Element>(
    comm: &Comm,
    mine: &[T],
    all: &mut [T],
    parts: &Parted,
    way: &mut Way<'_>,
) -> Result<()> {
    let (counts, places) = parts.of_peers(comm, all.len())?;
    let (n, datatype, own) = describe::<T>(mine.len())?;
    let (from, to, unit) = (place(mine), place_mut(all), Unit::of::<T>().raw);
    // SAFETY: the memories are borrowed; the parts are as many as the other group's processes, and in bounds.
    unsafe {
        routines::all_gather_parts(way, from, n, datatype, to, counts, places, unit, comm.raw())
    }?;
    way.keep(own);
    Ok(())
}

/// What goes to each process need not be as much as what comes from each.
pub(crate) fn all_to_all<T: Element>(
    comm: &Comm,
    to: &[T],
    from: &mut [T],
    way: &mut Way<'_>,
) -> Result<()> {
    let (n, datatype, own) = describe::<T>(comm.share_of_peers(to.len())?)?;
    let (each, theirs, own_too) = describe::<T>(comm.share_of_peers(from.len())?)?;
    let (to, from) = (place(to), place_mut(from));
    // SAFETY: the memories are borrowed, with a part for and from each process of the other group.
    unsafe { routines::all_to_all(way, to, n, datatype, from, each, theirs, comm.raw()) }?;
    way.keep(own);
    way.keep(own_too);
    Ok(())
}

pub(crate) fn reduce<T: Element>(
    comm: &Comm,
    data: Root<&mut [T], &[T]>,
    by: &Operation<'_, T>,
    way: &mut Way<'_>,
) -> Result<()> {
    let root = comm.root(&data)?;
    let (from, to, len) = match data {
        Root::Here(result) => (place::<T>(&[]), place_mut(result), result.len()),
        Root::There(_, mine) => (place(mine), place_mut::<T>(&mut []), mine.len()),
        Root::Nobody => (place::<T>(&[]), place_mut::<T>(&mut []), 0),
    };
    let n = in_c(len)?;
    // SAFETY: the root's memory has room for the result, others bring along as much, of what the operation is for.
    unsafe { routines::reduce(way, from, to, n, by.datatype, by.op, root, comm.raw()) }
}
