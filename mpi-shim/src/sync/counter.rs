//! A number that each takes from.

use super::words::Words;
use crate::communicator::Communicator;
use crate::error::Result;

/// A number on one process, which every process adds to; what each gets is nobody else's. With it, processes share
/// out work without anybody handing it out.
///
/// ```
/// use mpi_shim::prelude::*;
/// use mpi_shim::sync::Counter;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let world = mpi.world();
///     let counter = Counter::new(&world, 0, 0)?;
///     let mut mine = Vec::new();
///     while let piece @ ..100 = counter.next()? {
///         mine.push(piece);
///     }
///     assert_eq!(world.all_reduce_value(mine.iter().sum::<i64>(), Sum)?, 4950);
///     counter.free()
/// });
/// ```
#[derive(Debug)]
#[must_use = "a counter that is dropped stays until MPI ends"]
pub struct Counter<'mpi> {
    words: Words<'mpi>,
}

impl<'mpi> Counter<'mpi> {
    /// A counter on a process, from `start` on. Collective, with the same owner; that one's `start` counts.
    ///
    /// # Errors
    ///
    /// If there is no such rank, or no memory.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.2.2 window that allocates memory: `MPI_Win_allocate`.
    pub fn new(over: &Communicator<'mpi>, owner: usize, start: i64) -> Result<Self> {
        Ok(Self { words: Words::new(over, owner, &[start])? })
    }

    /// Adds 1, and returns what it was.
    ///
    /// # Errors
    ///
    /// If the library fails.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.3.4 accumulate functions: `MPI_Fetch_and_op`, with `MPI_SUM`.
    pub fn next(&self) -> Result<i64> {
        self.add(1)
    }

    /// Adds a number, and returns what it was. What is beyond the last `i64` goes on with the first.
    ///
    /// # Errors
    ///
    /// If the library fails.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.3.4 accumulate functions: `MPI_Fetch_and_op`, with `MPI_SUM`.
    pub fn add(&self, number: i64) -> Result<i64> {
        self.words.add(0, number)
    }

    /// What it is.
    ///
    /// # Errors
    ///
    /// If the library fails.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.3.4 accumulate functions: `MPI_Fetch_and_op`, with `MPI_NO_OP`.
    pub fn get(&self) -> Result<i64> {
        self.words.get(0)
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
