//! Communicators between two groups.

mod collectives;
mod forms;
mod root;

use std::fmt;

use crate::communicator::{Colour, Communicator};
use crate::duplicate::Duplicate;
use crate::dynamic::{ConnectionError, ParentLease};
use crate::error::{Error, Result};
use crate::group::Group;
use crate::messages::seal::{Endpoint, Endpoints};
use crate::op::Max;
use crate::runtime::Mpi;
use crate::sys::Comm;

pub use root::Root;

/// A communicator between the processes of two groups: each process has a rank in its own, and reaches those of the
/// other.
///
/// What [`Messages`](crate::Messages) and [`NonBlocking`](crate::NonBlocking) name by a rank is a process of the other
/// group, and so is the root of a collective call, for the group that does not have it: see [`Root`].
///
/// One is made of two groups by [`Communicator::between`], and by processes that
/// [start](Communicator::spawn) or [meet](Communicator::accept) others. Dropping it gives it back, which need not be at
/// the same time on its processes, and leaves them connected; [`disconnect`](Self::disconnect) does not.
///
/// ```
/// use mpi_shim::prelude::*;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let world = mpi.world();
///     if world.size() < 2 {
///         return Ok(());
///     }
///     // The even ranks and the odd ones.
///     let side = world.rank() % 2;
///     let ours = world.split(side as i32, 0)?.expect("there is a colour");
///     let between = ours.between(0, Some((&world, 1 - side)), 7)?;
///     assert_eq!(between.size() + between.remote_size(), world.size());
///     // What the one group sums up is the other's to know.
///     let theirs = between.all_reduce_value(side, Max)?;
///     assert_eq!(theirs, 1 - side);
///     Ok(())
/// });
/// ```
///
/// # Specification
///
/// MPI 3.1, 6.6 inter-communication.
pub struct Intercommunicator<'mpi> {
    pub(super) comm: Comm,
    pub(super) mpi: &'mpi Mpi,
    /// The right to the one to the parent, which there is once.
    lease: Option<ParentLease>,
    /// A duplicate, through which objects of collective calls go.
    for_objects: Duplicate,
}

impl<'mpi> Communicator<'mpi> {
    /// A communicator between the processes of this one and those of another, which share none. Collective over both,
    /// with the same tag.
    ///
    /// Each has a leader, and the two leaders can reach each other by some communicator, the bridge. All processes name
    /// their leader's rank in this one; the leader also names the bridge, and the other leader's rank in it.
    ///
    /// # Errors
    ///
    /// [`Error::Rank`](crate::Error::Rank) and [`Error::Tag`](crate::Error::Tag) if there is no such rank or tag, [`ConnectionError::NoBridge`] if the leader names none,
    /// or itself as the other one; then [`ConnectionError::Refused`] on the other processes of this communicator. If the library
    /// finds that the two share processes, or has no more communicators.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.6.2 inter-communicator operations: `MPI_Intercomm_create`.
    #[doc(alias = "MPI_Intercomm_create")]
    pub fn between(
        &self,
        leader: usize,
        bridge: Option<(&Communicator<'_>, usize)>,
        tag: i32,
    ) -> Result<Intercommunicator<'mpi>> {
        let bridge = bridge.map(|(bridge, remote)| (&bridge.comm, remote));
        let comm = self.comm.between(leader, bridge, tag, &self.mpi.session)?;
        Ok(Intercommunicator::new(comm, self.mpi))
    }

    /// Waits for what is under way on it, and gives it up. Collective: who has no other connection to some of its
    /// processes, directly or by others, is independent of them then, and need not end at the same time.
    ///
    /// # Errors
    ///
    /// [`ConnectionError::Predefined`] of the world and of the process by itself; if the library fails.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 10.5.4 releasing connections: `MPI_Comm_disconnect`.
    #[doc(alias = "MPI_Comm_disconnect")]
    pub fn disconnect(self) -> Result<()> {
        // Who has died is not waited for.
        self.mpi.session.is_whole()?;
        self.for_objects.disconnect_with(self.comm)
    }
}

impl<'mpi> Intercommunicator<'mpi> {
    pub(crate) fn new(comm: Comm, mpi: &'mpi Mpi) -> Self {
        Self { comm, mpi, lease: None, for_objects: Duplicate::default() }
    }

    /// That to the parent, which stays when this is dropped.
    pub(crate) fn to_parent(comm: Comm, mpi: &'mpi Mpi, lease: ParentLease) -> Self {
        Self { lease: Some(lease), ..Self::new(comm, mpi) }
    }

    /// This process's number in its own group.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.4.1 communicator accessors: `MPI_Comm_rank`.
    #[inline]
    #[must_use]
    pub fn rank(&self) -> usize {
        self.comm.rank()
    }

    /// How many processes there are in this one's own group.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.4.1 communicator accessors: `MPI_Comm_size`.
    #[inline]
    #[must_use]
    pub fn size(&self) -> usize {
        self.comm.size()
    }

    /// How many processes there are in the other group.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.6.1 inter-communicator accessors: `MPI_Comm_remote_size`.
    #[doc(alias = "MPI_Comm_remote_size")]
    #[doc(alias = "MPI_Comm_test_inter")]
    #[inline]
    #[must_use]
    pub fn remote_size(&self) -> usize {
        self.comm.peers()
    }

    /// What it was made by.
    #[must_use]
    pub fn mpi(&self) -> &'mpi Mpi {
        self.mpi
    }

    /// The processes of this one's own group. Local.
    ///
    /// # Errors
    ///
    /// If the library has no more groups.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.3.2 group constructors: `MPI_Comm_group`.
    pub fn group(&self) -> Result<Group<'mpi>> {
        Ok(Group::new(self.comm.group()?, self.mpi))
    }

    /// The processes of the other group. Local.
    ///
    /// # Errors
    ///
    /// If the library has no more groups.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.6.1 inter-communicator accessors: `MPI_Comm_remote_group`.
    #[doc(alias = "MPI_Comm_remote_group")]
    pub fn remote_group(&self) -> Result<Group<'mpi>> {
        Ok(Group::new(self.comm.remote_group()?, self.mpi))
    }

    /// The same groups, with messages of their own. Collective.
    ///
    /// # Errors
    ///
    /// If the library has no more communicators.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.4.2 communicator constructors: `MPI_Comm_dup`.
    pub fn duplicate(&self) -> Result<Self> {
        Ok(Self::new(self.comm.duplicate()?, self.mpi))
    }

    /// Those of each colour of both groups by themselves, in the order of their keys. Collective; `None` for those
    /// without a colour, or with one that nobody has in the other group.
    ///
    /// # Errors
    ///
    /// [`Error::Colour`](crate::Error::Colour) if the colour is below 0; if the library has no more communicators.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.4.2 communicator constructors: `MPI_Comm_split`.
    pub fn split(&self, colour: impl Into<Colour>, key: i32) -> Result<Option<Self>> {
        let comm = self.comm.split(colour.into().number()?, key)?;
        Ok(comm.map(|comm| Self::new(comm, self.mpi)))
    }

    /// A communicator of both groups' processes: those who say that they are high come behind the others. Collective,
    /// and all of a group say the same. If both say the same, either may come first.
    ///
    /// # Errors
    ///
    /// [`ConnectionError::Order`] if some of a group say that they are high, and others do not; if the library has no more
    /// communicators.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.6.2 inter-communicator operations: `MPI_Intercomm_merge`.
    #[doc(alias = "MPI_Intercomm_merge")]
    pub fn merge(&self, high: bool) -> Result<Communicator<'mpi>> {
        // Some libraries do not notice, and give two processes one rank. Each group learns what the other says,
        // and then from that what it says itself.
        let mut theirs = [0; 2];
        self.all_reduce(&[u8::from(high), u8::from(!high)], &mut theirs, Max)?;
        let mut ours = [0; 2];
        self.all_reduce(&theirs, &mut ours, Max)?;
        if [theirs, ours].contains(&[1, 1]) {
            return Err(Error::Connection(ConnectionError::Order));
        }
        Ok(Communicator::new(self.comm.merge(high)?, self.mpi))
    }

    /// Waits for what is under way on it, and gives it up. Collective over both groups: who has no other connection to
    /// some of its processes, directly or by others, is independent of them then, and need not end at the same time.
    ///
    /// # Errors
    ///
    /// If the library fails; it is given up then as well.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 10.5.4 releasing connections: `MPI_Comm_disconnect`.
    #[doc(alias = "MPI_Comm_disconnect")]
    pub fn disconnect(self) -> Result<()> {
        if let Some(lease) = self.lease {
            lease.end();
        }
        // Who has died is not waited for.
        self.mpi.session.is_whole()?;
        self.for_objects.disconnect_with(self.comm)
    }

    /// What objects of collective calls go through. Collective when it is first called.
    #[cfg(feature = "objects")]
    pub(crate) fn for_objects(&self) -> Result<Endpoint<'_>> {
        self.for_objects.of(&self.comm, &self.mpi.session)
    }

    /// Names it, for tools and messages; as much as the library has room for, up to a 0. Local.
    ///
    /// # Errors
    ///
    /// If the library cannot.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.8 naming objects: `MPI_Comm_set_name`.
    pub fn set_name(&self, name: &str) -> Result<()> {
        self.comm.set_name(name)
    }

    /// Its name; empty if it has none.
    ///
    /// # Errors
    ///
    /// If the library cannot say.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.8 naming objects: `MPI_Comm_get_name`.
    pub fn name(&self) -> Result<String> {
        self.comm.name()
    }
}

impl Endpoints for Intercommunicator<'_> {
    #[inline]
    fn endpoint(&self) -> Endpoint<'_> {
        Endpoint { comm: &self.comm, session: &self.mpi.session }
    }
}

impl fmt::Debug for Intercommunicator<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Intercommunicator")
            .field("rank", &self.rank())
            .field("size", &self.size())
            .field("remote_size", &self.remote_size())
            .finish_non_exhaustive()
    }
}
