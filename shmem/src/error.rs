//! What the environment can do to a program.

/// Why a call could not do what it was asked for.
///
/// These are the failures that a correct program can meet. What only a bug can cause, such as an
/// index out of range, panics instead.
///
/// ```
/// # let shmem = shmem::Shmem::init()?;
/// match shmem.alloc::<u64>(1 << 50) {
///     Err(shmem::Error::OutOfMemory { bytes }) => assert_eq!(bytes, 8 << 50),
///     _ => unreachable!("nobody has so much"),
/// }
/// # Ok::<(), shmem::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The runtime did not start; it has said why on standard error.
    #[error("the OpenSHMEM runtime did not start")]
    Init,

    /// The runtime does not allow for the threads that are to be.
    #[error("the OpenSHMEM runtime grants thread level {granted} only, and {needed} is needed")]
    ThreadLevel {
        /// The level that is needed, as the standard calls it.
        needed: &'static str,
        /// The level that was granted, as the library numbers it.
        granted: i32,
    },

    /// Nobody has started the runtime.
    #[error("the OpenSHMEM runtime is not running: nothing to attach to")]
    NotRunning,

    /// The library has no more contexts.
    #[error("the OpenSHMEM library has no more contexts: use the default one")]
    NoContext,

    /// Another thread of this process holds the runtime.
    #[error("another thread holds the OpenSHMEM runtime: use it there, or end it first")]
    OtherThread,

    /// The PEs asked for different things in one collective allocation. Every PE gets this error.
    #[error("the PEs asked for different allocations: {what} from {min} to {max}")]
    Asymmetric {
        /// What differs.
        what: &'static str,
        /// The smallest that a PE asked for.
        min: u64,
        /// The largest.
        max: u64,
    },

    /// More elements than an address space holds.
    #[error("{len} elements of {size} bytes are more than any heap holds")]
    TooLarge {
        /// The number of elements.
        len: usize,
        /// The size of each in bytes.
        size: usize,
    },

    /// A split names members that there are not, or one twice. Every member of the parent gets this error.
    #[error("a team of {parent} has no team of {size} from {start} by {stride} in it")]
    NoSuchTeam {
        /// The number of the first member.
        start: usize,
        /// How far the members' numbers are apart.
        stride: isize,
        /// The number of members.
        size: usize,
        /// The number of members of the team that was to be split.
        parent: usize,
    },

    /// The runtime has room for no more teams. Every member of the parent gets this error.
    #[error("the OpenSHMEM runtime has room for no more teams: drop or free some")]
    TooManyTeams,

    /// The symmetric heap is full. Every PE gets this error.
    #[error(
        "the symmetric heap has no room for {bytes} bytes on each PE: \
         free some, or set SHMEM_SYMMETRIC_SIZE to more than it is"
    )]
    OutOfMemory {
        /// The size of the block that was asked for.
        bytes: usize,
    },
}

/// What fallible calls return.
///
/// ```
/// fn greet() -> shmem::Result<()> {
///     let shmem = shmem::Shmem::init()?;
///     println!("PE {}", shmem.my_pe());
///     Ok(())
/// }
/// assert!(greet().is_ok());
/// ```
pub type Result<T, E = Error> = std::result::Result<T, E>;
