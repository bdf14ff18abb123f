//! Files: opening and closing them, and all that moves no data.

use std::cell::{Cell, RefCell};
use std::ffi::{CStr, c_int};
use std::marker::PhantomData;
use std::rc::Rc;

use mpi_sys::{MPI_Aint, MPI_File, MPI_Offset};

use super::constants::{MPI_BYTE, MPI_ERRORS_RETURN, MPI_FILE_NULL};
use super::handler::Handled;
use super::{Comm, Datatype, Group, Info, Session, check, datatype, failure, op, string};
use crate::error::{Error, Result};

/// An open file's handle.
///
/// Dropping it says nothing to the library, because closing is collective: see [`Files`].
pub(crate) struct File {
    raw: MPI_File,
    /// Whether a split collective call is under way.
    pub(super) split: Rc<Cell<bool>>,
    own_thread: PhantomData<*const ()>,
}

/// The files of a session that are open, in the order in which they were opened.
///
/// Those that nobody closes are closed when MPI ends, for which all processes come, and in this order, which is the
/// same on all processes of a file.
#[derive(Default)]
pub(super) struct Files(RefCell<Vec<MPI_File>>);

/// Whence a place is counted.
#[derive(Clone, Copy)]
pub(crate) enum Whence {
    Start,
    Current,
    End,
}

/// A view as the library has it.
pub(crate) struct Viewed {
    pub(crate) displacement: MPI_Offset,
    /// Bytes of data in one repetition of it.
    pub(crate) size: usize,
    /// Bytes from one repetition to the next.
    pub(crate) extent: usize,
    pub(crate) representation: String,
}

impl Files {
    /// Closes what is open.
    pub(super) fn close_all(&self) -> Result<()> {
        let open = self.0.take();
        open.into_iter().map(close).fold(Ok(()), Result::and)
    }

    fn forget(&self, file: MPI_File) {
        self.0.borrow_mut().retain(|&open| open != file);
    }
}

fn close(mut file: MPI_File) -> Result<()> {
    // SAFETY: the handle is valid, and nobody has it any more.
    check(unsafe { mpi_sys::MPI_File_close(&raw mut file) })
}

impl File {
    pub(crate) fn open(
        session: &Session,
        comm: &Comm,
        path: &CStr,
        mode: c_int,
        info: &Info,
    ) -> Result<Self> {
        let mut raw = MPI_FILE_NULL();
        // SAFETY: what stands for no file decides what becomes of errors of opening.
        check(unsafe { mpi_sys::MPI_File_set_errhandler(raw, MPI_ERRORS_RETURN()) })?;
        // SAFETY: the handles are valid, the path ends with 0, and `raw` is a place for a handle.
        check(unsafe {
            mpi_sys::MPI_File_open(comm.raw(), path.as_ptr(), mode, info.raw(), &raw mut raw)
        })?;
        session.files().0.borrow_mut().push(raw);
        // SAFETY: the handle is valid.
        check(unsafe { mpi_sys::MPI_File_set_errhandler(raw, MPI_ERRORS_RETURN()) })?;
        Ok(Self { raw, split: Rc::default(), own_thread: PhantomData })
    }

    /// Collective.
    pub(crate) fn close(self, session: &Session) -> Result<()> {
        Handled::file(&self).forget();
        session.files().forget(self.raw());
        close(self.raw())
    }

    /// For a call, which a closure of a reduction cannot make.
    #[inline]
    pub(crate) fn raw(&self) -> MPI_File {
        op::not_called_back();
        self.raw
    }

    pub(crate) fn delete(_: &Session, path: &CStr, info: &Info) -> Result<()> {
        // SAFETY: MPI runs, the path ends with 0, and the handle is valid.
        check(unsafe { mpi_sys::MPI_File_delete(path.as_ptr(), info.raw()) })
    }

    pub(crate) fn size(&self) -> Result<MPI_Offset> {
        self.ask(mpi_sys::MPI_File_get_size)
    }

    pub(crate) fn set_size(&self, bytes: MPI_Offset) -> Result<()> {
        // SAFETY: the handle is valid.
        check(unsafe { mpi_sys::MPI_File_set_size(self.raw(), bytes) })
    }

    pub(crate) fn preallocate(&self, bytes: MPI_Offset) -> Result<()> {
        // SAFETY: the handle is valid.
        check(unsafe { mpi_sys::MPI_File_preallocate(self.raw(), bytes) })
    }

    pub(crate) fn sync(&self) -> Result<()> {
        // SAFETY: the handle is valid.
        check(unsafe { mpi_sys::MPI_File_sync(self.raw()) })
    }

    pub(crate) fn mode(&self) -> Result<c_int> {
        let mut mode = 0;
        // SAFETY: the handle is valid, and `mode` a place for the answer.
        check(unsafe { mpi_sys::MPI_File_get_amode(self.raw(), &raw mut mode) })?;
        Ok(mode)
    }

    pub(crate) fn is_atomic(&self) -> Result<bool> {
        let mut flag = 0;
        // SAFETY: the handle is valid, and `flag` a place for the answer.
        check(unsafe { mpi_sys::MPI_File_get_atomicity(self.raw(), &raw mut flag) })?;
        Ok(flag != 0)
    }

    pub(crate) fn set_atomic(&self, atomic: bool) -> Result<()> {
        // SAFETY: the handle is valid.
        check(unsafe { mpi_sys::MPI_File_set_atomicity(self.raw(), c_int::from(atomic)) })
    }

    pub(crate) fn group(&self) -> Result<Group> {
        Group::of_made(|group| {
            // SAFETY: the handle is valid, and `group` a place for one.
            unsafe { mpi_sys::MPI_File_get_group(self.raw(), group) }
        })
    }

    pub(crate) fn info(&self) -> Result<Info> {
        Info::of_made(|info| {
            // SAFETY: the handle is valid, and `info` a place for one.
            unsafe { mpi_sys::MPI_File_get_info(self.raw(), info) }
        })
    }

    pub(crate) fn set_info(&self, info: &Info) -> Result<()> {
        // SAFETY: the handles are valid.
        check(unsafe { mpi_sys::MPI_File_set_info(self.raw(), info.raw()) })
    }

    /// What one of a datatype takes in the file, in bytes.
    pub(crate) fn extent(&self, of: &Datatype) -> Result<usize> {
        let mut extent: MPI_Aint = 0;
        // SAFETY: the handles are valid, and `extent` is a place for the answer.
        check(unsafe { mpi_sys::MPI_File_get_type_extent(self.raw(), of.raw(), &raw mut extent) })?;
        usize::try_from(extent).map_err(|_| Error::Lost { what: "extent of an element" })
    }

    pub(crate) fn byte_offset(&self, offset: MPI_Offset) -> Result<MPI_Offset> {
        let mut bytes = 0;
        // SAFETY: the handle is valid, and `bytes` a place for the answer.
        check(unsafe { mpi_sys::MPI_File_get_byte_offset(self.raw(), offset, &raw mut bytes) })?;
        Ok(bytes)
    }

    pub(crate) fn seek(&self, shared: bool, offset: MPI_Offset, whence: Whence) -> Result<()> {
        let call = if shared { mpi_sys::MPI_File_seek_shared } else { mpi_sys::MPI_File_seek };
        let whence = match whence {
            Whence::Start => mpi_sys::MPI_SEEK_SET,
            Whence::Current => mpi_sys::MPI_SEEK_CUR,
            Whence::End => mpi_sys::MPI_SEEK_END,
        };
        // SAFETY: the handle is valid.
        check(unsafe { call(self.raw(), offset, whence as c_int) })
    }

    pub(crate) fn position(&self, shared: bool) -> Result<MPI_Offset> {
        self.ask(if shared {
            mpi_sys::MPI_File_get_position_shared
        } else {
            mpi_sys::MPI_File_get_position
        })
    }

    /// The datatypes are committed, and made of elements; that of the view reaches forward only.
    pub(crate) fn set_view(
        &self,
        displacement: Option<MPI_Offset>,
        element: &Datatype,
        view: &Datatype,
        representation: &CStr,
        info: &Info,
    ) -> Result<()> {
        let displacement =
            displacement.unwrap_or(MPI_Offset::from(mpi_sys::MPI_DISPLACEMENT_CURRENT));
        // SAFETY: the handles are valid, and the text ends with 0.
        check(unsafe {
            mpi_sys::MPI_File_set_view(
                self.raw(),
                displacement,
                element.raw(),
                view.raw(),
                representation.as_ptr(),
                info.raw(),
            )
        })
    }

    pub(crate) fn view(&self) -> Result<Viewed> {
        let (mut displacement, mut element, mut view) = (0, MPI_BYTE(), MPI_BYTE());
        let representation = string(mpi_sys::MPI_MAX_DATAREP_STRING as usize, |text, _| {
            // SAFETY: the handle is valid, there are places for the answers, and `text` has the room that the
            // standard asks for.
            unsafe {
                mpi_sys::MPI_File_get_view(
                    self.raw(),
                    &raw mut displacement,
                    &raw mut element,
                    &raw mut view,
                    text,
                )
            }
        })
        .map_err(failure)?;
        let (size, extent) = (datatype::size(view)?, datatype::extent(view)?);
        for answer in [element, view] {
            // SAFETY: the library has just made it, or it is one of its own.
            drop(unsafe { Datatype::returned(answer)? });
        }
        Ok(Viewed { displacement, size, extent, representation })
    }

    fn ask(
        &self,
        routine: unsafe extern "C" fn(MPI_File, *mut MPI_Offset) -> c_int,
    ) -> Result<MPI_Offset> {
        let mut answer = 0;
        // SAFETY: the handle is valid, and `answer` a place for what it asks for.
        check(unsafe { routine(self.raw(), &raw mut answer) })?;
        Ok(answer)
    }
}
