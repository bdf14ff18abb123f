//! Something that so many processes at a time may do.

use super::SyncError;
use super::words::Words;
use crate::communicator::Communicator;
use crate::error::{Error, Result};
use crate::patience::patiently;

/// Permits, which processes take, if there are any, and put back. Who waits is not served in any order.
///
/// ```
/// use mpi_shim::sync::Semaphore;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let two = Semaphore::new(&mpi.world(), 0, 2)?;
///     {
///         let _permit = two.acquire()?;
///         println!("rank {} and one other at most", mpi.world().rank());
///     }
///     two.free()
/// });
/// ```
#[derive(Debug)]
#[must_use = "a semaphore that is dropped stays until MPI ends"]
pub struct Semaphore<'mpi> {
    words: Words<'mpi>,
}

/// A permit; dropped, it is put back. Forgotten, it is gone.
#[derive(Debug)]
#[must_use = "dropped at once, it is put back at once"]
pub struct Permit<'a, 'mpi> {
    semaphore: &'a Semaphore<'mpi>,
}

impl<'mpi> Semaphore<'mpi> {
    /// So many permits, counted on a process. Collective, with the same owner; that one's number counts.
    ///
    /// # Errors
    ///
    /// [`SyncError::Permits`] if the number is below 0; if there is no such rank, or no memory.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.2.2 window that allocates memory: `MPI_Win_allocate`.
    pub fn new(over: &Communicator<'mpi>, owner: usize, number: i64) -> Result<Self> {
        if number < 0 {
            return Err(Error::Sync(SyncError::Permits { number }));
        }
        Ok(Self { words: Words::new(over, owner, &[number])? })
    }

    /// Waits for a permit, and takes it.
    ///
    /// # Errors
    ///
    /// If the library fails.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.3.4 accumulate functions: `MPI_Compare_and_swap`.
    pub fn acquire(&self) -> Result<Permit<'_, 'mpi>> {
        patiently(|| self.try_acquire())
    }

    /// Takes a permit if there is one.
    ///
    /// # Errors
    ///
    /// If the library fails.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.3.4 accumulate functions: `MPI_Compare_and_swap`.
    pub fn try_acquire(&self) -> Result<Option<Permit<'_, 'mpi>>> {
        loop {
            let there = self.words.get(0)?;
            if there <= 0 {
                return Ok(None);
            }
            if self.words.replace(0, there, there - 1)? {
                return Ok(Some(Permit { semaphore: self }));
            }
        }
    }

    /// Puts a permit there that was not taken.
    ///
    /// # Errors
    ///
    /// If the library fails.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.3.4 accumulate functions: `MPI_Fetch_and_op`.
    pub fn release(&self) -> Result<()> {
        self.words.add(0, 1).map(drop)
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

impl Drop for Permit<'_, '_> {
    fn drop(&mut self) {
        if let Err(error) = self.semaphore.release() {
            eprintln!("error: a permit is not put back: {error}");
        }
    }
}
