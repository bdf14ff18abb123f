//! Teams made of other teams.

use std::ffi::c_int;
use std::rc::Rc;

use super::{Grid, State, Team};
use crate::error::{Error, Result};

/// What a new team should be able to do.
///
/// ```
/// # let shmem = shmem::Shmem::init()?;
/// let config = shmem::TeamConfig::new().num_contexts(4);
/// let all = shmem.world().split_strided_with(config, 0, 1, shmem.n_pes())?;
/// assert!(all.is_some());
/// # Ok::<(), shmem::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TeamConfig {
    /// How many contexts this PE means to have of the team at the same time. A hint.
    pub num_contexts: usize,
}

impl Default for TeamConfig {
    /// One context.
    fn default() -> Self {
        Self { num_contexts: 1 }
    }
}

impl TeamConfig {
    /// The default.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how many contexts this PE means to have of the team at the same time.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let config = shmem::TeamConfig::new().num_contexts(2);
    /// assert!(shmem.world().split_strided_with(config, 0, 1, 1).is_ok());
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, team management: `shmem_team_config_t`, `SHMEM_TEAM_NUM_CONTEXTS`.
    #[doc(alias = "SHMEM_TEAM_NUM_CONTEXTS")]
    #[must_use]
    pub fn num_contexts(self, num_contexts: usize) -> Self {
        Self { num_contexts }
    }

    fn to_call(self) -> c_int {
        c_int::try_from(self.num_contexts).unwrap_or(c_int::MAX)
    }
}

impl<'rt> Team<'rt> {
    /// Makes a team of `size` members: those numbered `start`, `start + stride`, and so on.
    ///
    /// They are numbered in this order; a negative stride turns the order round. Members of this team
    /// that are not in the new one get `None`. Collective over this team, with the same arguments. Completes
    /// this PE's operations, as a barrier does, and destroys teams split off before that all have dropped.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let world = shmem.world();
    ///     let n = world.n_ranks();
    ///     let backwards = world.split_strided(n - 1, -1, n)?.expect("all are in it");
    ///     assert_eq!(backwards.pe(backwards.rank(0)).index(), n - 1);
    ///
    ///     if let Some(even) = world.split_strided(0, 2, n.div_ceil(2))? {
    ///         assert_eq!(even.sum(1), n.div_ceil(2));
    ///     }
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// The same on every member, and then no team is made: [`Error::NoSuchTeam`] if not all of those are
    /// numbers of members, different ones, or if the size is 0; [`Error::TooManyTeams`] if the runtime
    /// has room for no more.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, team management: `shmem_team_split_strided`.
    #[doc(alias = "shmem_team_split_strided")]
    #[track_caller]
    pub fn split_strided(
        &self,
        start: usize,
        stride: isize,
        size: usize,
    ) -> Result<Option<Team<'rt>>> {
        self.split_strided_with(TeamConfig::default(), start, stride, size)
    }

    /// As [`split_strided`](Self::split_strided), for a team that should be able to do what `config` says.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let config = shmem::TeamConfig::new().num_contexts(1);
    /// let first = shmem.world().split_strided_with(config, 0, 1, 1)?;
    /// assert_eq!(first.is_some(), shmem.my_pe().index() == 0);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`split_strided`](Self::split_strided).
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, team management: `shmem_team_split_strided`.
    #[doc(alias = "shmem_team_split_strided")]
    #[track_caller]
    pub fn split_strided_with(
        &self,
        config: TeamConfig,
        start: usize,
        stride: isize,
        size: usize,
    ) -> Result<Option<Team<'rt>>> {
        let _busy = self.enter();
        let triplet = triplet(start, stride, size, self.n_ranks());
        let possible = self.state.settle(b"split\0\0\0", triplet.is_some());
        let Some(triplet) = triplet.filter(|_| possible) else {
            return Err(Error::NoSuchTeam { start, stride, size, parent: self.n_ranks() });
        };
        let Some(made) = self.members().split_strided(triplet, config.to_call()) else {
            return Err(Error::TooManyTeams);
        };
        let child = made.map(State::new);
        self.state.enter(child.clone());
        Ok(child.map(|state| Team::new(self.shmem, &state)))
    }

    /// Lays the team out in rows of `width` members, and makes a team of each row and of each column.
    ///
    /// Member `i` stands at x = `i % width`, y = `i / width`. The last row may be shorter; columns beyond it
    /// then are, too. A width of more than the team's size counts as its size. Collective over
    /// this team, with the same width. Completes this PE's operations, as a barrier does, and destroys teams
    /// split off before that all have dropped.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let world = shmem.world();
    ///     let grid = world.grid(2)?;
    ///     let me = world.my_rank().index();
    ///     assert_eq!(grid.x.my_rank().index(), me % 2);
    ///     assert_eq!(grid.y.my_rank().index(), me / 2);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::TooManyTeams`], on every member, if the runtime has room for no more.
    ///
    /// # Panics
    ///
    /// If the width is 0.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, team management: `shmem_team_split_2d`.
    #[doc(alias = "shmem_team_split_2d")]
    #[track_caller]
    pub fn grid(&self, width: usize) -> Result<Grid<'rt>> {
        self.grid_with([TeamConfig::default(); 2], width)
    }

    /// As [`grid`](Self::grid), for rows and columns that should be able to do what `[x, y]` say.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let config = shmem::TeamConfig::new().num_contexts(1);
    /// let grid = shmem.world().grid_with([config, config], 1)?;
    /// assert_eq!((grid.x.n_ranks(), grid.y.n_ranks()), (1, shmem.n_pes()));
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`grid`](Self::grid).
    ///
    /// # Panics
    ///
    /// As for [`grid`](Self::grid).
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, team management: `shmem_team_split_2d`.
    #[doc(alias = "shmem_team_split_2d")]
    #[track_caller]
    pub fn grid_with(&self, [x, y]: [TeamConfig; 2], width: usize) -> Result<Grid<'rt>> {
        assert!(width > 0, "a grid is at least one member wide");
        let _busy = self.enter();
        let width = width.min(self.n_ranks()) as c_int;
        self.state.settle(b"grid\0\0\0\0", true);
        let Some(made) = self.members().split_2d(width, [x.to_call(), y.to_call()]) else {
            return Err(Error::TooManyTeams);
        };
        let [x, y] = made.map(|members| {
            let state = State::new(members);
            self.state.enter(Some(Rc::clone(&state)));
            Team::new(self.shmem, &state)
        });
        let places = (0..self.state.n_ranks).map(|number| self.pe_numbered(number)).collect();
        Ok(Grid { x, y, places, width: width as usize })
    }

    /// Destroys the team now. Collective over its members.
    ///
    /// Dropping it instead costs nothing and asks nothing of the others: once all members have dropped it,
    /// the next split of the team it was split from destroys it, or else the end of the runtime. PEs
    /// can have 256 teams at a time under the bundled runtime.
    ///
    /// Predefined teams stay, and so do teams from [`with_workspace`](Self::with_workspace), which are others'
    /// in truth: then this does nothing.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     for _ in 0..1000 {
    ///         let grid = shmem.world().grid(2)?;
    ///         grid.x.free();
    ///         grid.y.free();
    ///     }
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, team management: `shmem_team_destroy`.
    #[doc(alias = "shmem_team_destroy")]
    pub fn free(self) {
        let Self { shmem, state, .. } = self;
        let Some(state) = state.release() else { return };
        if state.id != shmem.shared.world.id && state.id != shmem.shared.node.id {
            state.destroy();
        }
    }
}

/// The triplet as the C API takes it, if it names members of a team of `n_ranks`, each once.
fn triplet(start: usize, stride: isize, size: usize, n_ranks: usize) -> Option<[c_int; 3]> {
    let last = size.checked_sub(1)?;
    let way = isize::try_from(last).ok()?.checked_mul(stride)?;
    let end = start.checked_add_signed(way)?;
    let distinct = stride != 0 || size == 1;
    if start >= n_ranks || end >= n_ranks || !distinct {
        return None;
    }
    // The stride of a single member means nothing.
    let stride = if size == 1 { 1 } else { stride };
    Some([c_int::try_from(start).ok()?, c_int::try_from(stride).ok()?, c_int::try_from(size).ok()?])
}

#[cfg(test)]
mod tests {
    use super::triplet;

    #[test]
    fn triplets_are_checked() {
        assert_eq!(triplet(0, 1, 5, 5), Some([0, 1, 5]));
        assert_eq!(triplet(4, -2, 3, 5), Some([4, -2, 3]));
        assert_eq!(triplet(3, 0, 1, 5), Some([3, 1, 1]));
        assert_eq!(triplet(3, isize::MAX, 1, 5), Some([3, 1, 1]));
        for (start, stride, size) in [
            (0, 1, 0),
            (5, 1, 1),
            (0, 1, 6),
            (1, 2, 3),
            (0, 0, 2),
            (1, -1, 3),
            (0, isize::MAX, 3),
            (0, isize::MIN, 2),
            (usize::MAX, 1, 1),
            (0, 1, usize::MAX),
        ] {
            assert_eq!(triplet(start, stride, size, 5), None, "{start} {stride} {size}");
        }
    }
}
