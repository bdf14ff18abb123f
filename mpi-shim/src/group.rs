//! Groups: processes in an order, without messages.

use std::collections::HashSet;
use std::fmt;

use crate::error::{Error, Result};
use crate::runtime::Mpi;
use crate::sys::{self, Combination, Comparison};

/// Processes in an order. All that is done with groups is local.
///
/// ```
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let all = mpi.world().group()?;
///     let first = all.include(&[0])?;
///     let others = all.difference(&first)?;
///     assert_eq!(others.size()?, all.size()? - 1);
///     assert_eq!(first.translate(&[0], &all)?, [Some(0)]);
///     assert_eq!(first.translate(&[0], &others)?, [None]);
///     Ok(())
/// });
/// ```
pub struct Group<'mpi> {
    pub(crate) group: sys::Group,
    mpi: &'mpi Mpi,
}

impl<'mpi> Group<'mpi> {
    pub(crate) fn new(group: sys::Group, mpi: &'mpi Mpi) -> Self {
        Self { group, mpi }
    }

    /// How many processes there are.
    ///
    /// # Errors
    ///
    /// If the library cannot say.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.3.1 group accessors: `MPI_Group_size`.
    #[doc(alias = "MPI_Group_size")]
    pub fn size(&self) -> Result<usize> {
        self.group.size()
    }

    /// This process's number, if it is a member.
    ///
    /// # Errors
    ///
    /// If the library cannot say.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.3.1 group accessors: `MPI_Group_rank`.
    #[doc(alias = "MPI_Group_rank")]
    pub fn rank(&self) -> Result<Option<usize>> {
        self.group.rank()
    }

    /// How it is like another one.
    ///
    /// # Errors
    ///
    /// If the library cannot say.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.3.1 group accessors: `MPI_Group_compare`.
    #[doc(alias = "MPI_Group_compare")]
    pub fn compare(&self, other: &Group<'_>) -> Result<Comparison> {
        self.group.compare(&other.group)
    }

    /// The members of these ranks, in this order.
    ///
    /// # Errors
    ///
    /// [`Error::Rank`] if one is not there; [`Error::Twice`] if one comes twice, which not every library notices.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.3.2 group constructors: `MPI_Group_incl`.
    #[doc(alias = "MPI_Group_incl")]
    #[doc(alias = "MPI_Group_range_incl")]
    pub fn include(&self, ranks: &[usize]) -> Result<Self> {
        Ok(Self::new(self.group.select(&self.different(ranks)?, false)?, self.mpi))
    }

    /// All members but those of these ranks, in their order.
    ///
    /// # Errors
    ///
    /// As for [`include`](Self::include).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.3.2 group constructors: `MPI_Group_excl`.
    #[doc(alias = "MPI_Group_excl")]
    #[doc(alias = "MPI_Group_range_excl")]
    pub fn exclude(&self, ranks: &[usize]) -> Result<Self> {
        Ok(Self::new(self.group.select(&self.different(ranks)?, true)?, self.mpi))
    }

    /// The members of this, and behind them those of the other that are not in this.
    ///
    /// # Errors
    ///
    /// If the library has no more groups.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.3.2 group constructors: `MPI_Group_union`.
    #[doc(alias = "MPI_Group_union")]
    pub fn union(&self, other: &Group<'_>) -> Result<Self> {
        self.combine(Combination::Union, other)
    }

    /// The members of this that are in the other.
    ///
    /// # Errors
    ///
    /// If the library has no more groups.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.3.2 group constructors: `MPI_Group_intersection`.
    #[doc(alias = "MPI_Group_intersection")]
    pub fn intersection(&self, other: &Group<'_>) -> Result<Self> {
        self.combine(Combination::Intersection, other)
    }

    /// The members of this that are not in the other.
    ///
    /// # Errors
    ///
    /// If the library has no more groups.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.3.2 group constructors: `MPI_Group_difference`.
    #[doc(alias = "MPI_Group_difference")]
    pub fn difference(&self, other: &Group<'_>) -> Result<Self> {
        self.combine(Combination::Difference, other)
    }

    fn combine(&self, how: Combination, other: &Group<'_>) -> Result<Self> {
        Ok(Self::new(self.group.combine(how, &other.group)?, self.mpi))
    }

    /// The ranks that members of this have in another one, if they are there.
    ///
    /// # Errors
    ///
    /// [`Error::Rank`] if a rank is none of this.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.3.1 group accessors: `MPI_Group_translate_ranks`.
    #[doc(alias = "MPI_Group_translate_ranks")]
    pub fn translate(&self, ranks: &[usize], to: &Group<'_>) -> Result<Vec<Option<usize>>> {
        self.group.translate(&self.members(ranks)?, &to.group)
    }

    /// Ranks that there are, each once, as C has them.
    fn different(&self, ranks: &[usize]) -> Result<Vec<i32>> {
        let members = self.members(ranks)?;
        let mut seen = HashSet::new();
        match ranks.iter().find(|&&rank| !seen.insert(rank)) {
            Some(&rank) => Err(Error::Twice { rank }),
            None => Ok(members),
        }
    }

    /// Ranks that there are, as C has them.
    fn members(&self, ranks: &[usize]) -> Result<Vec<i32>> {
        let size = self.size()?;
        let known = |&rank: &usize| match i32::try_from(rank) {
            Ok(number) if rank < size => Ok(number),
            _ => Err(Error::Rank { rank, size }),
        };
        ranks.iter().map(known).collect()
    }
}

impl fmt::Debug for Group<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Group").field("size", &self.size()).finish_non_exhaustive()
    }
}
