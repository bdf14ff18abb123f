//! The numbers of PEs.

use std::ffi::c_int;
use std::fmt;

use crate::sys::{self, InScope, Numbered, Target};

/// A PE of the job, by its number in the world: a number that is known to be one.
///
/// Made by [`Shmem::pe`](crate::Shmem::pe), [`Shmem::my_pe`](crate::Shmem::my_pe) and
/// [`Shmem::pes`](crate::Shmem::pes). Every call that takes one can rely on it, so none checks it.
///
/// ```
/// shmem::run(|shmem| -> shmem::Result<()> {
///     let me = shmem.my_pe();
///     let right = me.wrapping_add(1);
///     assert_eq!(right.wrapping_add(-1), me);
///     assert_eq!(shmem.pes().last().unwrap().checked_add(1), None);
///     Ok(())
/// });
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pe {
    number: c_int,
    n_pes: c_int,
}

impl Pe {
    /// The PE of a number, if there is one.
    pub(crate) fn new(index: usize, n_pes: c_int) -> Option<Self> {
        let number = c_int::try_from(index).ok()?;
        (number < n_pes).then_some(Self { number, n_pes })
    }

    /// The PE that calls.
    pub(crate) fn mine(session: &sys::Session) -> Self {
        Self { number: session.my_pe(), n_pes: session.n_pes() }
    }

    /// Its number, from 0.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let names = ["north", "south"];
    /// println!("{}", names[shmem.my_pe().index() % 2]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    #[inline]
    #[must_use]
    pub fn index(self) -> usize {
        self.number as usize
    }

    /// Its number as the C API takes it.
    #[inline]
    pub(crate) fn number(self) -> c_int {
        self.number
    }

    /// How many PEs there are.
    pub(crate) fn n_pes(self) -> usize {
        self.n_pes as usize
    }

    /// The PE that many numbers further on, going round from the last one to PE 0 and back.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let (left, right) = (shmem.my_pe().wrapping_add(-1), shmem.my_pe().wrapping_add(1));
    /// assert_eq!(left.wrapping_add(2), right);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    #[must_use]
    pub fn wrapping_add(self, distance: isize) -> Self {
        let n = self.n_pes as isize;
        let number = (self.number as isize + distance.rem_euclid(n)) % n;
        Self { number: number as c_int, ..self }
    }

    /// The PE that many numbers further on, or `None` beyond the last one or before PE 0.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let right = shmem.my_pe().checked_add(1);
    /// assert_eq!(right.is_none(), shmem.my_pe().index() == shmem.n_pes() - 1);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    #[must_use]
    pub fn checked_add(self, distance: isize) -> Option<Self> {
        let index = self.index().checked_add_signed(distance)?;
        Self::new(index, self.n_pes)
    }
}

/// Whom operations are for: a [`Pe`], or, on a [team's context](crate::Team::context), a
/// [`Rank`](crate::Rank) of that team.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not name a PE",
    label = "neither a `Pe` nor a `Rank`",
    note = "a checked number of a PE is made by `shmem.pe(index)`, that of a team's member by `team.rank(index)`"
)]
pub trait Peer: Numbered + fmt::Debug {}

impl Peer for Pe {}

impl Peer for crate::Rank {}

/// How scopes name PEs whose context is of the world: by [`Pe`], and in no other way.
#[diagnostic::on_unimplemented(
    message = "mail goes by contexts of the world, not by those of teams",
    label = "this scope is of a team's context",
    note = "claims of a mailbox have to be atomic to each other, which they need not be by contexts of different teams",
    note = "`shmem.context()` gives a context of the world, `shmem.scope(…)` a scope of the default one"
)]
pub trait OfTheWorld: Peer + From<Pe> {}

impl OfTheWorld for Pe {}

/// Where operations go at once: to a [`Pe`], or to what [`Scope::on`](crate::Scope::on) has reached.
///
/// A [`Rank`](crate::Rank) is neither: ranks are for scopes of their team's contexts, and elsewhere
/// [`Team::pe`](crate::Team::pe) gives the PE that a member is.
pub trait PeOrInScope: Target {}

impl PeOrInScope for Pe {}

impl PeOrInScope for InScope<'_> {}

impl fmt::Display for Pe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number.fmt(f)
    }
}

impl fmt::Debug for Pe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pe({} of {})", self.number, self.n_pes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_stay_in_the_world() {
        let pe = |index| Pe::new(index, 5).unwrap();
        for (from, distance, to) in [(0, 1, 1), (4, 1, 0), (0, -1, 4), (3, -13, 0), (2, 5, 2)] {
            assert_eq!(pe(from).wrapping_add(distance), pe(to), "{from} {distance}");
        }
        assert_eq!(pe(1).wrapping_add(isize::MAX).index(), (1 + isize::MAX as usize) % 5);
        assert_eq!(pe(1).wrapping_add(isize::MIN), pe(1).wrapping_add(isize::MIN % 5));
        assert_eq!(pe(3).checked_add(1), Some(pe(4)));
        assert_eq!(pe(3).checked_add(2), None);
        assert_eq!(pe(3).checked_add(-4), None);
        assert_eq!(pe(3).checked_add(isize::MAX), None);
        assert_eq!(Pe::new(5, 5), None);
        assert_eq!(Pe::new(usize::MAX, 5), None);
    }
}
