//! The routines that move data between memory and files.
//!
//! What the standard has sixty routines for is one call with four questions: which way, at which place of the file,
//! for one process or for all, and when it is complete. The tables say which routine the answers lead to.

use std::ffi::{c_int, c_void};

use mpi_sys::{MPI_Datatype, MPI_File, MPI_Offset, MPI_Request, MPI_Status};

use super::faults;

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
pub(super) type At<P, A> =
    unsafe extern "C" fn(MPI_File, MPI_Offset, P, c_int, MPI_Datatype, A) -> c_int;
/// A routine that knows its place.
pub(super) type On<P, A> = unsafe extern "C" fn(MPI_File, P, c_int, MPI_Datatype, A) -> c_int;
/// The beginnings of two halves, which have no answer yet.
pub(super) type BeginAt<P> =
    unsafe extern "C" fn(MPI_File, MPI_Offset, P, c_int, MPI_Datatype) -> c_int;
pub(super) type BeginOn<P> = unsafe extern "C" fn(MPI_File, P, c_int, MPI_Datatype) -> c_int;
/// Their ends.
pub(super) type End<P> = unsafe extern "C" fn(MPI_File, P, *mut MPI_Status) -> c_int;

/// Routines for each place.
pub(super) struct Places<A, O> {
    at: A,
    own: O,
    shared: O,
}

/// Routines that begin and routines that end.
pub(super) struct Halves<P: 'static> {
    begin: Places<BeginAt<P>, BeginOn<P>>,
    end: Places<End<P>, End<P>>,
}

/// Routines of one direction.
pub(super) struct Routines<P: 'static> {
    one: Places<At<P, *mut MPI_Status>, On<P, *mut MPI_Status>>,
    all: Places<At<P, *mut MPI_Status>, On<P, *mut MPI_Status>>,
    pub(super) start: Places<At<P, *mut MPI_Request>, On<P, *mut MPI_Request>>,
    pub(super) start_all: (At<P, *mut MPI_Request>, On<P, *mut MPI_Request>),
    pub(super) halves: Halves<P>,
}

pub(super) static READ: Routines<*mut c_void> = Routines {
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

pub(super) static WRITE: Routines<*const c_void> = Routines {
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
pub(super) struct Memory<P> {
    pub(super) at: P,
    pub(super) count: c_int,
    pub(super) datatype: MPI_Datatype,
}

impl Direct {
    /// # Safety
    ///
    /// The file is open, the memory of its datatype is borrowed for as long as the routine uses it, and `answer` is
    /// a place for what it answers.
    pub(super) unsafe fn call<P, A>(
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
    pub(super) unsafe fn call<P, A>(
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
    pub(super) unsafe fn begin<P>(
        self,
        routines: &Halves<P>,
        file: MPI_File,
        memory: Memory<P>,
    ) -> c_int {
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

    pub(super) fn end<P>(self, routines: &Halves<P>) -> End<P> {
        let end = &routines.end;
        match self {
            Self::Direct(Direct::At(_)) => end.at,
            Self::Direct(Direct::Own) => end.own,
            Self::Shared => end.shared,
        }
    }
}

impl<P> Routines<P> {
    pub(super) fn blocking(
        &self,
        who: Who,
    ) -> &Places<At<P, *mut MPI_Status>, On<P, *mut MPI_Status>> {
        match who {
            Who::One => &self.one,
            Who::All => &self.all,
        }
    }
}
