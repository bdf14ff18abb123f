//! Workspaces that a program holds on to.

use std::fmt;

use super::Team;
use crate::Shmem;
use crate::buf::SymBuf;
use crate::element::Element;
use crate::error::{Error, Result};
use crate::sys::Scratch;

/// What workspaces are made of: aligned for all elements of reductions.
type Line = [u64; 16];

/// Symmetric memory for collectives on private data, so that long data passes in one piece.
///
/// Made by [`Shmem::workspace`], used by [`Team::with_workspace`]. Without one, private data passes through
/// a workspace of the crate's of some 16 KiB, a piece at a time.
pub struct Workspace<'rt> {
    lines: SymBuf<'rt, Line>,
}

impl Shmem {
    /// Allocates a workspace for collectives on `len` elements: what a member brings to a reduction, a
    /// scan or a broadcast, or what one gets from all members of a team together.
    ///
    /// Collective over the world, as every allocation; any team can then use it. Hold on to it in front of
    /// a hot loop.
    ///
    /// # Errors
    ///
    /// As for [`alloc`](Self::alloc).
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let workspace = shmem.workspace::<f64>(100_000)?;
    ///     let world = shmem.world();
    ///     let team = world.with_workspace(&workspace);
    ///     let mut gradient = vec![1.0; 100_000];
    ///     for _ in 0..3 {
    ///         team.sum_slice(&mut gradient);
    ///     }
    ///     Ok(())
    /// });
    /// ```
    pub fn workspace<T: Element>(&self, len: usize) -> Result<Workspace<'_>> {
        let least = self.shared.workspace.scratch().bytes();
        // More than there is asks for too many lines, and gets the same error on every PE.
        let bytes = len.saturating_mul(size_of::<T>()).max(least);
        let lines = self.alloc(bytes.div_ceil(size_of::<Line>()).saturating_mul(2));
        match lines {
            Ok(lines) => Ok(Workspace { lines }),
            Err(Error::TooLarge { .. }) => Err(Error::TooLarge { len, size: size_of::<T>() }),
            Err(error) => Err(error),
        }
    }
}

impl Workspace<'_> {
    fn scratch(&self) -> Scratch<'_> {
        Scratch::new(self.lines.as_slice().span())
    }
}

impl Team<'_> {
    /// The same team, whose private data passes through this workspace.
    ///
    /// All members must use the same workspace, or none, in a collective. It is a view: dropping or freeing
    /// it does nothing to the team, and ranks of the one are ranks of the other. As
    /// [`workspace`](Shmem::workspace) shows.
    #[must_use]
    pub fn with_workspace<'w>(&'w self, workspace: &'w Workspace<'_>) -> Team<'w> {
        Team { shmem: self.shmem, state: self.state.lend(), scratch: workspace.scratch() }
    }
}

impl fmt::Debug for Workspace<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.lines.len() / 2 * size_of::<Line>();
        f.debug_struct("Workspace").field("bytes", &bytes).finish()
    }
}
