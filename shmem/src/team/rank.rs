//! The numbers of a team's members.

use std::ffi::c_int;
use std::fmt;

/// A member of a team, by its number in that team.
///
/// Made by [`Team::rank`](crate::Team::rank) and its kin. A rank belongs to one team: given to another
/// one, it panics, even if the two have the same members. It is not a [`Pe`](crate::Pe), which is a number
/// in the world; [`Team::pe`](crate::Team::pe) and [`Team::rank_of`](crate::Team::rank_of) translate.
///
/// ```
/// shmem::run(|shmem| -> shmem::Result<()> {
///     let team = shmem.world();
///     let next = team.my_rank().wrapping_add(1);
///     assert_eq!(next.wrapping_add(-1), team.my_rank());
///     assert_eq!(team.ranks().last().unwrap().checked_add(1), None);
///     Ok(())
/// });
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rank {
    team: u64,
    number: c_int,
    n_ranks: c_int,
}

impl Rank {
    pub(super) fn new(team: u64, number: c_int, n_ranks: c_int) -> Self {
        Self { team, number, n_ranks }
    }

    /// Its number in the team, from 0.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let world = shmem.world();
    /// assert_eq!(world.my_rank().index(), shmem.my_pe().index());
    /// # Ok::<(), shmem::Error>(())
    /// ```
    #[must_use]
    pub fn index(self) -> usize {
        self.number as usize
    }

    /// Its number as the C API takes it.
    pub(crate) fn number(self) -> c_int {
        self.number
    }

    /// The id of its team.
    pub(crate) fn team(self) -> u64 {
        self.team
    }

    /// Panics, because a team was given a rank that is not its own.
    #[cold]
    #[inline(never)]
    #[track_caller]
    pub(crate) fn is_another_teams(self) -> ! {
        panic!("rank {self} is a rank of another team")
    }

    /// The member that many numbers further on, going round from the last one to the first and back.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let world = shmem.world();
    /// assert_eq!(world.rank(0).wrapping_add(-1), world.rank(world.n_ranks() - 1));
    /// # Ok::<(), shmem::Error>(())
    /// ```
    #[must_use]
    pub fn wrapping_add(self, distance: isize) -> Self {
        let n = self.n_ranks as isize;
        let number = (self.number as isize + distance.rem_euclid(n)) % n;
        Self { number: number as c_int, ..self }
    }

    /// The member that many numbers further on, or `None` beyond the last one or before the first.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let world = shmem.world();
    /// assert_eq!(world.rank(world.n_ranks() - 1).checked_add(1), None);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    #[must_use]
    pub fn checked_add(self, distance: isize) -> Option<Self> {
        let index = self.index().checked_add_signed(distance)?;
        let number = c_int::try_from(index).ok().filter(|&number| number < self.n_ranks)?;
        Some(Self { number, ..self })
    }
}

impl fmt::Display for Rank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number.fmt(f)
    }
}

impl fmt::Debug for Rank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rank({} of {})", self.number, self.n_ranks)
    }
}
