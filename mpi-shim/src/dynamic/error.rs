//! What can be wrong with connecting processes.

use std::path::PathBuf;

use crate::error::ErrorClass;

/// Why processes cannot be started, or connected with others.
///
/// ```
/// use mpi_shim::{ConnectionError, Error};
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let error = mpi.world().disconnect().unwrap_err();
///     assert_eq!(error, Error::Connection(ConnectionError::Predefined));
///     Ok(())
/// });
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectionError {
    /// The root of a call, or the leader of a group, cannot do it; its own error says why.
    #[error("rank {rank} cannot do this, by which nobody can: it has an error of its own")]
    Refused {
        /// The root's, or the leader's, rank.
        rank: usize,
    },

    /// The leader of a group that is to be connected with another does not say by what it reaches the other leader.
    #[error("the leader of the group has nothing to reach the other leader by, or is that leader")]
    NoBridge,

    /// Some of a group say that it is the high one of two, and some do not.
    #[error("the processes of a group differ in whether it is the high one")]
    Order,

    /// A program cannot be run.
    #[error("there is no program {} that can be run", program.display())]
    NoProgram {
        /// The program that was named.
        program: PathBuf,
    },

    /// Processes were to be started, but none.
    #[error("no process is asked for: a spawn starts one or more")]
    NoProcess,

    /// A text has a character 0 within, which C takes for its end.
    #[error("{what} has a character 0, which is the end of a text")]
    Zero {
        /// Which text.
        what: &'static str,
    },

    /// There is no port to meet at.
    #[error("the root names no port")]
    NoPort,

    /// The communicator to the processes that started this one is in use.
    #[error("the communicator to the parent is in use: it can be had again when that is dropped")]
    ParentInUse,

    /// What is at the other end of a socket does not join.
    #[error("what is at the other end of the socket does not join: {why}")]
    NotJoined {
        /// What came of it.
        why: String,
    },

    /// A communicator is to be disconnected that is always there.
    #[error("the world and the process by itself are always there, and cannot be disconnected")]
    Predefined,
}

impl ConnectionError {
    pub(crate) fn class(&self) -> ErrorClass {
        match self {
            Self::NoProgram { .. } | Self::NoProcess => ErrorClass::Spawn,
            Self::Zero { .. } | Self::Order => ErrorClass::Arg,
            Self::NoPort => ErrorClass::Port,
            Self::NoBridge | Self::Predefined | Self::ParentInUse => ErrorClass::Comm,
            Self::Refused { .. } | Self::NotJoined { .. } => ErrorClass::Other,
        }
    }
}
