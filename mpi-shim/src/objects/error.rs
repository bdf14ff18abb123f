//! What can go wrong with objects.

use std::any::type_name;
use std::fmt;
use std::ops::Deref;

use super::format::Format;

/// Why an object could not be sent, or a message is not the object that was waited for.
///
/// ```
/// use mpi_shim::objects::ObjectError;
/// use mpi_shim::prelude::*;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let me = mpi.this_process();
///     let error = me.sendrecv_obj::<_, u8>(&1.5, 0, 7, 0, 7).unwrap_err();
///     assert_eq!(error.to_string(), "an object of type f64 came where u8 is received");
///     Ok(())
/// });
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ObjectError {
    /// A message was received as an object, and is none. Here is what it says.
    #[error(
        "the message is no object: its {} bytes were not sent by `send_obj` or its kin",
        message.len()
    )]
    NoObject {
        /// The whole of the message.
        message: Contents,
    },

    /// An object of another type came.
    #[error("an object of type {sent} came where {expected} is received")]
    OtherType {
        /// The name of the type that was waited for.
        expected: &'static str,
        /// That of the type that was sent.
        sent: String,
    },

    /// An object came that is written in another format.
    #[error("an object came that is written as {sent}, where {expected} is read")]
    OtherFormat {
        /// The format that is read here.
        expected: &'static str,
        /// That of the object.
        sent: String,
    },

    /// A value cannot be written in a format.
    #[error("a {type_name} cannot be written as {format}: {why}")]
    Unwritable {
        /// The value's type.
        type_name: &'static str,
        /// The format.
        format: &'static str,
        /// What the format says.
        why: String,
    },

    /// The bytes of an object are no value of its type: the processes do not have the same type by that name.
    #[error("a {type_name} cannot be read from {format}: {why}")]
    Unreadable {
        /// The type's name.
        type_name: &'static str,
        /// The format.
        format: &'static str,
        /// What the format says.
        why: String,
    },

    /// Another process, of which an object was to come, has none.
    #[error("no object comes from another process: {why}")]
    Peer {
        /// What that process says.
        why: String,
    },

    /// Another process is in another collective call.
    #[error("this process is in `{here}` while rank {rank} is in `{there}`")]
    OtherCall {
        /// The call of this process.
        here: &'static str,
        /// The other process.
        rank: usize,
        /// Its call.
        there: &'static str,
    },

    /// There is no value where the call needs one.
    #[error(
        "`{call}` needs a value for each process at its root: there are {is}, and should be {should}"
    )]
    Values {
        /// The call.
        call: &'static str,
        /// How many there are.
        is: usize,
        /// How many there should be.
        should: usize,
    },
}

impl ObjectError {
    pub(super) fn unwritable<T, F: Format>(error: &F::Error) -> Self {
        Self::Unwritable { type_name: type_name::<T>(), format: F::NAME, why: error.to_string() }
    }

    pub(super) fn unreadable<T, F: Format>(error: &F::Error) -> Self {
        Self::Unreadable { type_name: type_name::<T>(), format: F::NAME, why: error.to_string() }
    }
}

/// The bytes of a message that was received as what it is not.
///
/// ```
/// use mpi_shim::Error;
/// use mpi_shim::objects::ObjectError;
/// use mpi_shim::prelude::*;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let me = mpi.this_process();
///     mpi.scope(|s| {
///         me.isend(s, &[1u8, 2, 3], 0, 7)?;
///         match me.recv_obj::<String>(0, 7) {
///             Err(Error::Object(ObjectError::NoObject { message })) => assert_eq!(*message, [1, 2, 3]),
///             other => panic!("{other:?}"),
///         }
///         Ok(())
///     })
/// });
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Contents(pub(super) Vec<u8>);

impl Deref for Contents {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Contents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.len())
    }
}
