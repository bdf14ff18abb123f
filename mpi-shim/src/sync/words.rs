//! Numbers on one process that all reach.

use std::fmt;

use crate::communicator::Communicator;
use crate::error::{Error, Result};
use crate::op::Sum;
use crate::window::{LockedAll, NoOp};

/// Numbers on one process, which all processes change, each by itself and at any time.
pub(super) struct Words<'mpi> {
    window: LockedAll<'mpi, i64>,
    owner: usize,
}

impl<'mpi> Words<'mpi> {
    /// Collective.
    pub(super) fn new(over: &Communicator<'mpi>, owner: usize, start: &[i64]) -> Result<Self> {
        let size = over.size();
        if owner >= size {
            return Err(Error::Rank { rank: owner, size });
        }
        let mut window = over.allocate_window(start.len())?;
        window.local_mut().copy_from_slice(start);
        Ok(Self { window: window.passive()?.lock_all()?, owner })
    }

    /// Adds to one, and returns what it was.
    pub(super) fn add(&self, which: usize, number: i64) -> Result<i64> {
        self.window.fetch_and_op(number, self.owner, which, Sum)
    }

    pub(super) fn get(&self, which: usize) -> Result<i64> {
        self.window.fetch_and_op(0, self.owner, which, NoOp)
    }

    /// Writes one if it is `expected`, and says whether it was.
    pub(super) fn replace(&self, which: usize, expected: i64, new: i64) -> Result<bool> {
        Ok(self.window.compare_and_swap(expected, new, self.owner, which)? == expected)
    }

    /// Collective.
    pub(super) fn free(self) -> Result<()> {
        self.window.unlock_all()?.close()?.free()
    }
}

impl fmt::Debug for Words<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Words").field("owner", &self.owner).finish_non_exhaustive()
    }
}
