//! Something that one process at a time may do.
//!
//! Two words: how many tickets were taken, and which is served. Who comes takes the next ticket, and waits until it is
//! served, so that nobody is overtaken.

use std::cell::Cell;

use super::SyncError;
use super::words::Words;
use crate::communicator::Communicator;
use crate::error::{Error, Result};
use crate::patience::patiently;

/// The next ticket.
const NEXT: usize = 0;
/// The ticket that is served.
const SERVED: usize = 1;

/// What one process at a time can lock; they come in the order in which they asked.
///
/// It holds no value: what it keeps from being done at the same time is the program's. One-sided operations on other
/// windows are complete for the next one if they are before the guard is dropped.
///
/// ```
/// use mpi_shim::sync::Mutex;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let mut mutex = Mutex::new(&mpi.world(), 0)?;
///     {
///         let _guard = mutex.lock()?;
///         println!("rank {} alone", mpi.world().rank());
///     }
///     mutex.free()
/// });
/// ```
#[derive(Debug)]
#[must_use = "a mutex that is dropped stays until MPI ends"]
pub struct Mutex<'mpi> {
    words: Words<'mpi>,
    /// Whether this process has it, and knows better than the guard, which may have been forgotten.
    held: Cell<bool>,
}

/// A mutex that is locked by this process; dropped, it is unlocked.
#[derive(Debug)]
#[must_use = "dropped at once, it is unlocked at once"]
pub struct MutexGuard<'a, 'mpi> {
    mutex: &'a Mutex<'mpi>,
}

impl<'mpi> Mutex<'mpi> {
    /// A mutex whose words are on a process. Collective, with the same owner.
    ///
    /// # Errors
    ///
    /// If there is no such rank, or no memory.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.2.2 window that allocates memory: `MPI_Win_allocate`.
    pub fn new(over: &Communicator<'mpi>, owner: usize) -> Result<Self> {
        Ok(Self { words: Words::new(over, owner, &[0, 0])?, held: Cell::new(false) })
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
    pub fn lock(&mut self) -> Result<MutexGuard<'_, 'mpi>> {
        self.acquire()
    }

    /// As [`lock`](Self::lock), for who sees to it that this process asks once.
    pub(super) fn acquire(&self) -> Result<MutexGuard<'_, 'mpi>> {
        self.not_held()?;
        let ticket = self.words.add(NEXT, 1)?;
        patiently(|| Ok((self.words.get(SERVED)? == ticket).then_some(())))?;
        Ok(self.guard())
    }

    /// Locks it if no process has it.
    ///
    /// # Errors
    ///
    /// As for [`lock`](Self::lock).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.3.4 accumulate functions: `MPI_Compare_and_swap`.
    pub fn try_lock(&mut self) -> Result<Option<MutexGuard<'_, 'mpi>>> {
        self.not_held()?;
        let served = self.words.get(SERVED)?;
        let locked = self.words.replace(NEXT, served, served.wrapping_add(1))?;
        Ok(locked.then(|| self.guard()))
    }

    fn not_held(&self) -> Result<()> {
        if self.held.get() { Err(Error::Sync(SyncError::Held)) } else { Ok(()) }
    }

    fn guard(&self) -> MutexGuard<'_, 'mpi> {
        self.held.set(true);
        MutexGuard { mutex: self }
    }

    fn unlock(&self) -> Result<()> {
        self.held.set(false);
        self.words.add(SERVED, 1).map(drop)
    }

    /// Gives it back. Collective.
    ///
    /// # Errors
    ///
    /// If the library fails.
    pub fn free(self) -> Result<()> {
        self.words.free()
    }
}

impl MutexGuard<'_, '_> {
    /// Unlocks it, and says whether that failed.
    ///
    /// # Errors
    ///
    /// If the library fails; others wait in vain then.
    pub fn unlock(self) -> Result<()> {
        let mutex = self.mutex;
        std::mem::forget(self);
        mutex.unlock()
    }
}

impl Drop for MutexGuard<'_, '_> {
    fn drop(&mut self) {
        if let Err(error) = self.mutex.unlock() {
            eprintln!("error: a mutex is not unlocked: {error}");
        }
    }
}
