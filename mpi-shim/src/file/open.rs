//! How files are opened.

use std::ffi::c_int;
use std::path::Path;

use super::hints::Hints;
use super::{File, FileError, c_path};
use crate::communicator::Communicator;
use crate::element::Element;
use crate::error::{Error, Result};
use crate::info::Info;
use crate::sys;

/// How a file is opened.
///
/// ```
/// use mpi_shim::File;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let (me, path) = (mpi.this_process(), std::env::temp_dir().join("mpi_shim_mode"));
///     # let path = path.with_extension(mpi.world().rank().to_string());
///     let mut options = File::options();
///     let file = options.write(true).create(true).delete_on_close(true).open::<u8>(&me, path)?;
///     let mode = file.mode()?;
///     assert!(mode.write && mode.create && mode.delete_on_close && !mode.read);
///     Ok(())
/// });
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mode {
    /// It can be read.
    pub read: bool,
    /// It can be written.
    pub write: bool,
    /// All pointers are at its end at first.
    pub append: bool,
    /// It is made if it is not there.
    pub create: bool,
    /// It is made, and must not be there.
    pub create_new: bool,
    /// It is deleted when it is closed.
    pub delete_on_close: bool,
    /// Nobody else opens it meanwhile.
    pub unique_open: bool,
    /// It has no other place than its shared pointer.
    pub sequential: bool,
}

impl Mode {
    pub(super) fn of(number: c_int) -> Self {
        let has = |bit: u32| number & bit as c_int != 0;
        let both = has(mpi_sys::MPI_MODE_RDWR);
        Self {
            read: both || has(mpi_sys::MPI_MODE_RDONLY),
            write: both || has(mpi_sys::MPI_MODE_WRONLY),
            append: has(mpi_sys::MPI_MODE_APPEND),
            create: has(mpi_sys::MPI_MODE_CREATE),
            create_new: has(mpi_sys::MPI_MODE_EXCL),
            delete_on_close: has(mpi_sys::MPI_MODE_DELETE_ON_CLOSE),
            unique_open: has(mpi_sys::MPI_MODE_UNIQUE_OPEN),
            sequential: has(mpi_sys::MPI_MODE_SEQUENTIAL),
        }
    }

    /// The library's number.
    fn number(self) -> Result<c_int> {
        let write = self.write || self.append;
        let create = self.create || self.create_new;
        let access = match (self.read, write) {
            (true, true) => mpi_sys::MPI_MODE_RDWR,
            (true, false) => mpi_sys::MPI_MODE_RDONLY,
            (false, true) => mpi_sys::MPI_MODE_WRONLY,
            (false, false) => {
                return Err(Error::File(FileError::Mode {
                    why: "it is neither to be read nor to be written",
                }));
            }
        };
        if create && !write {
            return Err(Error::File(FileError::Mode { why: "what is made has to be written" }));
        }
        if self.sequential && self.read && write {
            return Err(Error::File(FileError::Mode {
                why: "one way only goes with being sequential",
            }));
        }
        let bits = [
            (self.append, mpi_sys::MPI_MODE_APPEND),
            (create, mpi_sys::MPI_MODE_CREATE),
            (self.create_new, mpi_sys::MPI_MODE_EXCL),
            (self.delete_on_close, mpi_sys::MPI_MODE_DELETE_ON_CLOSE),
            (self.unique_open, mpi_sys::MPI_MODE_UNIQUE_OPEN),
            (self.sequential, mpi_sys::MPI_MODE_SEQUENTIAL),
        ];
        let chosen = bits.into_iter().filter(|(chosen, _)| *chosen);
        Ok(chosen.fold(access, |mode, (_, bit)| mode | bit) as c_int)
    }
}

/// How a file is to be opened, as `std::fs::OpenOptions` says it; see [`File::options`].
#[derive(Clone, Debug)]
pub struct OpenOptions<'a> {
    mode: Mode,
    hints: Option<&'a Info<'a>>,
}

/// The choices, each with what it is for.
macro_rules! choices {
    ($($(#[doc = $doc:literal])* $name:ident = $constant:literal,)*) => {$(
        $(#[doc = $doc])*
        ///
        /// # Specification
        ///
        #[doc = concat!("MPI 3.1, 13.2.1 opening a file: `", $constant, "`.")]
        #[doc(alias = $constant)]
        pub fn $name(&mut self, choice: bool) -> &mut Self {
            self.mode.$name = choice;
            self
        }
    )*};
}

impl<'a> OpenOptions<'a> {
    pub(super) fn new() -> Self {
        Self { mode: Mode::default(), hints: None }
    }

    choices! {
        /// To be read; with [`write`](Self::write), `MPI_MODE_RDWR`.
        read = "MPI_MODE_RDONLY",
        /// To be written; with [`read`](Self::read), `MPI_MODE_RDWR`.
        write = "MPI_MODE_WRONLY",
        /// To be written, with all pointers at its end at first. A new view puts them at its start.
        append = "MPI_MODE_APPEND",
        /// To be made if it is not there. What is there already stays: nothing is cut off.
        create = "MPI_MODE_CREATE",
        /// To be made; that it is there already is an error.
        create_new = "MPI_MODE_EXCL",
        /// To be deleted when it is closed.
        delete_on_close = "MPI_MODE_DELETE_ON_CLOSE",
        /// That nobody else opens it meanwhile: a promise, which libraries make use of.
        unique_open = "MPI_MODE_UNIQUE_OPEN",
        /// To be read or written from its start to its end, by the shared pointer only.
        sequential = "MPI_MODE_SEQUENTIAL",
    }

    /// Hints for the library: those that the standard has for files, and ROMIO's of the same kind, such as `romio_cb_write`.
    /// Sizes and numbers are from 1 to 2³⁰. All others are passed over. All processes give the same.
    #[must_use]
    pub fn info<'b>(&self, info: &'b Info<'b>) -> OpenOptions<'b>
    where
        'a: 'b,
    {
        OpenOptions { mode: self.mode, hints: Some(info) }
    }

    /// Opens a file of elements of `T` on all processes of a communicator, which bring along the same path, by
    /// which they reach the same file, and the same choices. Collective.
    ///
    /// Each process sees all of it, from its start.
    ///
    /// # Errors
    ///
    /// [`FileError::Mode`] for choices that do not go together, [`FileError::Path`] for a path with a 0 in it,
    /// [`FileError::Hint`] for a hint that is not one, each before others are met; [`FileError::HintsDiffer`]; of the class [`NoSuchFile`](crate::ErrorClass::NoSuchFile),
    /// [`FileExists`](crate::ErrorClass::FileExists), [`Access`](crate::ErrorClass::Access) and so on what the
    /// library says.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 13.2.1 opening a file: `MPI_File_open`.
    #[doc(alias = "MPI_File_open")]
    pub fn open<'mpi, T: Element>(
        &self,
        communicator: &Communicator<'mpi>,
        path: impl AsRef<Path>,
    ) -> Result<File<'mpi, T>> {
        let (mode, path) = (self.mode.number()?, c_path(path.as_ref())?);
        let mpi = communicator.mpi();
        let hints = Hints::of(self.hints, &mpi.session)?;
        let comm = communicator.comm.duplicate()?;
        let hints = hints.agreed(&comm)?;
        let file = sys::File::open(&mpi.session, &comm, &path, mode, &hints)?;
        let mut file = File::new(file, mpi, comm, self.mode.sequential);
        file.see_all(self.mode.append)?;
        Ok(file)
    }
}
