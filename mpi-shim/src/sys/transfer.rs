//! Data between memory and files.

use std::cell::Cell;
use std::ffi::c_void;
use std::rc::Rc;

use mpi_sys::{MPI_File, MPI_Status};

use super::file::File;
use super::file_routines::{Direct, End, Memory, Place, READ, Routines, WRITE, Who};
use super::message::{blank, status};
use super::{Receiving, Request, Sending, check, count, datatype, faults};
use crate::error::{Error, Result};
use crate::file::FileError;
use crate::status::Status;

impl Sending<'_> {
    fn memory(&self) -> Memory<*const c_void> {
        Memory { at: self.at, count: self.count, datatype: self.datatype }
    }

    /// How many bytes of data it is.
    pub(crate) fn bytes(&self) -> Result<usize> {
        self.memory().bytes()
    }
}

impl Receiving<'_> {
    fn memory(&self) -> Memory<*mut c_void> {
        Memory { at: self.at, count: self.count, datatype: self.datatype }
    }

    /// How many bytes of data it is.
    pub(crate) fn bytes(&self) -> Result<usize> {
        self.memory().bytes()
    }
}

impl<P> Memory<P> {
    /// How many bytes of data it is.
    fn bytes(&self) -> Result<usize> {
        let count = count::from_c(self.count);
        datatype::size(self.datatype)?.checked_mul(count).ok_or(Error::TooLarge { count })
    }
}

impl<P: Copy> Routines<P> {
    /// # Safety
    ///
    /// The file is open, and the memory, of its datatype, borrowed, for this alone if it is written.
    unsafe fn now(&self, file: &File, place: Place, who: Who, memory: Memory<P>) -> Result<Status> {
        file.must_be_whole(who)?;
        let (mut raw, bytes) = (blank(), memory.bytes()?);
        // SAFETY: the caller's; there is a place for the answer.
        check(unsafe { place.call(self.blocking(who), file.raw(), memory, &raw mut raw) })?;
        moved(&raw, bytes)
    }

    /// # Safety
    ///
    /// As for [`start`](Self::start), or until the other half is done.
    unsafe fn meanwhile(
        &self,
        file: &File,
        what: Meanwhile,
        memory: Memory<P>,
        half: impl FnOnce(End<P>, P) -> Half,
    ) -> Result<Moving> {
        file.must_be_whole(what.who())?;
        match what {
            // SAFETY: the caller's.
            Meanwhile::One(place) => unsafe { self.start(file, place, memory) },
            // SAFETY: the caller's.
            Meanwhile::All(place) => unsafe { self.start_all(file, place, memory) },
            // SAFETY: the caller's.
            Meanwhile::Halves(place) => unsafe { self.begin(file, place, memory, half) },
        }
    }

    /// # Safety
    ///
    /// As for [`now`](Self::now), until it is complete, and the file is open and the datatype there until then,
    /// of which not every library keeps a copy.
    unsafe fn start(&self, file: &File, place: Place, memory: Memory<P>) -> Result<Moving> {
        if memory.bytes()? > faults::MOST_OF_FILE_UNDER_WAY {
            // SAFETY: the caller's.
            let done = unsafe { self.now(file, place, Who::One, memory)? };
            return Ok(Moving { request: Request::none(), split: None, done: Some(done) });
        }
        let request = Request::of_made(|request| {
            // SAFETY: the caller's; there is a place for the answer.
            unsafe { place.call(&self.start, file.raw(), memory, request) }
        })?;
        Ok(Moving { request, split: None, done: None })
    }

    /// # Safety
    ///
    /// As for [`start`](Self::start).
    unsafe fn start_all(
        &self,
        file: &File,
        place: Direct,
        mut memory: Memory<P>,
    ) -> Result<Moving> {
        let mut done = None;
        if memory.bytes()? > faults::MOST_OF_FILE_UNDER_WAY {
            // SAFETY: the caller's.
            done = Some(unsafe { self.now(file, Place::Direct(place), Who::One, memory)? });
            // Others wait for this process.
            memory.count = 0;
        }
        let request = Request::of_made(|request| {
            // SAFETY: the caller's; there is a place for the answer.
            unsafe { place.call(self.start_all, file.raw(), memory, request) }
        })?;
        Ok(Moving { request, split: None, done })
    }

    /// # Safety
    ///
    /// As for [`start`](Self::start), until the other half is done.
    unsafe fn begin(
        &self,
        file: &File,
        place: Place,
        memory: Memory<P>,
        half: impl FnOnce(End<P>, P) -> Half,
    ) -> Result<Moving> {
        let bytes = memory.bytes()?;
        // SAFETY: the caller's.
        check(unsafe { place.begin(&self.halves, file.raw(), memory) })?;
        file.split.set(true);
        let split = Split {
            file: file.raw(),
            half: half(place.end(&self.halves), memory.at),
            bytes,
            under_way: Rc::clone(&file.split),
        };
        Ok(Moving { request: Request::none(), split: Some(split), done: None })
    }
}

/// What goes on while its caller does something else: by whom, and where.
#[derive(Clone, Copy)]
pub(crate) enum Meanwhile {
    One(Place),
    All(Direct),
    /// In two halves, by all.
    Halves(Place),
}

impl Meanwhile {
    pub(crate) fn who(self) -> Who {
        match self {
            Self::One(_) => Who::One,
            Self::All(_) | Self::Halves(_) => Who::All,
        }
    }

    pub(crate) fn place(self) -> Place {
        match self {
            Self::One(place) | Self::Halves(place) => place,
            Self::All(place) => Place::Direct(place),
        }
    }
}

/// A status of so many bytes of a file.
fn moved(raw: &MPI_Status, asked: usize) -> Result<Status> {
    if faults::FILE_STATUS_IS_INT && asked > count::MOST {
        return Ok(Status { bytes: asked, ..Status::NONE });
    }
    status(raw)
}

impl File {
    pub(crate) fn read(&self, place: Place, who: Who, room: &mut Receiving<'_>) -> Result<Status> {
        // SAFETY: the memory, of this datatype, is borrowed for this alone.
        unsafe { READ.now(self, place, who, room.memory()) }
    }

    pub(crate) fn write(&self, place: Place, who: Who, data: &Sending<'_>) -> Result<Status> {
        // SAFETY: the memory, of this datatype, is borrowed.
        unsafe { WRITE.now(self, place, who, data.memory()) }
    }

    /// Reads, until which is done the room is borrowed.
    ///
    /// # Safety
    ///
    /// The memory stays borrowed for this alone until it is complete, or the other half is done; the file is open and the
    /// datatype there until then, of which not every library keeps a copy.
    pub(crate) unsafe fn read_meanwhile(
        &self,
        what: Meanwhile,
        room: &mut Receiving<'_>,
    ) -> Result<Moving> {
        // SAFETY: the caller's.
        unsafe { READ.meanwhile(self, what, room.memory(), Half::Read) }
    }

    /// Writes, until which is done the data is borrowed.
    ///
    /// # Safety
    ///
    /// As for [`read_meanwhile`](Self::read_meanwhile), but for the memory, which others may read.
    pub(crate) unsafe fn write_meanwhile(
        &self,
        what: Meanwhile,
        data: &Sending<'_>,
    ) -> Result<Moving> {
        // SAFETY: the caller's.
        unsafe { WRITE.meanwhile(self, what, data.memory(), Half::Write) }
    }

    /// Sees that no split collective call is under way where another collective one is to be.
    fn must_be_whole(&self, who: Who) -> Result<()> {
        match who {
            Who::All if self.split.get() => Err(Error::File(FileError::SplitUnderWay)),
            _ => Ok(()),
        }
    }
}

/// Data under way: a request or a split call, or what became of it where it is complete already.
pub(crate) struct Moving {
    pub(crate) request: Request,
    pub(crate) split: Option<Split>,
    pub(crate) done: Option<Status>,
}

/// A split collective call under way: what its other half is told.
///
/// Dropping it says nothing to the library: whoever began it has to see to its end.
pub(crate) struct Split {
    file: MPI_File,
    half: Half,
    bytes: usize,
    under_way: Rc<Cell<bool>>,
}

#[derive(Clone, Copy)]
enum Half {
    Read(End<*mut c_void>, *mut c_void),
    Write(End<*const c_void>, *const c_void),
}

impl Split {
    /// The other half, which an error is as well.
    pub(crate) fn end(self) -> Result<Status> {
        self.under_way.set(false);
        let mut raw = blank();
        let code = match self.half {
            // SAFETY: the file is open and the memory borrowed, as whoever began it has promised.
            Half::Read(end, at) => unsafe { end(self.file, at, &raw mut raw) },
            // SAFETY: as above.
            Half::Write(end, at) => unsafe { end(self.file, at, &raw mut raw) },
        };
        check(code)?;
        moved(&raw, self.bytes)
    }
}
