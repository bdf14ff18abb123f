//! What can go wrong with objects.

use std::any::type_name;
use std::fmt;
use std::ops::Deref;

use super::format::Format;
use crate::status::Status;

/// Why an object could not be sent, or a message is not the object that was waited for.
///
/// ```
/// use mpi_shim::objects::ObjectError;
/// use mpi_shim::prelude::*;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let me = mpi.this_process();
///     let error = me.sendrecv_obj::<_, u8>(&1.5, 0, 7, 0, 7).unwrap_err();
///     assert_eq!(error.to_string(), "an object of type f64 came from rank 0, tag 7, where u8 is received");
///     Ok(())
/// });
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ObjectError {
    /// A message was received as an object, and is none. Here is what it says.
    #[error(
        "the message from {from} is no object: its {} bytes were not sent by `send_obj` or its kin",
        message.len()
    )]
    NoObject {
        /// Who sent it.
        from: Sender,
        /// The whole of the message.
        message: Contents,
    },

    /// An object of another type came.
    #[error("an object of type {sent} came from {from}, where {expected} is received")]
    OtherType {
        /// The name of the type that was waited for.
        expected: &'static str,
        /// That of the type that was sent.
        sent: String,
        /// Who sent it.
        from: Sender,
    },

    /// An object came that is written in another format.
    #[error("an object came from {from} that is written as {sent}, where {expected} is read")]
    OtherFormat {
        /// The format that is read here.
        expected: &'static str,
        /// That of the object.
        sent: String,
        /// Who sent it.
        from: Sender,
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
    #[error("a {type_name} from {from} cannot be read from {format}: {why}")]
    Unreadable {
        /// Who sent it.
        from: Sender,
        /// The type's name.
        type_name: &'static str,
        /// The format.
        format: &'static str,
        /// What the format says.
        why: String,
    },

    /// An object says that long arrays follow it, and one does not, or is not as long as it says: its sender had an
    /// error, or it is a forgery.
    #[error(
        "array {part} of the {number} that belong to an object from {from} {}: it has {should} bytes",
        came(*is)
    )]
    Part {
        /// Who sent the object.
        from: Sender,
        /// Which array, counted from 0.
        part: usize,
        /// How many arrays the object has.
        number: usize,
        /// How many bytes came; `None` if nothing came for ten seconds.
        is: Option<u64>,
        /// How many the object says.
        should: u64,
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
    #[error("`{call}` lacks values here: there are {is}, and should be {should}")]
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

    pub(super) fn unreadable<T, F: Format>(from: Sender, error: &F::Error) -> Self {
        let (type_name, format) = (type_name::<T>(), F::NAME);
        Self::Unreadable { from, type_name, format, why: error.to_string() }
    }
}

fn came(bytes: Option<u64>) -> String {
    bytes.map_or("does not come".to_owned(), |bytes| format!("comes with {bytes} bytes"))
}

/// Who sent an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sender {
    /// The rank; `None` if it was received from nobody.
    pub rank: Option<usize>,
    /// The tag.
    pub tag: i32,
}

impl Sender {
    pub(super) fn of(status: Status) -> Self {
        Self { rank: status.source(), tag: status.tag() }
    }
}

impl fmt::Display for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.rank {
            Some(rank) => write!(f, "rank {rank}, tag {}", self.tag),
            None => f.write_str("nobody"),
        }
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
///             Err(Error::Object(ObjectError::NoObject { message, .. })) => assert_eq!(*message, [1, 2, 3]),
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
