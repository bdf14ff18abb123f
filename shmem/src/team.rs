//! Teams and their collectives.

use std::fmt;

use bytemuck::cast_slice_mut;

use crate::Shmem;
use crate::element::{Element, Reduce};
use crate::pe::Pe;
use crate::sys::Span;

/// A team of PEs. Its methods are the collectives: every member must call them, in the same order.
///
/// Members that meet in different collectives, or in one with different lengths, roots or types, end
/// the job with an error that says which two. Made by [`Shmem::world`].
#[derive(Clone, Copy)]
pub struct Team<'rt> {
    shmem: &'rt Shmem,
}

/// A member of a team, by its number in the team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rank {
    pe: Pe,
}

impl Rank {
    /// Its number in the team, from 0.
    #[must_use]
    pub fn index(self) -> usize {
        self.pe.index()
    }
}

impl<'rt> Team<'rt> {
    pub(crate) fn world(shmem: &'rt Shmem) -> Self {
        Self { shmem }
    }

    /// How many members it has.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, team management: `shmem_team_n_pes`.
    #[doc(alias = "shmem_team_n_pes")]
    #[must_use]
    pub fn n_ranks(self) -> usize {
        self.shmem.n_pes()
    }

    /// This PE's number in the team.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, team management: `shmem_team_my_pe`.
    #[doc(alias = "shmem_team_my_pe")]
    #[must_use]
    pub fn my_rank(self) -> Rank {
        Rank { pe: self.shmem.my_pe() }
    }

    /// The member of a number, from 0.
    ///
    /// # Panics
    ///
    /// If there are not that many members.
    #[track_caller]
    #[must_use]
    pub fn rank(self, index: usize) -> Rank {
        Rank { pe: self.shmem.pe(index) }
    }

    /// The PE that a member is.
    #[doc(alias = "shmem_team_translate_pe")]
    #[must_use]
    pub fn pe(self, rank: Rank) -> Pe {
        rank.pe
    }

    /// Completes this PE's puts and atomic operations, and waits until every member has come.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let numbers = shmem.alloc::<u64>(1)?;
    ///     numbers.at(shmem.my_pe().wrapping_add(1)).p(0, 17);
    ///     shmem.world().barrier();
    ///     assert_eq!(numbers.read(0), 17);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_barrier_all`.
    #[doc(alias = "shmem_barrier_all")]
    pub fn barrier(self) {
        self.shmem.session.barrier();
    }

    /// Waits until every member has come. Completes nothing: what members put is not to be relied on.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_team_sync`.
    #[doc(alias = "shmem_team_sync")]
    #[doc(alias = "shmem_sync_all")]
    pub fn sync(self) {
        self.shmem.session.sync();
    }

    /// Gives every member the root's value. The others' values do not matter.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let world = shmem.world();
    ///     let secret = if world.my_rank().index() == 0 { 42 } else { 0 };
    ///     assert_eq!(world.broadcast(world.rank(0), secret), 42);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_broadcastmem`.
    #[doc(alias = "shmem_broadcast")]
    #[must_use]
    pub fn broadcast<T: Element>(self, root: Rank, value: T) -> T {
        let mut data = [value];
        self.broadcast_slice(root, &mut data);
        data[0]
    }

    /// Overwrites every member's `data` with the root's. All must have the same length.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_broadcastmem`.
    pub fn broadcast_slice<T: Element>(self, root: Rank, data: &mut [T]) {
        self.pass(cast_slice_mut::<T, u8>(data), |dest, source| {
            self.shmem.session.broadcast(dest, source, root.pe.number());
        });
    }

    /// The sum of all members' values; integers wrap around.
    ///
    /// The order of a floating-point sum depends on the number of members and nothing else.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     assert_eq!(shmem.world().sum(2), 2 * shmem.n_pes());
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_sum_reduce`.
    #[doc(alias = "shmem_sum_reduce")]
    #[must_use]
    pub fn sum<T: Reduce>(self, value: T) -> T {
        self.one(value, Self::sum_slice)
    }

    /// The smallest of all members' values. With a NaN among them there is no telling.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_min_reduce`.
    #[doc(alias = "shmem_min_reduce")]
    #[must_use]
    pub fn min<T: Reduce>(self, value: T) -> T {
        self.one(value, Self::min_slice)
    }

    /// The largest of all members' values. With a NaN among them there is no telling.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_max_reduce`.
    #[doc(alias = "shmem_max_reduce")]
    #[must_use]
    pub fn max<T: Reduce>(self, value: T) -> T {
        self.one(value, Self::max_slice)
    }

    /// Overwrites `data` with the sums, element by element, of all members' data, which must have the
    /// same length. Otherwise as [`sum`](Self::sum).
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let mut data = [1.0, shmem.my_pe().index() as f64];
    ///     shmem.world().sum_slice(&mut data);
    ///     let n = shmem.n_pes() as f64;
    ///     assert_eq!(data, [n, n * (n - 1.0) / 2.0]);
    ///     Ok(())
    /// });
    /// ```
    pub fn sum_slice<T: Reduce>(self, data: &mut [T]) {
        self.pass(data, T::sum);
    }

    /// Overwrites `data` with the smallest, element by element, of all members' data, which must have
    /// the same length. Otherwise as [`min`](Self::min).
    pub fn min_slice<T: Reduce>(self, data: &mut [T]) {
        self.pass(data, T::min);
    }

    /// Overwrites `data` with the largest, element by element, of all members' data, which must have
    /// the same length. Otherwise as [`max`](Self::max).
    pub fn max_slice<T: Reduce>(self, data: &mut [T]) {
        self.pass(data, T::max);
    }

    fn one<T: Reduce>(self, value: T, slice_form: impl FnOnce(Self, &mut [T])) -> T {
        let mut data = [value];
        slice_form(self, &mut data);
        data[0]
    }

    fn pass<T: Element>(self, data: &mut [T], collective: impl Fn(Span<'_>, Span<'_>)) {
        self.shmem.shared.workspace.pass(self.shmem, data, collective);
    }
}

impl fmt::Debug for Team<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Team").field("n_ranks", &self.n_ranks()).finish()
    }
}
