//! The kinds of errors.

use std::ffi::c_int;

/// The table of classes, each by the standard's number.
macro_rules! classes {
    ($($(#[doc = $doc:literal])* $name:ident = $number:ident,)*) => {
        /// The kinds of errors that the standard has.
        ///
        /// ```
        /// use mpi_shim::prelude::*;
        ///
        /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
        ///     let nobody = mpi.world().size();
        ///     let error = mpi.world().send(&[1], nobody, 0).unwrap_err();
        ///     assert_eq!(error.class(), mpi_shim::ErrorClass::Rank);
        ///     Ok(())
        /// });
        /// ```
        ///
        /// # Specification
        ///
        /// MPI 3.1, 8.4 error codes and classes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorClass {
            $($(#[doc = $doc])* $name,)*
            /// One that the library, or a user of it, has added; by its number.
            Added(i32),
        }

        impl ErrorClass {
            /// The library's number.
            pub(crate) fn of(number: c_int) -> Self {
                $(if number == mpi_sys::$number as c_int {
                    return Self::$name;
                })*
                Self::Added(number)
            }

            /// The same, of a class.
            pub(crate) fn number(self) -> c_int {
                match self {
                    $(Self::$name => mpi_sys::$number as c_int,)*
                    Self::Added(number) => number,
                }
            }
        }
    };
}

classes! {
    /// No such memory.
    Buffer = MPI_ERR_BUFFER,
    /// No such count.
    Count = MPI_ERR_COUNT,
    /// No such datatype.
    Type = MPI_ERR_TYPE,
    /// No such tag.
    Tag = MPI_ERR_TAG,
    /// No such communicator.
    Comm = MPI_ERR_COMM,
    /// No such rank.
    Rank = MPI_ERR_RANK,
    /// No such request.
    Request = MPI_ERR_REQUEST,
    /// No such root.
    Root = MPI_ERR_ROOT,
    /// No such group.
    Group = MPI_ERR_GROUP,
    /// No such operation, or not for that type.
    Op = MPI_ERR_OP,
    /// No such topology.
    Topology = MPI_ERR_TOPOLOGY,
    /// No such dimensions.
    Dims = MPI_ERR_DIMS,
    /// Another argument is wrong.
    Arg = MPI_ERR_ARG,
    /// Unknown, even to the library.
    Unknown = MPI_ERR_UNKNOWN,
    /// A message is longer than there is room for.
    Truncate = MPI_ERR_TRUNCATE,
    /// A known error that is none of these; its text says which.
    Other = MPI_ERR_OTHER,
    /// A mistake within the library, or a lack of resources.
    Intern = MPI_ERR_INTERN,
    /// Said of each of several operations in a status.
    InStatus = MPI_ERR_IN_STATUS,
    /// Not complete yet.
    Pending = MPI_ERR_PENDING,
    /// No permission.
    Access = MPI_ERR_ACCESS,
    /// No such way to open a file.
    Amode = MPI_ERR_AMODE,
    /// No such assertion.
    Assert = MPI_ERR_ASSERT,
    /// No such name of a file.
    BadFile = MPI_ERR_BAD_FILE,
    /// No such base of memory.
    Base = MPI_ERR_BASE,
    /// A user's conversion of data failed.
    Conversion = MPI_ERR_CONVERSION,
    /// No such displacement.
    Disp = MPI_ERR_DISP,
    /// A representation of data is there already.
    DupDatarep = MPI_ERR_DUP_DATAREP,
    /// A file is there already.
    FileExists = MPI_ERR_FILE_EXISTS,
    /// A file is open.
    FileInUse = MPI_ERR_FILE_IN_USE,
    /// No such file handle.
    File = MPI_ERR_FILE,
    /// A hint's key is too long.
    InfoKey = MPI_ERR_INFO_KEY,
    /// A hint's key is not there.
    InfoNokey = MPI_ERR_INFO_NOKEY,
    /// A hint's value is too long.
    InfoValue = MPI_ERR_INFO_VALUE,
    /// No such hints.
    Info = MPI_ERR_INFO,
    /// Input or output failed.
    Io = MPI_ERR_IO,
    /// No such key of attributes.
    Keyval = MPI_ERR_KEYVAL,
    /// No such kind of lock.
    Locktype = MPI_ERR_LOCKTYPE,
    /// No such published name.
    Name = MPI_ERR_NAME,
    /// No memory is left.
    NoMem = MPI_ERR_NO_MEM,
    /// Not the same on all processes.
    NotSame = MPI_ERR_NOT_SAME,
    /// No space is left for a file.
    NoSpace = MPI_ERR_NO_SPACE,
    /// There is no such file.
    NoSuchFile = MPI_ERR_NO_SUCH_FILE,
    /// No such port.
    Port = MPI_ERR_PORT,
    /// A quota is used up.
    Quota = MPI_ERR_QUOTA,
    /// A file or file system can only be read.
    ReadOnly = MPI_ERR_READ_ONLY,
    /// Accesses to a window conflict.
    RmaConflict = MPI_ERR_RMA_CONFLICT,
    /// Accesses to a window are not synchronised as they have to be.
    RmaSync = MPI_ERR_RMA_SYNC,
    /// No such published service.
    Service = MPI_ERR_SERVICE,
    /// No such size.
    Size = MPI_ERR_SIZE,
    /// Processes could not be started.
    Spawn = MPI_ERR_SPAWN,
    /// A representation of data that the library does not have.
    UnsupportedDatarep = MPI_ERR_UNSUPPORTED_DATAREP,
    /// An operation that the library does not have for this file.
    UnsupportedOperation = MPI_ERR_UNSUPPORTED_OPERATION,
    /// No such window.
    Win = MPI_ERR_WIN,
    /// A target that is not within the window.
    RmaRange = MPI_ERR_RMA_RANGE,
    /// Memory that cannot be attached to a window.
    RmaAttach = MPI_ERR_RMA_ATTACH,
    /// A window of another kind.
    RmaFlavor = MPI_ERR_RMA_FLAVOR,
    /// Memory that cannot be shared.
    RmaShared = MPI_ERR_RMA_SHARED,
}
