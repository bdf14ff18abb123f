//! Communicators.

use std::ffi::{CString, c_int};
use std::marker::PhantomData;
use std::mem::ManuallyDrop;

use mpi_sys::MPI_Comm;

use super::constants::{
    MPI_COMM_NULL, MPI_COMM_SELF, MPI_COMM_TYPE_SHARED, MPI_COMM_WORLD, MPI_CONGRUENT,
    MPI_ERRORS_RETURN, MPI_IDENT, MPI_SIMILAR, MPI_UNDEFINED,
};
use super::handler::Handled;
use super::topology::Edges;
use super::{
    Combination, Group, Info, Session, Way, barrier, check, count, failure, faults, op, string,
};
use crate::dynamic::ConnectionError;
use crate::error::{Error, Result};

/// A communicator's handle. One that is not ours stays, others are given back when this is dropped.
///
/// Giving back is collective by the standard, and may come at different times on its processes: libraries count
/// references and take up the number again only when all of the next communicator's processes have it free.
pub(crate) struct Comm {
    raw: MPI_Comm,
    /// Whether it is predefined, or somebody else's to give back.
    stays: bool,
    rank: usize,
    size: usize,
    /// How many processes messages can go to: those of the other group, if there is one.
    peers: usize,
    between_groups: bool,
    tag_bound: c_int,
    /// What neighbourhood collectives go along, of a communicator with a topology.
    pub(super) edges: Option<Box<Edges>>,
    own_thread: PhantomData<*const ()>,
}

/// How two communicators, or groups, are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Comparison {
    /// They are the same.
    Identical,
    /// The same processes in the same order; of communicators, with messages of their own.
    Congruent,
    /// The same processes in another order.
    Similar,
    /// Not the same processes.
    Unequal,
}

impl Comparison {
    pub(super) fn of(number: c_int) -> Self {
        match number {
            n if n == MPI_IDENT() => Self::Identical,
            n if n == MPI_CONGRUENT() => Self::Congruent,
            n if n == MPI_SIMILAR() => Self::Similar,
            _ => Self::Unequal,
        }
    }
}

impl Comm {
    pub(super) fn predefined(session: &Session, raw: MPI_Comm) -> Self {
        Self::with_place(raw, true, session.tag_bound())
            .expect("a predefined communicator has a rank and a size")
    }

    /// A communicator that has just come into being, for which errors are returned; `None` where there is none for
    /// this process.
    pub(super) fn made(raw: MPI_Comm, parent: &Self) -> Result<Option<Self>> {
        Self::received(raw, false, parent.tag_bound)
    }

    /// As [`made`](Self::made), without a parent; one that is not ours stays.
    pub(super) fn received(raw: MPI_Comm, stays: bool, tag_bound: c_int) -> Result<Option<Self>> {
        if raw == MPI_COMM_NULL() {
            return Ok(None);
        }
        // SAFETY: a communicator that nobody else has.
        check(unsafe { mpi_sys::MPI_Comm_set_errhandler(raw, MPI_ERRORS_RETURN()) })?;
        Self::with_place(raw, stays, tag_bound).map(Some)
    }

    fn with_place(raw: MPI_Comm, stays: bool, tag_bound: c_int) -> Result<Self> {
        let (mut rank, mut size) = (0, 0);
        // SAFETY: a communicator of this process.
        check(unsafe { mpi_sys::MPI_Comm_rank(raw, &raw mut rank) })?;
        // SAFETY: as above.
        check(unsafe { mpi_sys::MPI_Comm_size(raw, &raw mut size) })?;
        let (mut between, mut peers) = (0, size);
        // SAFETY: as above.
        check(unsafe { mpi_sys::MPI_Comm_test_inter(raw, &raw mut between) })?;
        if between != 0 {
            // SAFETY: as above, with another group.
            check(unsafe { mpi_sys::MPI_Comm_remote_size(raw, &raw mut peers) })?;
        }
        let [rank, size, peers] = [rank, size, peers].map(count::from_c);
        Ok(Self {
            raw,
            stays,
            rank,
            size,
            peers,
            between_groups: between != 0,
            tag_bound,
            edges: None,
            own_thread: PhantomData,
        })
    }

    /// One that somebody else has made, between two groups or not; it is given back unless it `stays`.
    ///
    /// # Safety
    ///
    /// The handle is valid for as long as this and what is made of it, and nobody else gives it back unless it stays.
    pub(crate) unsafe fn of_raw(
        raw: MPI_Comm,
        between_groups: bool,
        stays: bool,
        session: &Session,
    ) -> Result<Self> {
        // Whose it is if this fails stays as it was.
        let comm = Self::received(raw, true, session.tag_bound())?;
        let mut comm = comm.ok_or(Error::Raw { why: "it is null" })?;
        if comm.between_groups != between_groups {
            let why =
                if between_groups { "it is of one group" } else { "it is between two groups" };
            return Err(Error::Raw { why });
        }
        comm.stays = stays || [MPI_COMM_WORLD(), MPI_COMM_SELF()].contains(&raw);
        Ok(comm)
    }

    /// For a call, which a closure of a reduction cannot make.
    #[inline]
    pub(crate) fn raw(&self) -> MPI_Comm {
        op::not_called_back();
        self.raw
    }

    #[inline]
    pub(crate) fn rank(&self) -> usize {
        self.rank
    }

    #[inline]
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// The largest tag that there is.
    pub(super) fn tag_bound(&self) -> c_int {
        self.tag_bound
    }

    /// How many processes messages can go to.
    #[inline]
    pub(crate) fn peers(&self) -> usize {
        self.peers
    }

    /// A rank that there is among those that messages of this communicator go to.
    #[inline]
    pub(crate) fn peer(&self, rank: usize) -> Result<c_int> {
        // What C has counted, C can number.
        if rank < self.peers {
            Ok(rank as c_int)
        } else {
            Err(Error::Rank { rank, size: self.peers })
        }
    }

    /// A tag that messages can have.
    #[inline]
    pub(super) fn tag(&self, tag: c_int) -> Result<c_int> {
        if (0..=self.tag_bound).contains(&tag) {
            Ok(tag)
        } else {
            Err(Error::Tag { tag, most: self.tag_bound })
        }
    }

    pub(crate) fn duplicate(&self) -> Result<Self> {
        let mut raw = MPI_COMM_NULL();
        // SAFETY: the handle is valid, and `raw` a place for one.
        check(unsafe { mpi_sys::MPI_Comm_dup(self.raw(), &raw mut raw) })?;
        Self::made(raw, self).map(some)
    }

    pub(crate) fn duplicate_with(&self, info: &Info) -> Result<Self> {
        let mut raw = MPI_COMM_NULL();
        // SAFETY: the handles are valid, and `raw` a place for one.
        check(unsafe { mpi_sys::MPI_Comm_dup_with_info(self.raw(), info.raw(), &raw mut raw) })?;
        Self::made(raw, self).map(some)
    }

    /// The colour is not negative.
    pub(crate) fn split(&self, colour: Option<c_int>, key: c_int) -> Result<Option<Self>> {
        let colour = colour.unwrap_or_else(MPI_UNDEFINED);
        let mut raw = MPI_COMM_NULL();
        // SAFETY: the handle is valid, and `raw` a place for one.
        check(unsafe { mpi_sys::MPI_Comm_split(self.raw(), colour, key, &raw mut raw) })?;
        Self::made(raw, self)
    }

    /// By memory that can be shared.
    pub(crate) fn split_shared(&self, key: c_int, info: &Info) -> Result<Self> {
        let mut raw = MPI_COMM_NULL();
        // SAFETY: the handles are valid, and `raw` a place for one.
        check(unsafe {
            mpi_sys::MPI_Comm_split_type(
                self.raw(),
                MPI_COMM_TYPE_SHARED(),
                key,
                info.raw(),
                &raw mut raw,
            )
        })?;
        Self::made(raw, self).map(some)
    }

    /// Sees that a group's members are all here, which not every library does.
    fn has_all(&self, group: &Group) -> Result<()> {
        let others = group.combine(Combination::Difference, &self.group()?)?.size()?;
        if others == 0 { Ok(()) } else { Err(Error::NotMembers { others }) }
    }

    pub(crate) fn create(&self, group: &Group) -> Result<Option<Self>> {
        self.has_all(group)?;
        let mut raw = MPI_COMM_NULL();
        // SAFETY: the handles are valid, and `raw` a place for one.
        check(unsafe { mpi_sys::MPI_Comm_create(self.raw(), group.raw(), &raw mut raw) })?;
        Self::made(raw, self)
    }

    /// `None` for who is no member.
    pub(crate) fn create_group(&self, group: &Group, tag: c_int) -> Result<Option<Self>> {
        self.has_all(group)?;
        if group.rank()?.is_none() {
            return Ok(None);
        }
        let tag = self.tag(tag)?;
        let mut raw = MPI_COMM_NULL();
        // SAFETY: the handles are valid, and `raw` a place for one.
        check(unsafe {
            mpi_sys::MPI_Comm_create_group(self.raw(), group.raw(), tag, &raw mut raw)
        })?;
        Self::made(raw, self)
    }

    pub(crate) fn group(&self) -> Result<Group> {
        Group::of_made(|group| {
            // SAFETY: the handle is valid, and `group` a place for one.
            unsafe { mpi_sys::MPI_Comm_group(self.raw(), group) }
        })
    }

    pub(crate) fn compare(&self, other: &Self) -> Result<Comparison> {
        let mut result = 0;
        // SAFETY: the handles are valid, and `result` a place for the answer.
        check(unsafe { mpi_sys::MPI_Comm_compare(self.raw(), other.raw, &raw mut result) })?;
        Ok(Comparison::of(result))
    }

    /// Waits for what is under way on it, then gives it up, together with all its processes.
    pub(crate) fn disconnect(self) -> Result<()> {
        if [MPI_COMM_WORLD(), MPI_COMM_SELF()].contains(&self.raw) {
            return Err(Error::Connection(ConnectionError::Predefined));
        }
        if faults::DISCONNECT_OF_ONE_GROUP && !self.between_groups {
            // Scopes have completed what was under way, and dropping it gives it back.
            return barrier(&self, &mut Way::now());
        }
        Handled::comm(&self).forget();
        let mut raw = ManuallyDrop::new(self).raw;
        // SAFETY: the handle is valid, and nobody has it any more.
        check(unsafe { mpi_sys::MPI_Comm_disconnect(&raw mut raw) })
    }

    pub(crate) fn set_name(&self, name: &str) -> Result<()> {
        let name = object_name(name);
        // SAFETY: the handle is valid, and the name ends with 0.
        check(unsafe { mpi_sys::MPI_Comm_set_name(self.raw(), name.as_ptr()) })
    }

    pub(crate) fn name(&self) -> Result<String> {
        string(mpi_sys::MPI_MAX_OBJECT_NAME as usize, |text, length| {
            // SAFETY: `text` has the room that the standard asks for.
            unsafe { mpi_sys::MPI_Comm_get_name(self.raw(), text, length) }
        })
        .map_err(failure)
    }

    pub(crate) fn set_info(&self, info: &Info) -> Result<()> {
        // SAFETY: the handles are valid.
        check(unsafe { mpi_sys::MPI_Comm_set_info(self.raw(), info.raw()) })
    }

    pub(crate) fn info(&self) -> Result<Info> {
        Info::of_made(|info| {
            // SAFETY: the handle is valid, and `info` a place for one.
            unsafe { mpi_sys::MPI_Comm_get_info(self.raw(), info) }
        })
    }
}

/// A name as C has it: as much as there is room for, up to its first 0.
pub(super) fn object_name(name: &str) -> CString {
    limited(name, mpi_sys::MPI_MAX_OBJECT_NAME as usize)
}

/// A text as C has it, with its end in so much room, up to its first 0.
pub(super) fn limited(text: &str, room: usize) -> CString {
    let end = (0..room.min(text.len() + 1)).rev().find(|&end| text.is_char_boundary(end));
    let bytes: Vec<u8> = text[..end.unwrap_or(0)].bytes().take_while(|&byte| byte != 0).collect();
    CString::new(bytes).unwrap_or_default()
}

/// Where the standard has no null communicator as an answer.
pub(super) fn some(comm: Option<Comm>) -> Comm {
    comm.expect("every process of the parent is in one")
}

impl Drop for Comm {
    fn drop(&mut self) {
        if !self.stays {
            op::not_called_back();
            Handled::comm(self).forget();
            // SAFETY: the handle is valid, and nobody has it any more. What is under way on it is completed
            // nevertheless, says the standard. An error would leave it, which is all that can be done.
            unsafe { mpi_sys::MPI_Comm_free(&raw mut self.raw) };
        }
    }
}
