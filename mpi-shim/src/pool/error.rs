//! What can go wrong with a pool.

/// Why a pool's task has no result, or there is no pool.
///
/// ```
/// use mpi_shim::pool::{MpiPool, Tasks};
/// use mpi_shim::prelude::*;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let mut tasks = Tasks::new();
///     let divide = tasks.add("divide", |(a, b): (u32, u32)| a / b);
///     MpiPool::run(&mpi.world(), &tasks, |pool| -> mpi_shim::Result<()> {
///         let error = pool.submit(divide, (1, 0))?.wait().unwrap_err();
///         assert_eq!(error.to_string(), "task `divide` has panicked: attempt to divide by zero");
///         Ok(())
///     })?;
///     Ok(())
/// });
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PoolError {
    /// The task returned an error.
    #[error("task `{task}` has failed: {why}")]
    Failed {
        /// The task's name.
        task: String,
        /// What it says.
        why: String,
    },

    /// The task panicked.
    #[error("task `{task}` has panicked: {why}")]
    Panicked {
        /// The task's name.
        task: String,
        /// What it says.
        why: String,
    },

    /// What the task takes could not be read by a worker, or what it returns could not be written.
    #[error("task `{task}` is lost between processes: {why}")]
    Lost {
        /// The task's name.
        task: String,
        /// What happened.
        why: String,
    },

    /// A worker has died, or for a worker the manager. Launchers end the whole job then, unless they are told not to.
    #[error("the process of rank {rank} of the pool has died{}", within(task.as_deref()))]
    Died {
        /// Its rank.
        rank: usize,
        /// The task that it had, or that only it was to have.
        task: Option<String>,
    },

    /// The time is over that a result was waited for.
    #[error("there is no result yet, and the time for it is over")]
    TimedOut,

    /// A worker has other tasks than the manager.
    #[error("the tasks of rank {rank} are not those of the manager: {there} instead of {here}")]
    OtherTasks {
        /// The worker.
        rank: usize,
        /// The first task of the manager that the worker does not have.
        here: String,
        /// What the worker has in its place.
        there: String,
    },

    /// A task of another table was asked for.
    #[error("the task is of another table than this pool's")]
    NotOfThisPool,

    /// Nothing is under way that could bring the result.
    #[error("nothing is under way that could bring the result")]
    Ended,
}

fn within(task: Option<&str>) -> String {
    task.map_or_else(String::new, |task| format!(", and with it task `{task}`"))
}
