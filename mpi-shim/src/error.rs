//! What can go wrong.

mod class;
mod handling;

pub use class::ErrorClass;
pub use handling::{HandleErrors, OnError};

/// Why a call could not do what it was asked for.
///
/// After an error of a collective call, its communicator is of no more use: who is where in it is not known.
/// That of a message concerns this message only.
///
/// ```
/// use mpi_shim::prelude::*;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let me = mpi.this_process();
///     mpi.scope(|s| {
///         let sent = me.isend(s, &[1, 2, 3], 0, 7)?;
///         let error = me.recv(&mut [0; 2], 0, 7).unwrap_err();
///         assert_eq!(error.class(), mpi_shim::ErrorClass::Truncate);
///         sent.wait().map(drop)
///     })
/// });
/// ```
// There is no `From` for what some of these hold: only as long as there is nothing else that becomes one by `?` does the
// compiler know which error a closure has that says nothing of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The library says so.
    #[error("{text} ({class:?})")]
    Library {
        /// Of which kind.
        class: ErrorClass,
        /// The library's number.
        code: i32,
        /// The library's words.
        text: String,
    },

    /// There is no such process.
    #[error("there is no rank {rank} among {size}")]
    Rank {
        /// The rank that was named.
        rank: usize,
        /// How many there are.
        size: usize,
    },

    /// A rank is named twice, of ranks that are to be different.
    #[error("rank {rank} is named twice")]
    Twice {
        /// The rank.
        rank: usize,
    },

    /// There is no such tag.
    #[error("there is no tag {tag}: from 0 to {most} there are")]
    Tag {
        /// The tag that was named.
        tag: i32,
        /// The largest.
        most: i32,
    },

    /// A group is not part of a communicator.
    #[error("{others} of the group's processes are not in the communicator")]
    NotMembers {
        /// How many are not.
        others: usize,
    },

    /// There is no such colour to split by.
    #[error("there is no colour {number}: they are not below 0")]
    Colour {
        /// The colour that was named.
        number: i32,
    },

    /// An array is of another length than this call needs.
    #[error("{what}: the length is {is}, and should be {should}")]
    Length {
        /// Which array.
        what: &'static str,
        /// Its length, in elements.
        is: usize,
        /// The length that it should have.
        should: usize,
    },

    /// More than the library can be told of.
    #[error("{count} are more than this call can be told of")]
    TooLarge {
        /// How many.
        count: usize,
    },

    /// A message has no whole number of elements.
    #[error("a message of {bytes} bytes has no whole number of elements of {size} bytes")]
    Elements {
        /// The message's length.
        bytes: usize,
        /// An element's.
        size: usize,
    },

    /// The library does not allow for the threads that are to be.
    #[error("the MPI library grants {granted:?} threads only, and {needed:?} are needed")]
    ThreadLevel {
        /// What is needed.
        needed: crate::ThreadLevel,
        /// What is granted.
        granted: crate::ThreadLevel,
    },

    /// MPI has been started in this process.
    #[error("MPI has been started in this process already, which can be done once")]
    AlreadyStarted,

    /// MPI has not been started, or has been ended.
    #[error("MPI does not run in this process: nothing to attach to")]
    NotRunning,

    /// This thread may not call MPI.
    #[error("MPI was started by another thread of this process, and for that only")]
    OtherThread,

    /// The launcher started several processes, but each is alone in its job.
    #[error(
        "this process is alone in its job, but its launcher ({by}) started {promised}: \
         programs over {library} need its own launcher"
    )]
    Launcher {
        /// The variable by which the launcher said so.
        by: &'static str,
        /// How many it started.
        promised: usize,
        /// What the library calls itself.
        library: String,
    },

    /// OpenSHMEM does not start.
    #[error("OpenSHMEM beside MPI: {why}")]
    Shmem {
        /// Why.
        why: String,
    },

    /// The PEs of OpenSHMEM are not processes of one MPI.
    #[error(
        "OpenSHMEM has {pes} PEs, of which {processes} are in one world of MPI: start the program by the launcher \
         that goes with the MPI library"
    )]
    NotPes {
        /// How many PEs there are.
        pes: usize,
        /// How many of them are in one world.
        processes: usize,
    },

    /// A buffer for sends is attached already.
    #[error("a buffer for sends in buffered mode is attached already")]
    BufferAttached,

    /// A file cannot be used like this.
    #[error(transparent)]
    File(crate::FileError),

    /// A window does not allow for what is asked of it.
    #[error(transparent)]
    Window(crate::WindowError),

    /// An object could not be sent, or is not what was waited for.
    #[cfg(feature = "objects")]
    #[error(transparent)]
    Object(crate::objects::ObjectError),

    /// A pool's task failed, or the pool could not begin.
    #[cfg(feature = "objects")]
    #[error(transparent)]
    Pool(crate::pool::PoolError),

    /// A communicator cannot have such a topology.
    #[error(transparent)]
    Topology(crate::TopologyError),

    /// Processes cannot be connected.
    #[error(transparent)]
    Connection(crate::ConnectionError),

    /// A mutex is locked by this process already, or a number is not one that this can have.
    #[error(transparent)]
    Sync(crate::sync::SyncError),

    /// The runtime has no such set of processes.
    #[cfg(mpi_standard = "4")]
    #[error("the runtime has no set of processes named {name:?}")]
    Set {
        /// The name.
        name: String,
    },

    /// A hint is not one that a communicator can have.
    #[error(
        "the hint `{key}` is a promise about a communicator, or a number, that the library would believe: \
         only `mpi_assert_…` can be given, as `false`"
    )]
    Hint {
        /// Its key.
        key: String,
    },

    /// A handle of the C library is not one that can be used like this.
    #[error("the raw handle cannot be taken: {why}")]
    Raw {
        /// Why not.
        why: &'static str,
    },

    /// Something is not there that should be.
    #[error("the library has lost the {what}")]
    Lost {
        /// What.
        what: &'static str,
    },
}

/// Those of calls that are to cost nothing beyond the library's, which a value that is dropped unused would.
impl Error {
    #[cold]
    pub(crate) fn too_large(count: usize) -> Self {
        Self::TooLarge { count }
    }

    #[cold]
    pub(crate) fn lost(what: &'static str) -> Self {
        Self::Lost { what }
    }
}

impl Error {
    /// The library's number, of it or of its class.
    pub(crate) fn number(&self) -> i32 {
        match self {
            Self::Library { code, .. } => *code,
            _ => self.class().number(),
        }
    }

    /// Of which kind it is.
    ///
    /// ```
    /// use mpi_shim::prelude::*;
    ///
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let error = mpi.world().send(&[1], 0, -1).unwrap_err();
    ///     assert_eq!(error.class(), mpi_shim::ErrorClass::Tag);
    ///     Ok(())
    /// });
    /// ```
    #[must_use]
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::Library { class, .. } => *class,
            Self::Rank { .. } | Self::Twice { .. } => ErrorClass::Rank,
            Self::Tag { .. } => ErrorClass::Tag,
            Self::Length { .. } | Self::TooLarge { .. } => ErrorClass::Count,
            Self::Elements { .. } => ErrorClass::Type,
            #[cfg(feature = "objects")]
            Self::Object(_) => ErrorClass::Type,
            #[cfg(feature = "objects")]
            Self::Pool(_) => ErrorClass::Other,
            Self::NotMembers { .. } => ErrorClass::Group,
            Self::Colour { .. } | Self::Raw { .. } => ErrorClass::Arg,
            Self::Hint { .. } => ErrorClass::InfoKey,
            #[cfg(mpi_standard = "4")]
            Self::Set { .. } => ErrorClass::Arg,
            Self::BufferAttached => ErrorClass::Buffer,
            Self::Sync(_) => ErrorClass::Arg,
            Self::File(error) => error.class(),
            Self::Topology(error) => error.class(),
            Self::Window(error) => error.class(),
            Self::Connection(error) => error.class(),
            Self::Lost { .. } => ErrorClass::Intern,
            Self::ThreadLevel { .. }
            | Self::AlreadyStarted
            | Self::NotRunning
            | Self::OtherThread
            | Self::Launcher { .. }
            | Self::Shmem { .. }
            | Self::NotPes { .. } => ErrorClass::Other,
        }
    }
}

/// What fallible calls return.
pub type Result<T, E = Error> = std::result::Result<T, E>;
