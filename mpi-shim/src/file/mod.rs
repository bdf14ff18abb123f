//! Files that all processes of a communicator read and write together.
//!
//! A [`File`] is opened by [`File::options`], with a type of elements. All places and counts are in elements of
//! it, as `usize`; what is in bytes says so by its name, and is `u64`. Which elements of the file a process sees is
//! said by its [`View`].
//!
//! Data moves at a place: [`File::at`] an offset, at the process's own [pointer](File::pointer), or at that which
//! all processes [share](File::shared_pointer). There it is [read](Access::read) and [written](Access::write)
//! by one process or [by all](Access::write_all), at once, [meanwhile](Access::iwrite), or
//! [in two halves](Access::write_all_begin).
//!
//! ```
//! use mpi_shim::File;
//! use mpi_shim::prelude::*;
//!
//! mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
//!     let world = mpi.world();
//!     let (me, path) = (world.rank(), std::env::temp_dir().join("mpi_shim_file_example"));
//!     let mut options = File::options();
//!     let file = options.read(true).write(true).create(true).open::<f64>(&world, &path)?;
//!     file.at(4 * me).write_all(&[me as f64; 4])?;
//!     let mut back = [0.0; 4];
//!     assert_eq!(file.at(4 * me).read(&mut back)?, 4);
//!     assert_eq!(back, [me as f64; 4]);
//!     file.close()?;
//!     # std::fs::remove_file(&path).expect("it is there");
//!     Ok(())
//! });
//! ```

mod access;
mod elements;
mod end;
mod error;
mod hints;
mod open;
mod place;
mod split;
mod under_way;
mod view;

use std::ffi::CString;
use std::fmt;
use std::marker::PhantomData;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use crate::element::Element;
use crate::error::{Error, Result};
use crate::group::Group;
use crate::info::Info;
use crate::runtime::Mpi;
use crate::sys::{self, Comm};

pub use access::{Access, At, Pointer, Seek, SharedPointer};
pub use elements::{Elements, ElementsMut};
pub use error::FileError;
pub use open::{Mode, OpenOptions};
pub use split::Split;
pub use view::{Representation, View, Viewed};

use hints::Hints;
use place::{Span, from_bytes, to_bytes};

/// A file of elements of `T`, open on all processes of a communicator.
///
/// Closing it is collective, so a file that is dropped stays open until [`Mpi`] ends, for which all processes come:
/// a process that leaves early with an error waits for nobody. [`close`](Self::close) closes it at once. A file
/// of one process alone is closed when it is dropped.
///
/// What one process writes others see for certain when it is [atomic](Self::set_atomic), or once the writer and then
/// the reader have called [`sync`](Self::sync) or closed and opened it, with a barrier in between.
///
/// ```
/// use mpi_shim::File;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let (world, path) = (mpi.world(), std::env::temp_dir().join("mpi_shim_file"));
///     let file: File<u32> = File::options().write(true).create(true).open(&world, &path)?;
///     file.pointer().write(&[1, 2, 3])?;
///     assert_eq!(file.pointer().position()?, 3);
///     assert_eq!(file.size_in_bytes()?, 12);
///     file.close()?;
///     world.barrier()?;
///     if world.rank() == 0 {
///         File::delete(mpi, &path)?;
///     }
///     Ok(())
/// });
/// ```
pub struct File<'mpi, T = u8> {
    /// There until it is closed.
    file: Option<sys::File>,
    mpi: &'mpi Mpi,
    /// The processes that have it open together.
    comm: Comm,
    /// Whether it has no place but its shared pointer.
    sequential: bool,
    span: Span,
    elements: PhantomData<fn(T)>,
}

impl File<'_> {
    /// How a file is to be opened: nothing is chosen yet.
    #[must_use]
    pub fn options() -> OpenOptions<'static> {
        OpenOptions::new()
    }

    /// Deletes a file. Any process does it, one of them.
    ///
    /// # Errors
    ///
    /// Of the class [`NoSuchFile`](crate::ErrorClass::NoSuchFile) if it is not there;
    /// [`Access`](crate::ErrorClass::Access) if it may not be deleted; [`FileError::Path`] if the path has a 0 in it.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 13.2.3 deleting a file: `MPI_File_delete`.
    #[doc(alias = "MPI_File_delete")]
    pub fn delete(mpi: &Mpi, path: impl AsRef<Path>) -> Result<()> {
        sys::File::delete(&mpi.session, &c_path(path.as_ref())?, &sys::Info::none())
    }
}

impl<'mpi, T: Element> File<'mpi, T> {
    fn new(file: sys::File, mpi: &'mpi Mpi, comm: Comm, sequential: bool) -> Self {
        let span = Span::contiguous::<T>();
        Self { file: Some(file), mpi, comm, sequential, span, elements: PhantomData }
    }

    pub(crate) fn raw(&self) -> &sys::File {
        self.file.as_ref().expect("it is open until it is closed, by value")
    }

    /// Closes it, on all processes. Collective.
    ///
    /// # Errors
    ///
    /// What the library says, of what was not written yet as well.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 13.2.2 closing a file: `MPI_File_close`.
    #[doc(alias = "MPI_File_close")]
    pub fn close(mut self) -> Result<()> {
        self.file.take().map_or(Ok(()), |file| file.close(&self.mpi.session))
    }

    /// How many bytes it has, whatever the view.
    ///
    /// # Errors
    ///
    /// If the library cannot say.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 13.2.6 querying the size of a file: `MPI_File_get_size`.
    #[doc(alias = "MPI_File_get_size")]
    pub fn size_in_bytes(&self) -> Result<u64> {
        self.raw().size().map(from_bytes)
    }

    /// Cuts it off, or makes it longer by bytes of which nothing is said. Collective, and the same everywhere.
    ///
    /// # Errors
    ///
    /// Of the class [`Access`](crate::ErrorClass::Access) or [`ReadOnly`](crate::ErrorClass::ReadOnly) if it was
    /// not opened to be written; [`FileError::Place`] if no file is so large.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 13.2.4 resizing a file: `MPI_File_set_size`.
    #[doc(alias = "MPI_File_set_size")]
    pub fn set_size_in_bytes(&mut self, bytes: u64) -> Result<()> {
        self.raw().set_size(to_bytes(bytes)?)
    }

    /// Sees that there is room for so many bytes, and makes it longer if it has fewer. Collective, and the same
    /// everywhere.
    ///
    /// # Errors
    ///
    /// As for [`set_size_in_bytes`](Self::set_size_in_bytes); of the class
    /// [`NoSpace`](crate::ErrorClass::NoSpace) if there is none.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 13.2.5 preallocating space for a file: `MPI_File_preallocate`.
    #[doc(alias = "MPI_File_preallocate")]
    pub fn preallocate_in_bytes(&mut self, bytes: u64) -> Result<()> {
        self.raw().preallocate(to_bytes(bytes)?)
    }

    /// Sees that what this process wrote is in the file, and that it reads what others wrote who have called this.
    /// Collective.
    ///
    /// # Errors
    ///
    /// What the library says, of what was not written yet as well.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 13.6.1 file consistency: `MPI_File_sync`.
    #[doc(alias = "MPI_File_sync")]
    pub fn sync(&mut self) -> Result<()> {
        self.raw().sync()
    }

    /// Whether what one process writes is seen by others at once, and whole. Collective, and the same everywhere.
    ///
    /// # Errors
    ///
    /// Of the class [`UnsupportedOperation`](crate::ErrorClass::UnsupportedOperation) if the library cannot have
    /// it so.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 13.6.1 file consistency: `MPI_File_set_atomicity`.
    #[doc(alias = "MPI_File_set_atomicity")]
    pub fn set_atomic(&mut self, atomic: bool) -> Result<()> {
        self.raw().set_atomic(atomic)
    }

    /// What [`set_atomic`](Self::set_atomic) has said.
    ///
    /// # Errors
    ///
    /// If the library cannot say.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 13.6.1 file consistency: `MPI_File_get_atomicity`.
    #[doc(alias = "MPI_File_get_atomicity")]
    pub fn is_atomic(&self) -> Result<bool> {
        self.raw().is_atomic()
    }

    /// How it was opened.
    ///
    /// # Errors
    ///
    /// If the library cannot say.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 13.2.7 querying file parameters: `MPI_File_get_amode`.
    #[doc(alias = "MPI_File_get_amode")]
    pub fn mode(&self) -> Result<Mode> {
        self.raw().mode().map(Mode::of)
    }

    /// The processes that have it open together.
    ///
    /// # Errors
    ///
    /// If the library has no more groups.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 13.2.7 querying file parameters: `MPI_File_get_group`.
    #[doc(alias = "MPI_File_get_group")]
    pub fn group(&self) -> Result<Group<'mpi>> {
        Ok(Group::new(self.raw().group()?, self.mpi))
    }

    /// Gives [hints](OpenOptions::info). Collective.
    ///
    /// # Errors
    ///
    /// [`FileError::Hint`], before others are met; [`FileError::HintsDiffer`]; if the library refuses them.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 13.2.8 file info: `MPI_File_set_info`.
    #[doc(alias = "MPI_File_set_info")]
    pub fn set_info(&mut self, info: &Info<'_>) -> Result<()> {
        let hints = Hints::of(Some(info), &self.mpi.session)?.agreed(&self.comm)?;
        self.raw().set_info(&hints)
    }

    /// The hints that the library knows and uses.
    ///
    /// # Errors
    ///
    /// If the library cannot say.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 13.2.8 file info: `MPI_File_get_info`.
    #[doc(alias = "MPI_File_get_info")]
    pub fn info(&self) -> Result<Info<'mpi>> {
        Ok(Info::from_hints(self.raw().info()?))
    }

    /// What an element takes in the file, in bytes.
    ///
    /// # Errors
    ///
    /// If the library cannot say.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 13.5.1 datatypes for file interoperability: `MPI_File_get_type_extent`.
    #[doc(alias = "MPI_File_get_type_extent")]
    pub fn element_in_bytes(&self) -> Result<u64> {
        let element = crate::layout::element::<T>()?.commit()?;
        self.raw().extent(&element).map(|bytes| bytes as u64)
    }

    /// Where in the file the element is that the view has at `offset`, in bytes.
    ///
    /// # Errors
    ///
    /// [`FileError::Place`] if no file reaches so far; [`FileError::View`] if the view has no elements.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 13.4.3 data access with individual file pointers: `MPI_File_get_byte_offset`.
    #[doc(alias = "MPI_File_get_byte_offset")]
    pub fn byte_offset(&self, offset: usize) -> Result<u64> {
        self.raw().byte_offset(self.span.offset(offset, 1)?).map(from_bytes)
    }
}

/// A path as the library is told of it.
fn c_path(path: &Path) -> Result<CString> {
    CString::new(path.as_os_str().as_bytes())
        .map_err(|_| Error::File(FileError::Path { path: path.to_owned() }))
}

impl<T> Drop for File<'_, T> {
    fn drop(&mut self) {
        if let Some(file) = self.file.take_if(|_| self.comm.size() == 1) {
            // An error would leave it, which is all that can be done.
            let _ = file.close(&self.mpi.session);
        }
    }
}

impl<T> fmt::Debug for File<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File").field("sequential", &self.sequential).finish_non_exhaustive()
    }
}
