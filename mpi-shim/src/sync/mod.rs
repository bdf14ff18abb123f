//! Processes that wait for each other, or count together.
//!
//! | | |
//! |---|---|
//! | [`Sequential`] | a piece of program that processes run one after the other, by their ranks |
//! | [`Counter`] | a number that each takes from |
//! | [`Mutex`] | something that one process at a time may do |
//! | [`Condition`] | something that one process at a time may do, and wait for in between |
//! | [`Semaphore`] | something that so many processes at a time may do |
//!
//! All but the first are words of a [`Window`](crate::Window) on one process. They are made by all processes of a
//! communicator together, and given back so, by `free`; what is dropped stays until MPI ends.

mod condition;
mod counter;
mod mutex;
mod semaphore;
mod sequential;
mod words;

pub use condition::{Condition, ConditionGuard};
pub use counter::Counter;
pub use mutex::{Mutex, MutexGuard};
pub use semaphore::{Permit, Semaphore};
pub use sequential::Sequential;

/// What can be wrong in asking for these.
///
/// ```
/// use mpi_shim::Error;
/// use mpi_shim::sync::{Semaphore, SyncError};
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let error = Semaphore::new(&mpi.world(), 0, -1).unwrap_err();
///     assert_eq!(error, Error::Sync(SyncError::Permits { number: -1 }));
///     Ok(())
/// });
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SyncError {
    /// This process has locked it, and has forgotten the guard.
    #[error("this process has locked the mutex already, and would wait for itself")]
    Held,

    /// An error has come between, and this process has the condition locked no more.
    #[error("this process has the condition locked no more, since an error before")]
    Unlocked,

    /// There cannot be so many permits.
    #[error("there cannot be {number} permits")]
    Permits {
        /// How many were asked for.
        number: i64,
    },
}
