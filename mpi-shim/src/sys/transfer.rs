//! Data between memory and files.
//!
//! What the standard has sixty routines for is one call with four questions: which way, at which place of the file,
//! for one process or for all, and when it is complete. The tables say which routine the answers lead to.

use std::cell::Cell;
use std::ffi::{c_int, c_void};
use std::rc::Rc;

use mpi_sys::{MPI_Datatype, MPI_File, MPI_Offset, MPI_Request, MPI_Status};

use super::file::File;
use super::message::{blank, status};
use super::{Receiving, Request, Sending, check, count, datatype, faults};
use crate::error::{Error, Result};
use crate::status::Status;

/// A place that is known before others have done something.
#[derive(Clone, Copy)]
pub enum Direct {
    /// So many elements of the view from its start.
    At(MPI_Offset),
    /// At this process's own pointer.
    Own,
}

/// Where in a file.
#[derive(Clone, Copy)]
pub enum Place {
    Direct(Direct),
    /// At the pointer that all processes of the file share.
    Shared,
}

/// Who calls.
#[derive(Clone, Copy)]
pub(crate) enum Who {
    /// Any process.
    One,
    /// All, and of the shared pointer in the order of their ranks.
    All,
}

/// A routine that is told a place; `P` is a pointer to memory and `A` to what it answers.
type At<P, A> = unsafe extern "C" fn(MPI_File, MPI_Offset, P, c_int, MPI_Datatype, A) -> c_int;
/// A routine that knows its place.
type On<P, A> = unsafe extern "C" fn(MPI_File, P, c_int, MPI_Datatype, A) -> c_int;
/// The beginnings of two halves, which have no answer yet.
type BeginAt<P> = unsafe extern "C" fn(MPI_File, MPI_Offset, P, c_int, MPI_Datatype) -> c_int;
type BeginOn<P> = unsafe extern "C" fn(MPI_File, P, c_int, MPI_Datatype) -> c_int;
/// Their ends.
type End<P> = unsafe extern "C" fn(MPI_File, P, *mut MPI_Status) -> c_int;

/// Routines for each place.
struct Places<A, O> {
    at: A,
    own: O,
    shared: O,
}

/// Routines that begin and routines that end.
struct Halves<P: 'static> {
    begin: Places<BeginAt<P>, BeginOn<P>>,
    end: Places<End<P>, End<P>>,
}

/// Routines of one direction.
struct Routines<P: 'static> {
    one: Places<At<P, *mut MPI_Status>, On<P, *mut MPI_Status>>,
    all: Places<At<P, *mut MPI_Status>, On<P, *mut MPI_Status>>,
    start: Places<At<P, *mut MPI_Request>, On<P, *mut MPI_Request>>,
    start_all: (At<P, *mut MPI_Request>, On<P, *mut MPI_Request>),
    halves: Halves<P>,
}

static READ: Routines<*mut c_void> = Routines {
    one: Places {
        at: mpi_sys::MPI_File_read_at,
        own: mpi_sys::MPI_File_read,
        shared: mpi_sys::MPI_File_read_shared,
    },
    all: Places {
        at: mpi_sys::MPI_File_read_at_all,
        own: mpi_sys::MPI_File_read_all,
        shared: mpi_sys::MPI_File_read_ordered,
    },
    start: Places {
        at: mpi_sys::MPI_File_iread_at,
        own: mpi_sys::MPI_File_iread,
        shared: mpi_sys::MPI_File_iread_shared,
    },
    start_all: if faults::START_FILE_ALL {
        (mpi_sys::MPI_File_iread_at, mpi_sys::MPI_File_iread)
    } else {
        (mpi_sys::MPI_File_iread_at_all, mpi_sys::MPI_File_iread_all)
    },
    halves: Halves {
        begin: Places {
            at: mpi_sys::MPI_File_read_at_all_begin,
            own: mpi_sys::MPI_File_read_all_begin,
            shared: mpi_sys::MPI_File_read_ordered_begin,
        },
        end: Places {
            at: mpi_sys::MPI_File_read_at_all_end,
            own: mpi_sys::MPI_File_read_all_end,
            shared: mpi_sys::MPI_File_read_ordered_end,
        },
    },
};

static WRITE: Routines<*const c_void> = Routines {
    one: Places {
        at: mpi_sys::MPI_File_write_at,
        own: mpi_sys::MPI_File_write,
        shared: mpi_sys::MPI_File_write_shared,
    },
    all: Places {
        at: mpi_sys::MPI_File_write_at_all,
        own: mpi_sys::MPI_File_write_all,
        shared: mpi_sys::MPI_File_write_ordered,
    },
    start: Places {
        at: mpi_sys::MPI_File_iwrite_at,
        own: mpi_sys::MPI_File_iwrite,
        shared: mpi_sys::MPI_File_iwrite_shared,
    },
    start_all: if faults::START_FILE_ALL {
        (mpi_sys::MPI_File_iwrite_at, mpi_sys::MPI_File_iwrite)
    } else {
        (mpi_sys::MPI_File_iwrite_at_all, mpi_sys::MPI_File_iwrite_all)
    },
    halves: Halves {
        begin: Places {
            at: mpi_sys::MPI_File_write_at_all_begin,
            own: mpi_sys::MPI_File_write_all_begin,
            shared: mpi_sys::MPI_File_write_ordered_begin,
        },
        end: Places {
            at: mpi_sys::MPI_File_write_at_all_end,
            own: mpi_sys::MPI_File_write_all_end,
            shared: mpi_sys::MPI_File_write_ordered_end,
        },
    },
};

/// Memory as a routine is told of it.
#[derive(Clone, Copy)]
struct Memory<P> {
    at: P,
    count: c_int,
    datatype: MPI_Datatype,
}

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
    fn bytes(&self) -> Result<usize> {
        let count = count::from_c(self.count);
        datatype::size(self.datatype)?.checked_mul(count).ok_or(Error::TooLarge { count })
    }
}

impl Direct {
    /// # Safety
    ///
    /// The file is open, the memory of its datatype is borrowed for as long as the routine uses it, and `answer` is
    /// a place for what it answers.
    unsafe fn call<P, A>(
        self,
        (at, own): (At<P, A>, On<P, A>),
        file: MPI_File,
        memory: Memory<P>,
        answer: A,
    ) -> c_int {
        let Memory { at: place, count, datatype } = memory;
        match self {
            // SAFETY: the caller's.
            Self::At(offset) => unsafe { at(file, offset, place, count, datatype, answer) },
            // SAFETY: the caller's.
            Self::Own => unsafe { own(file, place, count, datatype, answer) },
        }
    }
}

impl Place {
    /// # Safety
    ///
    /// As for [`Direct::call`].
    unsafe fn call<P, A>(
        self,
        routines: &Places<At<P, A>, On<P, A>>,
        file: MPI_File,
        memory: Memory<P>,
        answer: A,
    ) -> c_int {
        match self {
            Self::Direct(direct) => {
                // SAFETY: the caller's.
                unsafe { direct.call((routines.at, routines.own), file, memory, answer) }
            }
            Self::Shared => {
                let Memory { at, count, datatype } = memory;
                // SAFETY: the caller's.
                unsafe { (routines.shared)(file, at, count, datatype, answer) }
            }
        }
    }

    /// # Safety
    ///
    /// As for [`Direct::call`]; the routine uses the memory until the other half is called.
    unsafe fn begin<P>(self, routines: &Halves<P>, file: MPI_File, memory: Memory<P>) -> c_int {
        let Memory { at, count, datatype } = memory;
        let begin = &routines.begin;
        match self {
            Self::Direct(Direct::At(offset)) => {
                // SAFETY: the caller's.
                unsafe { (begin.at)(file, offset, at, count, datatype) }
            }
            // SAFETY: the caller's.
            Self::Direct(Direct::Own) => unsafe { (begin.own)(file, at, count, datatype) },
            // SAFETY: the caller's.
            Self::Shared => unsafe { (begin.shared)(file, at, count, datatype) },
        }
    }

    fn end<P>(self, routines: &Halves<P>) -> End<P> {
        let end = &routines.end;
        match self {
            Self::Direct(Direct::At(_)) => end.at,
            Self::Direct(Direct::Own) => end.own,
            Self::Shared => end.shared,
        }
    }
}

impl<P> Routines<P> {
    fn blocking(&self, who: Who) -> &Places<At<P, *mut MPI_Status>, On<P, *mut MPI_Status>> {
        match who {
            Who::One => &self.one,
            Who::All => &self.all,
        }
    }
}

impl File {
    pub(crate) fn read(&self, place: Place, who: Who, room: &mut Receiving<'_>) -> Result<Status> {
        self.must_be_whole(who)?;
        let (mut raw, routines) = (blank(), READ.blocking(who));
        // SAFETY: the handle is valid, and the memory, of this datatype, borrowed for this alone.
        check(unsafe { place.call(routines, self.raw(), room.memory(), &raw mut raw) })?;
        status(&raw)
    }

    pub(crate) fn write(&self, place: Place, who: Who, data: &Sending<'_>) -> Result<Status> {
        self.must_be_whole(who)?;
        let (mut raw, routines) = (blank(), WRITE.blocking(who));
        // SAFETY: the handle is valid, and the memory, of this datatype, borrowed.
        check(unsafe { place.call(routines, self.raw(), data.memory(), &raw mut raw) })?;
        status(&raw)
    }

    /// Starts to read.
    ///
    /// # Safety
    ///
    /// The memory stays borrowed for this alone until it is complete; the file is open and the datatype there until then,
    /// of which not every library keeps a copy.
    pub(crate) unsafe fn start_read(
        &self,
        place: Place,
        room: &mut Receiving<'_>,
    ) -> Result<Moving> {
        Moving::of_made(|request| {
            // SAFETY: the handle is valid, and the caller says that the memory stays, which is of this datatype.
            unsafe { place.call(&READ.start, self.raw(), room.memory(), request) }
        })
    }

    /// Starts to write.
    ///
    /// # Safety
    ///
    /// As for [`start_read`](Self::start_read), but for the memory, which others may read.
    pub(crate) unsafe fn start_write(&self, place: Place, data: &Sending<'_>) -> Result<Moving> {
        Moving::of_made(|request| {
            // SAFETY: as above.
            unsafe { place.call(&WRITE.start, self.raw(), data.memory(), request) }
        })
    }

    /// Starts to read together with all processes.
    ///
    /// # Safety
    ///
    /// As for [`start_read`](Self::start_read).
    pub(crate) unsafe fn start_read_all(
        &self,
        place: Direct,
        room: &mut Receiving<'_>,
    ) -> Result<Moving> {
        self.must_be_whole(Who::All)?;
        Moving::of_made(|request| {
            // SAFETY: as above.
            unsafe { place.call(READ.start_all, self.raw(), room.memory(), request) }
        })
    }

    /// Starts to write together with all processes.
    ///
    /// # Safety
    ///
    /// As for [`start_write`](Self::start_write).
    pub(crate) unsafe fn start_write_all(
        &self,
        place: Direct,
        data: &Sending<'_>,
    ) -> Result<Moving> {
        self.must_be_whole(Who::All)?;
        Moving::of_made(|request| {
            // SAFETY: as above.
            unsafe { place.call(WRITE.start_all, self.raw(), data.memory(), request) }
        })
    }

    /// Begins to read together with all processes.
    ///
    /// # Safety
    ///
    /// As for [`start_read`](Self::start_read), until the other half is done.
    pub(crate) unsafe fn begin_read(
        &self,
        place: Place,
        room: &mut Receiving<'_>,
    ) -> Result<Moving> {
        self.must_be_whole(Who::All)?;
        let memory = room.memory();
        // SAFETY: the handle is valid, and the caller says that the memory stays, which is of this datatype.
        check(unsafe { place.begin(&READ.halves, self.raw(), memory) })?;
        Ok(self.split(Half::Read(place.end(&READ.halves), memory.at)))
    }

    /// Begins to write together with all processes.
    ///
    /// # Safety
    ///
    /// As for [`start_write`](Self::start_write), until the other half is done.
    pub(crate) unsafe fn begin_write(&self, place: Place, data: &Sending<'_>) -> Result<Moving> {
        self.must_be_whole(Who::All)?;
        let memory = data.memory();
        // SAFETY: as above.
        check(unsafe { place.begin(&WRITE.halves, self.raw(), memory) })?;
        Ok(self.split(Half::Write(place.end(&WRITE.halves), memory.at)))
    }

    fn split(&self, half: Half) -> Moving {
        self.split.set(true);
        Moving::Split(Split { file: self.raw(), half, under_way: Rc::clone(&self.split) })
    }

    /// Sees that no split collective call is under way where another collective one is to be.
    fn must_be_whole(&self, who: Who) -> Result<()> {
        match who {
            Who::All if self.split.get() => Err(Error::SplitUnderWay),
            _ => Ok(()),
        }
    }
}

/// Data under way.
pub(crate) enum Moving {
    Request(Request),
    Split(Split),
}

impl Moving {
    fn of_made(make: impl FnOnce(*mut MPI_Request) -> c_int) -> Result<Self> {
        Request::of_made(make).map(Self::Request)
    }
}

/// A split collective call under way: what its other half is told.
///
/// Dropping it says nothing to the library: whoever began it has to see to its end.
pub(crate) struct Split {
    file: MPI_File,
    half: Half,
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
        status(&raw)
    }
}
