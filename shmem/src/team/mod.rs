//! Teams: who is in them, and the meetings of their members.

mod broadcast;
mod buffers;
mod exchange;
mod grid;
mod parts;
mod rank;
mod raw;
mod reduce;
mod reduce_buffers;
mod reduce_sym_with;
mod reduce_with;
mod split;
mod state;
mod workspace;

use std::fmt;
use std::rc::Rc;

pub use grid::Grid;
pub use rank::Rank;
pub use split::TeamConfig;
use state::Held;
pub(crate) use state::State;
pub use workspace::Workspace;

use crate::Shmem;
use crate::pe::Pe;
use crate::runtime::PANICKED;
use crate::sys::{Members, Scratch};

/// A team of PEs. Its methods are the collectives: every member must call them, in the same order.
///
/// Members that meet in different collectives, or in one with different lengths, roots or types, end
/// the job with an error that says which two.
///
/// When a collective returns, its result is there and this member's source is free again; other members may
/// still be in it. Puts are completed by [`barrier`](Self::barrier) only. Lengths are in elements. All of them
/// panic when they are called from a closure that a collective of the same team runs.
///
/// | members | made by |
/// |---|---|
/// | all PEs | [`Shmem::world`] |
/// | the PEs of a node | [`Shmem::shared`] |
/// | every so many of another team's | [`Team::split_strided`] |
/// | the row and the column of this PE | [`Team::grid`] |
pub struct Team<'rt> {
    shmem: &'rt Shmem,
    state: Held,
    /// What private data passes through.
    scratch: Scratch<'rt>,
}

impl Shmem {
    /// The team of all PEs, whose methods are the collectives.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let world = shmem.world();
    /// assert_eq!(world.n_ranks(), shmem.n_pes());
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, library handles: `SHMEM_TEAM_WORLD`.
    #[doc(alias = "SHMEM_TEAM_WORLD")]
    #[inline]
    #[must_use]
    pub fn world(&self) -> Team<'_> {
        Team::new(self, &self.shared.world)
    }

    /// The team of the PEs that share this PE's node, with whom memory can be shared by load and store.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let node = shmem.shared();
    /// println!("{} PEs on this node", node.n_ranks());
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, library handles: `SHMEM_TEAM_SHARED`.
    #[doc(alias = "SHMEM_TEAM_SHARED")]
    #[must_use]
    pub fn shared(&self) -> Team<'_> {
        Team::new(self, &self.shared.node)
    }
}

impl<'rt> Team<'rt> {
    #[inline]
    fn new(shmem: &'rt Shmem, state: &Rc<State>) -> Self {
        Self { shmem, state: Held::new(state), scratch: shmem.shared.workspace.scratch() }
    }

    /// How many members it has.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, team management: `shmem_team_n_pes`.
    #[doc(alias = "shmem_team_n_pes")]
    #[must_use]
    pub fn n_ranks(&self) -> usize {
        self.state.n_ranks as usize
    }

    /// This PE's number in the team.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let world = shmem.world();
    /// assert_eq!(world.pe(world.my_rank()), shmem.my_pe());
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, team management: `shmem_team_my_pe`.
    #[doc(alias = "shmem_team_my_pe")]
    #[must_use]
    pub fn my_rank(&self) -> Rank {
        self.rank_numbered(self.state.my_rank)
    }

    /// The member of a number, from 0.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let world = shmem.world();
    /// assert_eq!(world.broadcast(world.rank(0), 7), 7);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If there are not that many members.
    #[track_caller]
    #[must_use]
    pub fn rank(&self, index: usize) -> Rank {
        let n = self.n_ranks();
        assert!(index < n, "there is no rank {index} in a team of {n}");
        self.rank_numbered(index as i32)
    }

    /// All members, in the order of their numbers.
    pub fn ranks(
        &self,
    ) -> impl ExactSizeIterator<Item = Rank> + DoubleEndedIterator + Clone + use<> {
        let (team, n) = (self.state.id, self.state.n_ranks);
        (0..n).map(move |number| Rank::new(team, number, n))
    }

    /// The PE that a member is.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let world = shmem.world();
    /// assert_eq!(world.pe(world.rank(0)), shmem.pe(0));
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If the rank is another team's.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, team management: `shmem_team_translate_pe`.
    #[doc(alias = "shmem_team_translate_pe")]
    #[track_caller]
    #[must_use]
    pub fn pe(&self, rank: Rank) -> Pe {
        self.check(rank);
        self.pe_numbered(rank.number())
    }

    /// The member that a PE is, if it is one.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let world = shmem.world();
    /// assert_eq!(world.rank_of(shmem.my_pe()), Some(world.my_rank()));
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, team management: `shmem_team_translate_pe`.
    #[doc(alias = "shmem_team_translate_pe")]
    #[must_use]
    pub fn rank_of(&self, pe: Pe) -> Option<Rank> {
        let world = self.shmem.shared.world.members;
        let number = world.translate(pe.number(), self.state.members)?;
        Some(self.rank_numbered(number))
    }

    /// The number of a member in another team, if it is in that one as well.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let (world, node) = (shmem.world(), shmem.shared());
    /// assert_eq!(node.translate(node.my_rank(), &world), Some(world.my_rank()));
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If the rank is not this team's.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, team management: `shmem_team_translate_pe`.
    #[doc(alias = "shmem_team_translate_pe")]
    #[track_caller]
    #[must_use]
    pub fn translate(&self, rank: Rank, other: &Team<'_>) -> Option<Rank> {
        self.check(rank);
        let number = self.state.members.translate(rank.number(), other.state.members)?;
        Some(other.rank_numbered(number))
    }

    /// How many contexts its members meant to have of it when they made it; see [`TeamConfig`].
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let config = shmem::TeamConfig::new().num_contexts(2);
    /// let team = shmem.world().split_strided_with(config, 0, 1, shmem.n_pes())?;
    /// assert_eq!(team.map(|team| team.num_contexts()), Some(2));
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, team management: `shmem_team_get_config`.
    #[doc(alias = "shmem_team_get_config")]
    #[must_use]
    pub fn num_contexts(&self) -> usize {
        usize::try_from(self.state.members.num_contexts()).unwrap_or(0)
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
    /// # Panics
    ///
    /// If called from a closure that a collective of this team runs, as every collective.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_barrier_all`, for other teams `shmem_quiet` and
    /// `shmem_team_sync`.
    #[doc(alias = "shmem_barrier_all")]
    #[inline]
    #[track_caller]
    pub fn barrier(&self) {
        self.begin().barrier();
    }

    /// Waits until every member has come. Completes nothing: what members put is not to be relied on.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let flags = shmem.zeros::<u32>(1)?;
    /// flags.write(0, 1);
    /// shmem.world().sync(); // all have stored
    /// assert_eq!(flags.at(shmem.my_pe().wrapping_add(1)).g(0), 1);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If called from a closure that a collective of this team runs.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_team_sync`.
    #[doc(alias = "shmem_team_sync")]
    #[doc(alias = "shmem_sync_all")]
    #[inline]
    #[track_caller]
    pub fn sync(&self) {
        self.begin().sync();
    }

    fn rank_numbered(&self, number: i32) -> Rank {
        Rank::new(self.state.id, number, self.state.n_ranks)
    }

    fn pe_numbered(&self, rank: i32) -> Pe {
        let world = self.shmem.shared.world.members;
        let number = self.state.members.translate(rank, world).expect("all members are PEs");
        self.shmem.pe(number as usize)
    }

    /// What this PE knows of the team.
    pub(crate) fn state(&self) -> &State {
        &self.state
    }

    #[inline]
    fn members(&self) -> Members {
        self.state.members
    }

    #[track_caller]
    fn check(&self, rank: Rank) {
        if rank.team() != self.state.id {
            rank.is_another_teams();
        }
    }

    /// Begins a collective that is a single call of the library: nothing in it comes back here or unwinds,
    /// because C routines do neither, so there is no need to say that the team is busy.
    #[inline]
    #[track_caller]
    fn begin(&self) -> Members {
        if self.state.busy.get() {
            called_from_a_closure();
        }
        self.members()
    }

    /// Begins a collective, which ends when the result is dropped.
    #[track_caller]
    fn enter(&self) -> Busy<'_> {
        self.begin();
        self.state.busy.set(true);
        Busy { shmem: self.shmem, state: &self.state, unwinding: std::thread::panicking() }
    }
}

#[cold]
#[inline(never)]
#[track_caller]
fn called_from_a_closure() -> ! {
    panic!("a collective was called from a closure that a collective of the same team runs")
}

/// A collective that is under way.
struct Busy<'a> {
    shmem: &'a Shmem,
    state: &'a State,
    /// Whether the thread was already unwinding when it began.
    unwinding: bool,
}

impl Drop for Busy<'_> {
    /// Unwinding out of the middle of a collective would leave the other members in it, so it ends the
    /// job.
    fn drop(&mut self) {
        if std::thread::panicking() && !self.unwinding {
            self.shmem.session.end_job(PANICKED);
        }
        self.state.busy.set(false);
    }
}

impl fmt::Debug for Team<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Team")
            .field("n_ranks", &self.n_ranks())
            .field("my_rank", &self.state.my_rank)
            .finish()
    }
}
