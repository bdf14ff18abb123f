//! Communicators: processes that can reach each other, with messages of their own.

use std::fmt;

use crate::attribute::Attributes;
use crate::duplicate::Duplicate;
use crate::error::{Error, Result};
use crate::group::Group;
use crate::info::Info;
use crate::messages::seal::Endpoint;
use crate::runtime::Mpi;
use crate::sys::{self, Comm, Comparison};

/// Processes that can reach each other, numbered from 0 by their ranks, whose messages meet no others.
///
/// Messages are sent and received by the methods of [`Messages`](crate::Messages) and
/// [`NonBlocking`](crate::NonBlocking); collective calls are its own.
///
/// Dropping it gives it back, which need not be at the same time on its processes. A message that nobody has
/// received by then is lost, or found by a later communicator.
///
/// ```
/// use mpi_shim::prelude::*;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let ours = mpi.world().duplicate()?;
///     assert_eq!(ours.rank(), mpi.world().rank());
///     Ok(())
/// });
/// ```
pub struct Communicator<'mpi> {
    /// Dropped before the communicator is given back.
    pub(crate) attributes: Attributes,
    pub(crate) comm: Comm,
    pub(crate) mpi: &'mpi Mpi,
    /// A duplicate, through which objects of collective calls go.
    pub(crate) for_objects: Duplicate,
}

/// With whom a process goes when its communicator is split.
///
/// ```
/// use mpi_shim::Colour;
///
/// assert_eq!(Colour::from(3), Colour::Is(3));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Colour {
    /// With all others of this number.
    Is(i32),
    /// With nobody.
    None,
}

impl Colour {
    /// The number, which is not below 0.
    pub(crate) fn number(self) -> Result<Option<i32>> {
        match self {
            Self::Is(number) if number < 0 => Err(Error::Colour { number }),
            Self::Is(number) => Ok(Some(number)),
            Self::None => Ok(None),
        }
    }
}

impl From<i32> for Colour {
    fn from(number: i32) -> Self {
        Self::Is(number)
    }
}

impl<'mpi> Communicator<'mpi> {
    pub(crate) fn new(comm: Comm, mpi: &'mpi Mpi) -> Self {
        Self::with_attributes(comm, mpi, Attributes::default())
    }

    pub(crate) fn with_attributes(comm: Comm, mpi: &'mpi Mpi, attributes: Attributes) -> Self {
        Self { attributes, comm, mpi, for_objects: Duplicate::default() }
    }

    fn of_same(&self, comm: Comm) -> Self {
        Self::new(comm, self.mpi)
    }

    /// A duplicate, with the attributes that go along.
    pub(crate) fn duplicate_of(&self, comm: Comm) -> Self {
        Self::with_attributes(comm, self.mpi, self.attributes.copied())
    }

    /// This process's number.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.4.1 communicator accessors: `MPI_Comm_rank`.
    #[doc(alias = "MPI_Comm_rank")]
    #[inline]
    #[must_use]
    pub fn rank(&self) -> usize {
        self.comm.rank()
    }

    /// How many processes there are.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.4.1 communicator accessors: `MPI_Comm_size`.
    #[doc(alias = "MPI_Comm_size")]
    #[inline]
    #[must_use]
    pub fn size(&self) -> usize {
        self.comm.size()
    }

    /// What it was made by.
    #[must_use]
    pub fn mpi(&self) -> &'mpi Mpi {
        self.mpi
    }

    /// The same processes, with messages of their own, and clones of the [attributes](crate::AttributeKey::cloned) that
    /// go along. Collective.
    ///
    /// # Errors
    ///
    /// If the library has no more communicators.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.4.2 communicator constructors: `MPI_Comm_dup`.
    #[doc(alias = "MPI_Comm_dup")]
    pub fn duplicate(&self) -> Result<Self> {
        Ok(self.duplicate_of(self.comm.duplicate()?))
    }

    /// As [`duplicate`](Self::duplicate), with hints for the new one instead of those of this: see
    /// [`set_info`](Self::set_info).
    ///
    /// # Errors
    ///
    /// As there, and [`Error::Hint`](crate::Error::Hint).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.4.2 communicator constructors: `MPI_Comm_dup_with_info`.
    #[doc(alias = "MPI_Comm_dup_with_info")]
    pub fn duplicate_with(&self, info: &Info<'_>) -> Result<Self> {
        Ok(self.duplicate_of(self.comm.duplicate_with(info.for_communicators()?)?))
    }

    /// Those of each colour by themselves, in the order of their keys, and of their ranks where those are the
    /// same. Collective; `None` for those without a colour.
    ///
    /// ```
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let world = mpi.world();
    ///     let backwards = world.split(0, -(world.rank() as i32))?.expect("there is a colour");
    ///     assert_eq!(backwards.rank(), world.size() - 1 - world.rank());
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Colour`] if the colour is below 0; if the library has no more communicators.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.4.2 communicator constructors: `MPI_Comm_split`.
    #[doc(alias = "MPI_Comm_split")]
    pub fn split(&self, colour: impl Into<Colour>, key: i32) -> Result<Option<Self>> {
        let colour = colour.into().number()?;
        Ok(self.comm.split(colour, key)?.map(|comm| self.of_same(comm)))
    }

    /// Those that can share memory with this process, in the order of their keys. Collective.
    ///
    /// # Errors
    ///
    /// If the library has no more communicators.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.4.2 communicator constructors: `MPI_Comm_split_type`, with `MPI_COMM_TYPE_SHARED`.
    #[doc(alias = "MPI_Comm_split_type")]
    pub fn split_shared(&self, key: i32) -> Result<Self> {
        Ok(self.of_same(self.comm.split_shared(key, &sys::Info::none())?))
    }

    /// The members of a group, which is the same on all processes of this communicator, or disjoint ones.
    /// Collective over this; `None` for those who are in no group.
    ///
    /// # Errors
    ///
    /// [`Error::NotMembers`] if a member is not one of this; if the library has no more communicators.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.4.2 communicator constructors: `MPI_Comm_create`.
    #[doc(alias = "MPI_Comm_create")]
    pub fn create(&self, group: &Group<'_>) -> Result<Option<Self>> {
        Ok(self.comm.create(&group.group)?.map(|comm| self.of_same(comm)))
    }

    /// As [`create`](Self::create), collective over the members only; `None` at once for others. The tag tells
    /// apart those that are made by several threads at the same time.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.4.2 communicator constructors: `MPI_Comm_create_group`.
    #[doc(alias = "MPI_Comm_create_group")]
    pub fn create_group(&self, group: &Group<'_>, tag: i32) -> Result<Option<Self>> {
        Ok(self.comm.create_group(&group.group, tag)?.map(|comm| self.of_same(comm)))
    }

    /// Its processes. Local.
    ///
    /// # Errors
    ///
    /// If the library has no more groups.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.3.2 group constructors: `MPI_Comm_group`.
    #[doc(alias = "MPI_Comm_group")]
    pub fn group(&self) -> Result<Group<'mpi>> {
        Ok(Group::new(self.comm.group()?, self.mpi))
    }

    /// How it is like another one. Local.
    ///
    /// ```
    /// use mpi_shim::Comparison;
    ///
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let (world, ours) = (mpi.world(), mpi.world().duplicate()?);
    ///     assert_eq!(world.compare(&world)?, Comparison::Identical);
    ///     assert_eq!(world.compare(&ours)?, Comparison::Congruent);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// If the library cannot say.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.4.1 communicator accessors: `MPI_Comm_compare`.
    #[doc(alias = "MPI_Comm_compare")]
    pub fn compare(&self, other: &Communicator<'_>) -> Result<Comparison> {
        self.comm.compare(&other.comm)
    }

    /// Names it, for tools and messages; as much as the library has room for, up to a 0. Local.
    ///
    /// ```
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let ours = mpi.world().duplicate()?;
    ///     ours.set_name("ours")?;
    ///     assert_eq!(ours.name()?, "ours");
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// If the library cannot.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.8 naming objects: `MPI_Comm_set_name`.
    #[doc(alias = "MPI_Comm_set_name")]
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
    #[doc(alias = "MPI_Comm_get_name")]
    pub fn name(&self) -> Result<String> {
        self.comm.name()
    }

    /// Gives hints: that something is not promised (`mpi_assert_no_any_tag`, and all that begin so, as `false`). Promises are
    /// for those to give who have the handle ([`raw`](crate::raw)) and keep them. Collective.
    ///
    /// # Errors
    ///
    /// [`Error::Hint`](crate::Error::Hint) of any other; if the library refuses them.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.4.4 communicator info: `MPI_Comm_set_info`.
    #[doc(alias = "MPI_Comm_set_info")]
    pub fn set_info(&self, info: &Info<'_>) -> Result<()> {
        self.comm.set_info(info.for_communicators()?)
    }

    /// The hints that the library knows and uses.
    ///
    /// # Errors
    ///
    /// If the library cannot say.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.4.4 communicator info: `MPI_Comm_get_info`.
    #[doc(alias = "MPI_Comm_get_info")]
    pub fn info(&self) -> Result<Info<'mpi>> {
        Ok(Info::from_hints(self.comm.info()?))
    }

    /// What objects of collective calls go through. Collective when it is first called.
    #[cfg(feature = "objects")]
    pub(crate) fn for_objects(&self) -> Result<Endpoint<'_>> {
        self.for_objects.of(&self.comm, &self.mpi.session)
    }

    #[inline]
    pub(crate) fn endpoint(&self) -> Endpoint<'_> {
        Endpoint { comm: &self.comm, session: &self.mpi.session }
    }
}

impl fmt::Debug for Communicator<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Communicator")
            .field("rank", &self.rank())
            .field("size", &self.size())
            .finish_non_exhaustive()
    }
}
