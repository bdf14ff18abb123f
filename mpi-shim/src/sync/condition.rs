//! Something that processes wait for others to bring about.
//!
//! A word for each process, beside a mutex: 0, or since when it waits, in turns. They change only while the mutex is
//! locked, so that who unlocks it to wait misses nothing.

use std::time::Duration;

use super::SyncError;
use super::mutex::{Mutex, MutexGuard};
use super::words::Words;
use crate::communicator::Communicator;
use crate::error::{Error, Result};
use crate::patience::{patiently, patiently_for};

/// How many have waited so far; the words of the processes come behind.
const TURNS: usize = 0;

/// A mutex, and what processes wait for that have locked it, and others tell them of.
///
/// ```
/// use mpi_shim::prelude::*;
/// use mpi_shim::sync::{Condition, Counter};
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let world = mpi.world();
///     let (mut condition, here) = (Condition::new(&world, 0)?, Counter::new(&world, 0, 0)?);
///     let mut guard = condition.lock()?;
///     if here.next()? + 1 == world.size() as i64 {
///         guard.notify_all()?;
///     }
///     guard.wait_until(|| Ok::<_, mpi_shim::Error>(here.get()? == world.size() as i64))?;
///     drop(guard);
///     here.free()?;
///     condition.free()
/// });
/// ```
#[derive(Debug)]
#[must_use = "a condition that is dropped stays until MPI ends"]
pub struct Condition<'mpi> {
    mutex: Mutex<'mpi>,
    words: Words<'mpi>,
    rank: usize,
    size: usize,
}

/// A [`Condition`] that is locked by this process; dropped, it is unlocked.
#[derive(Debug)]
#[must_use = "dropped at once, it is unlocked at once"]
pub struct ConditionGuard<'a, 'mpi> {
    condition: &'a Condition<'mpi>,
    /// None if an error has come between.
    locked: Option<MutexGuard<'a, 'mpi>>,
}

impl<'mpi> Condition<'mpi> {
    /// One whose words are on a process. Collective, with the same owner.
    ///
    /// # Errors
    ///
    /// If there is no such rank, or no memory.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.2.2 window that allocates memory: `MPI_Win_allocate`.
    pub fn new(over: &Communicator<'mpi>, owner: usize) -> Result<Self> {
        let (rank, size) = (over.rank(), over.size());
        let mutex = Mutex::new(over, owner)?;
        Ok(Self { mutex, words: Words::new(over, owner, &vec![0; 1 + size])?, rank, size })
    }

    /// Waits until no process has it, and locks it.
    ///
    /// # Errors
    ///
    /// [`SyncError::Held`] if this process has forgotten a guard; if the library fails.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.3.4 accumulate functions: `MPI_Fetch_and_op`.
    pub fn lock(&mut self) -> Result<ConditionGuard<'_, 'mpi>> {
        Ok(ConditionGuard { condition: self, locked: Some(self.mutex.acquire()?) })
    }

    /// Gives it back. Collective.
    ///
    /// # Errors
    ///
    /// If the library fails.
    pub fn free(self) -> Result<()> {
        self.mutex.free().and(self.words.free())
    }
}

impl ConditionGuard<'_, '_> {
    /// Unlocks it, waits until another process [notifies](Self::notify) this one, and locks it again. Others may have it
    /// between: what was waited for may be so no more.
    ///
    /// # Errors
    ///
    /// [`SyncError::Unlocked`] after an error; if the library fails.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.3.4 accumulate functions: `MPI_Fetch_and_op`.
    pub fn wait(&mut self) -> Result<()> {
        self.wait_by(|notified| patiently(|| Ok(notified()?.then_some(()))))
    }

    /// As [`wait`](Self::wait), but no longer than this for others to notify this one; returns whether one has.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.3.4 accumulate functions: `MPI_Fetch_and_op`.
    pub fn wait_for(&mut self, most: Duration) -> Result<bool> {
        self.wait_by(|notified| patiently_for(most, || Ok(notified()?.then_some(()))).map(drop))?;
        // It may have come until it was locked again.
        let own = self.condition.own();
        let since = self.condition.words.get(own)?;
        self.condition.words.add(own, -since)?;
        Ok(since == 0)
    }

    /// Waits as often as it takes until something is so, which is asked while it is locked.
    ///
    /// # Errors
    ///
    /// As for [`wait`](Self::wait); those of `is_so`.
    pub fn wait_until<E: From<Error>>(
        &mut self,
        mut is_so: impl FnMut() -> Result<bool, E>,
    ) -> Result<(), E> {
        while !is_so()? {
            self.wait()?;
        }
        Ok(())
    }

    fn wait_by(
        &mut self,
        wait: impl FnOnce(&dyn Fn() -> Result<bool>) -> Result<()>,
    ) -> Result<()> {
        let condition = self.condition;
        let locked = self.locked.take().ok_or(Error::Sync(SyncError::Unlocked))?;
        let turn = condition.words.add(TURNS, 1)? + 1;
        condition.words.add(condition.own(), turn)?;
        locked.unlock()?;
        let waited = wait(&|| Ok(condition.words.get(condition.own())? == 0));
        self.locked = Some(condition.mutex.acquire()?);
        waited
    }

    /// Wakes so many of the processes that wait, if there are as many, those first that have waited longest; they go on
    /// one after the other when this is dropped, or waits itself. Returns how many they are.
    ///
    /// # Errors
    ///
    /// As for [`wait`](Self::wait).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.3.4 accumulate functions: `MPI_Fetch_and_op`.
    pub fn notify(&self, most: usize) -> Result<usize> {
        self.locked.as_ref().ok_or(Error::Sync(SyncError::Unlocked))?;
        let words = &self.condition.words;
        let mut waiting = Vec::new();
        for word in TURNS + 1..=self.condition.size {
            waiting.push((words.get(word)?, word));
        }
        waiting.retain(|&(since, _)| since > 0);
        waiting.sort_unstable();
        waiting.truncate(most);
        for &(since, word) in &waiting {
            words.add(word, -since)?;
        }
        Ok(waiting.len())
    }

    /// As [`notify`](Self::notify), all that wait.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn notify_all(&self) -> Result<usize> {
        self.notify(self.condition.size)
    }
}

impl Condition<'_> {
    /// Where the word of this process is.
    fn own(&self) -> usize {
        TURNS + 1 + self.rank
    }
}
