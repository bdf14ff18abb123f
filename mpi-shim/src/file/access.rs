//! Reading and writing at a place of a file, by calls that return when it is done.

use std::fmt;

use super::elements::{Elements, ElementsMut};
use super::place::from_bytes;
use super::{File, FileError, Span};
use crate::element::Element;
use crate::error::{Error, Result};
use crate::status::{Read, Status};
use crate::sys::{self, Direct, Receiving, Sending, Whence, Who};

/// A place of a file, at which it is read and written: an [offset](At), the process's own [`Pointer`], or the
/// [`SharedPointer`].
///
/// The routines named are those of an offset; those of a pointer move it behind what they read or wrote.
///
/// | place | one process | all processes | meanwhile | in two halves |
/// |---|---|---|---|---|
/// | [`File::at`] | `MPI_File_read_at` | `MPI_File_read_at_all` | `MPI_File_iread_at`, `MPI_File_iread_at_all` | `MPI_File_read_at_all_begin` |
/// | [`File::pointer`] | `MPI_File_read` | `MPI_File_read_all` | `MPI_File_iread`, `MPI_File_iread_all` | `MPI_File_read_all_begin` |
/// | [`File::shared_pointer`] | `MPI_File_read_shared` | `MPI_File_read_ordered` | `MPI_File_iread_shared` | `MPI_File_read_ordered_begin` |
///
/// and the same for writing. Calls of all processes are collective: every process of the file makes them in the
/// same order, each with as many elements as it likes. At the shared pointer their elements follow each other
/// in the order of the ranks.
///
/// ```
/// use mpi_shim::File;
/// use mpi_shim::prelude::*;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let world = mpi.world();
///     let path = std::env::temp_dir().join("mpi_shim_access");
///     let mut options = File::options();
///     options.read(true).write(true).create(true).delete_on_close(true);
///     let file = options.open::<i32>(&world, &path)?;
///     // Each process as many as it has before it, one behind the other.
///     file.shared_pointer().write_all(&vec![world.rank() as i32; world.rank() + 1])?;
///     let mut all = vec![0; 100];
///     let n = file.at(0).read_all(&mut all)?;
///     assert_eq!(n, world.size() * (world.size() + 1) / 2);
///     assert_eq!(all[n - 1] as usize, world.size() - 1);
///     file.close()
/// });
/// ```
pub struct Access<'f, T, K> {
    pub(super) file: &'f File<'f, T>,
    pub(super) kind: K,
}

/// A place that is so many elements of the view from its start; see [`File::at`].
#[derive(Clone, Copy, Debug)]
pub struct At(usize);

/// The process's own pointer; see [`File::pointer`].
#[derive(Clone, Copy, Debug)]
pub struct Pointer;

/// The pointer that all processes of the file share; see [`File::shared_pointer`].
#[derive(Clone, Copy, Debug)]
pub struct SharedPointer;

/// Where a pointer goes, in elements of the view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Seek {
    /// So far from the start.
    Start(usize),
    /// So far from where it is.
    Current(isize),
    /// So far from the end.
    End(isize),
}

/// What the library is told of a place.
pub(super) mod seal {
    use crate::error::Result;
    use crate::file::place::Span;
    use crate::sys;

    pub trait Place: Copy {
        #[doc(hidden)]
        fn of(self, span: Span, elements: usize) -> Result<sys::Place>;
    }

    pub trait Direct: Place {
        #[doc(hidden)]
        fn direct(self, span: Span, elements: usize) -> Result<sys::Direct>;
    }

    pub trait Moving: Place {
        #[doc(hidden)]
        const SHARED: bool;
    }
}

impl seal::Direct for At {
    fn direct(self, span: Span, elements: usize) -> Result<Direct> {
        span.offset(self.0, elements).map(Direct::At)
    }
}

impl seal::Direct for Pointer {
    fn direct(self, span: Span, elements: usize) -> Result<Direct> {
        span.must_show(elements)?;
        Ok(Direct::Own)
    }
}

impl seal::Place for At {
    fn of(self, span: Span, elements: usize) -> Result<sys::Place> {
        seal::Direct::direct(self, span, elements).map(sys::Place::Direct)
    }
}

impl seal::Place for Pointer {
    fn of(self, span: Span, elements: usize) -> Result<sys::Place> {
        seal::Direct::direct(self, span, elements).map(sys::Place::Direct)
    }
}

impl seal::Place for SharedPointer {
    fn of(self, span: Span, elements: usize) -> Result<sys::Place> {
        span.must_show(elements)?;
        Ok(sys::Place::Shared)
    }
}

impl seal::Moving for Pointer {
    const SHARED: bool = false;
}

impl seal::Moving for SharedPointer {
    const SHARED: bool = true;
}

impl<T: Element> File<'_, T> {
    /// The place so many elements of the view from its start.
    #[must_use]
    pub fn at(&self, offset: usize) -> Access<'_, T, At> {
        Access { file: self, kind: At(offset) }
    }

    /// The place of this process's own pointer.
    #[must_use]
    pub fn pointer(&self) -> Access<'_, T, Pointer> {
        Access { file: self, kind: Pointer }
    }

    /// The place of the pointer that all processes share, who have the same view then.
    #[must_use]
    pub fn shared_pointer(&self) -> Access<'_, T, SharedPointer> {
        Access { file: self, kind: SharedPointer }
    }
}

impl<T: Element, K: seal::Place> Access<'_, T, K> {
    /// Reads, and says how many elements it has read: fewer than there is room for where the file ends, and then
    /// the rest of `room` stays as it is.
    ///
    /// # Errors
    ///
    /// Of the class [`Access`](crate::ErrorClass::Access) if the file was not opened to be read;
    /// [`UnsupportedOperation`](crate::ErrorClass::UnsupportedOperation) if it is sequential, and this no shared
    /// pointer; [`FileError::PartialElement`] if the file ends within an element; [`FileError::Place`] if no file reaches so
    /// far; [`FileError::View`] if the view has no elements, and `room` has.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 13.4 data access: `MPI_File_read_at`, `MPI_File_read`, `MPI_File_read_shared`.
    #[doc(alias = "MPI_File_read")]
    #[doc(alias = "MPI_File_read_at")]
    #[doc(alias = "MPI_File_read_shared")]
    pub fn read<B: ElementsMut<T> + ?Sized>(&self, room: &mut B) -> Result<usize> {
        self.read_by(Who::One, room)
    }

    /// As [`read`](Self::read), of all processes together. Collective.
    ///
    /// # Errors
    ///
    /// As there; [`FileError::SplitUnderWay`] if another collective call is in its first half.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 13.4 data access: `MPI_File_read_at_all`, `MPI_File_read_all`, `MPI_File_read_ordered`.
    #[doc(alias = "MPI_File_read_all")]
    #[doc(alias = "MPI_File_read_at_all")]
    #[doc(alias = "MPI_File_read_ordered")]
    pub fn read_all<B: ElementsMut<T> + ?Sized>(&self, room: &mut B) -> Result<usize> {
        self.read_by(Who::All, room)
    }

    /// Writes all of `data`.
    ///
    /// # Errors
    ///
    /// Of the class [`Access`](crate::ErrorClass::Access) or [`ReadOnly`](crate::ErrorClass::ReadOnly) if the
    /// file was not opened to be written; [`NoSpace`](crate::ErrorClass::NoSpace) and so on what the library says;
    /// [`FileError::PartlyWritten`] if it wrote less and says nothing; otherwise as for [`read`](Self::read).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 13.4 data access: `MPI_File_write_at`, `MPI_File_write`, `MPI_File_write_shared`.
    #[doc(alias = "MPI_File_write")]
    #[doc(alias = "MPI_File_write_at")]
    #[doc(alias = "MPI_File_write_shared")]
    pub fn write<B: Elements<T> + ?Sized>(&self, data: &B) -> Result<()> {
        self.write_by(Who::One, data)
    }

    /// As [`write`](Self::write), of all processes together. Collective.
    ///
    /// # Errors
    ///
    /// As there; [`FileError::SplitUnderWay`] if another collective call is in its first half.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 13.4 data access: `MPI_File_write_at_all`, `MPI_File_write_all`, `MPI_File_write_ordered`.
    #[doc(alias = "MPI_File_write_all")]
    #[doc(alias = "MPI_File_write_at_all")]
    #[doc(alias = "MPI_File_write_ordered")]
    pub fn write_all<B: Elements<T> + ?Sized>(&self, data: &B) -> Result<()> {
        self.write_by(Who::All, data)
    }

    fn read_by<B: ElementsMut<T> + ?Sized>(&self, who: Who, room: &mut B) -> Result<usize> {
        let mut memory = room.receiving(&self.file.mpi.session)?;
        let (place, read) = self.place_of_room(who, &mut memory)?;
        let status = self.file.raw().read(place, who, &mut memory)?;
        elements::<T>(status.of_file(read))
    }

    fn write_by<B: Elements<T> + ?Sized>(&self, who: Who, data: &B) -> Result<()> {
        let memory = data.sending(&self.file.mpi.session)?;
        let place = self.place_of_data(&memory)?;
        let status = self.file.raw().write(place, who, &memory)?;
        let (bytes, all) = (status.bytes(), memory.bytes()?);
        if bytes == all {
            Ok(())
        } else {
            Err(Error::File(FileError::PartlyWritten { bytes, all }))
        }
    }

    /// The place, and what is there of as much as `room` is for.
    fn place_of_room(&self, who: Who, room: &mut Receiving<'_>) -> Result<(sys::Place, Read)> {
        let place = self.kind.of(self.file.span, room.bytes()? / size_of::<T>())?;
        Ok((place, self.file.limit(place, who, room)?))
    }

    /// The place, for as many elements as `data` has.
    fn place_of_data(&self, data: &Sending<'_>) -> Result<sys::Place> {
        self.kind.of(self.file.span, data.bytes()? / size_of::<T>())
    }
}

impl<T: Element, K: seal::Moving> Access<'_, T, K> {
    /// Moves the pointer; the shared one collectively, and to the same place.
    ///
    /// # Errors
    ///
    /// [`FileError::Place`] if no file reaches so far; of the class [`Arg`](crate::ErrorClass::Arg), as that, if it is before
    /// the start; [`UnsupportedOperation`](crate::ErrorClass::UnsupportedOperation) if the file is sequential.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 13.4.3 data access with individual file pointers: `MPI_File_seek`; 13.4.4 with shared file
    /// pointers: `MPI_File_seek_shared`.
    #[doc(alias = "MPI_File_seek")]
    #[doc(alias = "MPI_File_seek_shared")]
    pub fn seek(&self, to: Seek) -> Result<()> {
        let span = self.file.span;
        let (offset, whence) = match to {
            Seek::Start(offset) => (span.offset(offset, 0)?, Whence::Start),
            // So that no steps, however many, lead too far.
            Seek::Current(distance) if !K::SHARED => {
                let at = self.position()?.checked_add_signed(distance);
                let place = Error::File(FileError::Place { place: distance as i128 });
                (span.offset(at.ok_or(place)?, 0)?, Whence::Start)
            }
            Seek::Current(distance) => (span.distance(distance)?, Whence::Current),
            Seek::End(distance) => (span.distance(distance)?, Whence::End),
        };
        self.file.raw().seek(K::SHARED, offset, whence)
    }

    /// Where the pointer is, in elements of the view from its start.
    ///
    /// # Errors
    ///
    /// Of the class [`UnsupportedOperation`](crate::ErrorClass::UnsupportedOperation) if the file is sequential.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 13.4.3 data access with individual file pointers: `MPI_File_get_position`; 13.4.4 with shared file
    /// pointers: `MPI_File_get_position_shared`.
    #[doc(alias = "MPI_File_get_position")]
    #[doc(alias = "MPI_File_get_position_shared")]
    pub fn position(&self) -> Result<usize> {
        self.file.raw().position(K::SHARED).map(|position| from_bytes(position) as usize)
    }
}

/// How many elements were read.
pub(super) fn elements<T: Element>(status: Status) -> Result<usize> {
    let bytes = status.bytes();
    let partial = Error::File(FileError::PartialElement { bytes, size: size_of::<T>() });
    status.count::<T>().map_err(|_| partial)
}

impl<T, K: fmt::Debug> fmt::Debug for Access<'_, T, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Access").field("place", &self.kind).finish_non_exhaustive()
    }
}
