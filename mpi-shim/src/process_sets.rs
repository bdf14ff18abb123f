//! Sets of processes that the runtime names, with libraries of MPI 4.

use std::cell::OnceCell;

use crate::communicator::Communicator;
use crate::error::Result;
use crate::group::Group;
use crate::runtime::Mpi;
use crate::sys::{Comm, Session, Sets};

/// Where sets are asked for, from when they are first.
#[derive(Default)]
pub(crate) struct ProcessSets(OnceCell<Sets>);

impl ProcessSets {
    fn sets(&self, session: &Session) -> Result<&Sets> {
        if let Some(sets) = self.0.get() {
            return Ok(sets);
        }
        let sets = Sets::new(session)?;
        Ok(self.0.get_or_init(|| sets))
    }

    /// Before MPI ends.
    pub(crate) fn end(&mut self) {
        drop(self.0.take());
    }
}

/// Sets of processes that the runtime names, and communicators that have no parent. With libraries of MPI 4.
impl Mpi {
    /// The names of the sets: all processes (`mpi://WORLD`), this one (`mpi://SELF`), and what else the runtime knows.
    ///
    /// ```
    /// # let mpi = mpi_shim::Mpi::init()?;
    /// assert!(mpi.process_sets()?.iter().any(|name| name == "mpi://WORLD"));
    /// # Ok::<(), mpi_shim::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the library cannot say.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 11.3 the sessions model: `MPI_Session_init`, `MPI_Session_get_num_psets`, `MPI_Session_get_nth_pset`.
    #[doc(alias = "MPI_Session_init")]
    #[doc(alias = "MPI_Session_get_num_psets")]
    #[doc(alias = "MPI_Session_get_nth_pset")]
    pub fn process_sets(&self) -> Result<Vec<String>> {
        self.sets.sets(&self.session)?.names()
    }

    /// The processes of a set.
    ///
    /// # Errors
    ///
    /// [`Error::Set`](crate::Error::Set) if there is none of that name.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 7.3.2 group constructors: `MPI_Group_from_session_pset`.
    #[doc(alias = "MPI_Group_from_session_pset")]
    pub fn process_set(&self, name: &str) -> Result<Group<'_>> {
        Ok(Group::new(self.sets.sets(&self.session)?.group(name)?, self))
    }

    /// A communicator of the members of a group, which is made by themselves: nobody else need come, as for
    /// [`Communicator::create_group`], and there is no communicator that all of them have. Collective over the members,
    /// with the same tag; `None` at once for others. The tag tells apart those that are made at the same time.
    ///
    /// ```
    /// # let mpi = mpi_shim::Mpi::init()?;
    /// let all = mpi.process_set("mpi://WORLD")?;
    /// let library = mpi.communicator_of(&all, "org.example.library")?.expect("all are members");
    /// assert_eq!(library.size(), mpi.world().size());
    /// # drop((library, all));
    /// # Ok::<(), mpi_shim::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the library has no more communicators.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 7.4.2 communicator constructors: `MPI_Comm_create_from_group`.
    #[doc(alias = "MPI_Comm_create_from_group")]
    pub fn communicator_of(
        &self,
        group: &Group<'_>,
        tag: &str,
    ) -> Result<Option<Communicator<'_>>> {
        let comm = Comm::of_group(&group.group, tag, &self.session)?;
        Ok(comm.map(|comm| Communicator::new(comm, self)))
    }
}
