//! Why a job could not be started.

use crate::layout::MAX_PES;
use std::io;
use std::path::PathBuf;

/// Why a job could not be started. Each displays as one line.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LaunchError {
    /// Zero PEs were asked for.
    #[error("a job needs at least one PE")]
    NoPes,
    /// More PEs were asked for than a job can have.
    #[error("{0} PEs are too many: a job has at most {MAX_PES}")]
    TooManyPes(usize),
    /// The program is not there, or cannot be run.
    #[error("cannot run {}: {error}", program.display())]
    Program {
        /// What was to be run.
        program: PathBuf,
        /// What the operating system said.
        error: io::Error,
    },
    /// The heap size is malformed, or cannot be had.
    #[error("{0}")]
    Heap(String),
    /// A core for each PE was asked for, and there are fewer.
    #[error("cannot bind {npes} PEs to a core each: only {cpus} may be used; bind to none instead")]
    TooFewCpus {
        /// How many PEs were asked for.
        npes: usize,
        /// How many processors the launcher may use.
        cpus: usize,
    },
    /// The operating system refused a process.
    #[error("cannot start PE {pe} of {npes}: {error}")]
    Process {
        /// The PE that could not be started.
        pe: usize,
        /// How many there were to be.
        npes: usize,
        /// What the operating system said.
        error: io::Error,
    },
    /// No launcher of another library can be had.
    #[error("no launcher: {0}")]
    NoLauncher(String),
    /// The launcher could not get what it watches the PEs with.
    #[error("cannot watch the job: {0}")]
    Watch(io::Error),
}
