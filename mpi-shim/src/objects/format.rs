//! How values become bytes.

use std::fmt::Display;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A way to write values as bytes, and to read them.
///
/// ```
/// use mpi_shim::objects::Format;
/// use mpi_shim::prelude::*;
/// use serde::{Serialize, de::DeserializeOwned};
///
/// struct Json;
///
/// impl Format for Json {
///     const NAME: &'static str = "JSON";
///     type Error = serde_json::Error;
///
///     fn write<T: Serialize>(value: &T, to: &mut Vec<u8>) -> Result<(), Self::Error> {
///         serde_json::to_writer(to, value)
///     }
///
///     fn read<T: DeserializeOwned>(from: &[u8]) -> Result<T, Self::Error> {
///         serde_json::from_slice(from)
///     }
/// }
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let me = mpi.this_process();
///     let sent = ("name".to_owned(), [1.5, 2.5]);
///     let (got, _) = me.in_format(Json).sendrecv_obj(&sent, 0, 7, 0, 7)?;
///     assert_eq!(sent, got);
///     Ok(())
/// });
/// ```
pub trait Format {
    /// By what it is known, to those who read as well.
    const NAME: &'static str;

    /// Why a value cannot be written or read.
    type Error: Display;

    /// Writes a value behind what is in `to`.
    ///
    /// # Errors
    ///
    /// If the value, or a part of it, cannot be written in this format.
    fn write<T: Serialize>(value: &T, to: &mut Vec<u8>) -> Result<(), Self::Error>;

    /// Reads a value, of all of `from`, which may be any bytes.
    ///
    /// # Errors
    ///
    /// If they are no such value.
    fn read<T: DeserializeOwned>(from: &[u8]) -> Result<T, Self::Error>;
}

/// The format of objects where no other is asked for: [postcard](https://docs.rs/postcard), which is compact and names
/// no fields.
///
/// ```
/// use mpi_shim::objects::{Format, Postcard};
///
/// let mut bytes = Vec::new();
/// Postcard::write(&(3u64, "three"), &mut bytes)?;
/// assert_eq!(bytes.len(), 7);
/// assert_eq!(Postcard::read::<(u64, String)>(&bytes)?, (3, "three".to_owned()));
/// # Ok::<(), mpi_shim::objects::PostcardError>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Postcard;

/// Why [`Postcard`] cannot write or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PostcardError {
    /// It says so itself.
    #[error(transparent)]
    Postcard(#[from] postcard::Error),

    /// The value ends before its bytes do.
    #[error("{count} bytes are left behind the value")]
    Left {
        /// How many are.
        count: usize,
    },
}

impl Format for Postcard {
    const NAME: &'static str = "postcard";
    type Error = PostcardError;

    fn write<T: Serialize>(value: &T, to: &mut Vec<u8>) -> Result<(), PostcardError> {
        *to = postcard::to_extend(value, std::mem::take(to))?;
        Ok(())
    }

    fn read<T: DeserializeOwned>(from: &[u8]) -> Result<T, PostcardError> {
        let (value, left) = postcard::take_from_bytes(from)?;
        if left.is_empty() { Ok(value) } else { Err(PostcardError::Left { count: left.len() }) }
    }
}
