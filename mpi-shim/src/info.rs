//! Hints for the library: keys and values.

use std::fmt;
use std::marker::PhantomData;

use crate::error::{Error, Result};
use crate::runtime::Mpi;
use crate::sys::{self, text};

/// Hints: keys and values that a library may know. Keys and values end before their first 0.
///
/// ```
/// # let mpi = mpi_shim::Mpi::init()?;
/// let mut info = mpi_shim::Info::new(&mpi)?;
/// info.set("access_style", "write_once")?;
/// assert_eq!(info.get("access_style")?.as_deref(), Some("write_once"));
/// assert_eq!(info.keys()?, ["access_style"]);
/// info.remove("access_style")?;
/// assert_eq!(info.get("access_style")?, None);
/// # drop(info);
/// # Ok::<(), mpi_shim::Error>(())
/// ```
pub struct Info<'mpi> {
    pub(crate) hints: sys::Info,
    mpi: PhantomData<&'mpi Mpi>,
}

impl<'mpi> Info<'mpi> {
    /// No hints yet.
    ///
    /// # Errors
    ///
    /// If the library has no more.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 9 the info object: `MPI_Info_create`.
    #[doc(alias = "MPI_Info_create")]
    pub fn new(mpi: &'mpi Mpi) -> Result<Self> {
        Ok(Self::from_hints(sys::Info::new(&mpi.session)?))
    }

    pub(crate) fn from_hints(hints: sys::Info) -> Self {
        Self { hints, mpi: PhantomData }
    }

    /// The hints, if a communicator can have them. Those that the standard has for communicators are promises, such as that
    /// no message is longer than its room; libraries have more, such as which of their queues to use, and check no number.
    pub(crate) fn for_communicators(&self) -> Result<&sys::Info> {
        for key in self.keys()? {
            let no_promise =
                key.starts_with("mpi_assert_") && self.get(&key)?.as_deref() == Some("false");
            if !no_promise {
                return Err(Error::Hint { key });
            }
        }
        Ok(&self.hints)
    }

    /// Sets a key's value.
    ///
    /// # Errors
    ///
    /// If one of them is too long, or the key is empty.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 9 the info object: `MPI_Info_set`.
    #[doc(alias = "MPI_Info_set")]
    pub fn set(&mut self, key: &str, value: &str) -> Result<()> {
        self.hints.set(&text(key), &text(value))
    }

    /// A key's value, if it has one.
    ///
    /// # Errors
    ///
    /// If the key is too long or empty.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 9 the info object: `MPI_Info_get_valuelen`, `MPI_Info_get`.
    #[doc(alias = "MPI_Info_get")]
    pub fn get(&self, key: &str) -> Result<Option<String>> {
        self.hints.get(&text(key))
    }

    /// Takes a key out.
    ///
    /// # Errors
    ///
    /// If it is not there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 9 the info object: `MPI_Info_delete`.
    #[doc(alias = "MPI_Info_delete")]
    pub fn remove(&mut self, key: &str) -> Result<()> {
        self.hints.remove(&text(key))
    }

    /// All keys.
    ///
    /// # Errors
    ///
    /// If the library cannot say.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 9 the info object: `MPI_Info_get_nkeys`, `MPI_Info_get_nthkey`.
    #[doc(alias = "MPI_Info_get_nthkey")]
    pub fn keys(&self) -> Result<Vec<String>> {
        self.hints.keys()
    }
}

impl fmt::Debug for Info<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Info").field("keys", &self.keys()).finish()
    }
}
