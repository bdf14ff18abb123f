//! Windows: memory that other processes reach, and the synchronisation of those who do.

use std::ffi::{c_int, c_void};
use std::marker::PhantomData;
use std::ptr::{self, NonNull};
use std::thread;
use std::time::{Duration, Instant};

use mpi_sys::{MPI_Aint, MPI_Info, MPI_Win};

use super::comm::object_name;
use super::constants::{
    MPI_BYTE, MPI_ERRORS_RETURN, MPI_INFO_NULL, MPI_INT64_T, MPI_LOCK_EXCLUSIVE, MPI_LOCK_SHARED,
    MPI_MAX, MPI_MODE_NOCHECK, MPI_MODE_NOPRECEDE, MPI_MODE_NOSUCCEED, MPI_STATUS_IGNORE,
    MPI_WIN_MODEL, MPI_WIN_NULL, MPI_WIN_UNIFIED,
};
use super::datatype::in_c;
use super::handler::Handled;
use super::request::Request;
use super::{Comm, Group, Info, check, failure, faults, op, string};
use crate::element::Element;
use crate::error::Result;

/// A window's handle. Giving it back is a matter of all its processes, so dropping this does not.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Win {
    raw: MPI_Win,
    own_thread: PhantomData<*const ()>,
}

/// Who may have a target's memory at the same time.
///
/// # Specification
///
/// MPI 3.1, 11.5.3 lock.
#[doc(alias = "MPI_LOCK_EXCLUSIVE")]
#[doc(alias = "MPI_LOCK_SHARED")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lock {
    /// Nobody else.
    Exclusive,
    /// All who lock it so.
    Shared,
}

/// What has to be complete.
#[derive(Clone, Copy)]
pub(crate) enum Flush {
    /// What goes to one process, or to all, there.
    Remote(Option<usize>),
    /// The same, as far as this process's own memory is concerned.
    Local(Option<usize>),
}

/// What a fence stands between.
#[derive(Clone, Copy)]
pub(crate) enum Fence {
    First,
    Between,
    Last,
}

/// A routine that allocates memory for a window.
type Allocate = unsafe extern "C" fn(
    MPI_Aint,
    c_int,
    MPI_Info,
    mpi_sys::MPI_Comm,
    *mut c_void,
    *mut MPI_Win,
) -> c_int;

type FlushOne = unsafe extern "C" fn(c_int, MPI_Win) -> c_int;
type FlushAll = unsafe extern "C" fn(MPI_Win) -> c_int;

impl Win {
    fn of_made(make: impl FnOnce(*mut MPI_Win) -> c_int) -> Result<Self> {
        let mut raw = MPI_WIN_NULL();
        check(make(&raw mut raw))?;
        // SAFETY: a window that nobody else has.
        check(unsafe { mpi_sys::MPI_Win_set_errhandler(raw, MPI_ERRORS_RETURN()) })?;
        Ok(Self { raw, own_thread: PhantomData })
    }

    /// Over memory that is there.
    ///
    /// # Safety
    ///
    /// Until the window is given back, the memory is there, and whoever refers to it knows that no process is
    /// in an epoch in which it could be reached.
    pub(crate) unsafe fn create<T: Element>(comm: &Comm, memory: NonNull<[T]>) -> Result<Self> {
        let (bytes, unit) = ((memory.len() * size_of::<T>()) as MPI_Aint, unit::<T>()?);
        Self::of_made(|win| {
            let (at, none) = (memory.as_ptr().cast(), MPI_INFO_NULL());
            // SAFETY: the handles are valid, the caller says that the memory is, and `win` is a place for one.
            unsafe { mpi_sys::MPI_Win_create(at, bytes, unit, none, comm.raw(), win) }
        })
    }

    /// With memory of its own for so many elements, which is not initialised; `shared` with all processes of the
    /// communicator.
    pub(crate) fn allocate<T: Element>(
        comm: &Comm,
        len: usize,
        shared: bool,
    ) -> Result<(Self, *mut T)> {
        let routine: Allocate =
            if shared { mpi_sys::MPI_Win_allocate_shared } else { mpi_sys::MPI_Win_allocate };
        let mut base = ptr::null_mut::<T>();
        let bytes = len * size_of::<T>();
        let bytes = if shared { bytes } else { bytes.next_multiple_of(faults::ALLOCATED_BY) };
        let (bytes, unit) = (bytes as MPI_Aint, unit::<T>()?);
        let win = Self::of_made(|win| {
            // SAFETY: the handles are valid, and there are places for the answers.
            unsafe {
                routine(bytes, unit, MPI_INFO_NULL(), comm.raw(), (&raw mut base).cast(), win)
            }
        })?;
        Ok((win, base))
    }

    /// Where a process's part of shared memory is in this one.
    pub(crate) fn shared(&self, rank: usize) -> Result<*mut u8> {
        let (mut bytes, mut unit, mut base) = (0, 0, ptr::null_mut::<u8>());
        // SAFETY: the handle is valid, and there are places for the answers; another window is an error.
        check(unsafe {
            mpi_sys::MPI_Win_shared_query(
                self.raw(),
                rank as c_int,
                &raw mut bytes,
                &raw mut unit,
                (&raw mut base).cast(),
            )
        })?;
        Ok(base)
    }

    pub(crate) fn set_name(&self, name: &str) -> Result<()> {
        let name = object_name(name);
        // SAFETY: the handle is valid, and the name ends with 0.
        check(unsafe { mpi_sys::MPI_Win_set_name(self.raw(), name.as_ptr()) })
    }

    pub(crate) fn name(&self) -> Result<String> {
        string(mpi_sys::MPI_MAX_OBJECT_NAME as usize, |text, length| {
            // SAFETY: `text` has the room that the standard asks for.
            unsafe { mpi_sys::MPI_Win_get_name(self.raw(), text, length) }
        })
        .map_err(failure)
    }

    /// The hints that the library knows and uses.
    pub(crate) fn info(&self) -> Result<Info> {
        Info::of_made(|info| {
            // SAFETY: the handle is valid, and `info` a place for one.
            unsafe { mpi_sys::MPI_Win_get_info(self.raw(), info) }
        })
    }

    pub(crate) fn group(&self) -> Result<Group> {
        Group::of_made(|group| {
            // SAFETY: the handle is valid, and `group` a place for one.
            unsafe { mpi_sys::MPI_Win_get_group(self.raw(), group) }
        })
    }

    /// Gives it back. Collective.
    ///
    /// # Safety
    ///
    /// No process is in an epoch of it, and none begins another one.
    pub(crate) unsafe fn free(&self) -> Result<()> {
        Handled::win(self).forget();
        let mut raw = self.raw();
        // SAFETY: the caller's.
        check(unsafe { mpi_sys::MPI_Win_free(&raw mut raw) })
    }

    /// For a call, which a closure of a reduction cannot make.
    #[inline]
    pub(crate) fn raw(&self) -> MPI_Win {
        op::not_called_back();
        self.raw
    }

    /// Whether a process's own loads and stores see the same memory as what others do.
    pub(crate) fn unified(&self) -> Result<bool> {
        let (mut model, mut there) = (ptr::null::<c_int>(), 0);
        // SAFETY: the attribute's value is a pointer to an int, for which there is a place.
        check(unsafe {
            mpi_sys::MPI_Win_get_attr(
                self.raw(),
                MPI_WIN_MODEL(),
                (&raw mut model).cast(),
                &raw mut there,
            )
        })?;
        if there == 0 || model.is_null() {
            return Ok(false);
        }
        // SAFETY: the library's own int, which stays for as long as the window does.
        Ok(unsafe { *model } == MPI_WIN_UNIFIED())
    }

    pub(crate) fn fence(&self, which: Fence) -> Result<()> {
        let assertion = match which {
            Fence::First => MPI_MODE_NOPRECEDE(),
            Fence::Between => 0,
            Fence::Last => MPI_MODE_NOSUCCEED(),
        };
        // SAFETY: the handle is valid, and the assertion says what is so.
        check(unsafe { mpi_sys::MPI_Win_fence(assertion, self.raw()) })
    }

    /// Lets a group reach this process's memory.
    pub(crate) fn post(&self, group: &Group) -> Result<()> {
        // SAFETY: the handles are valid.
        check(unsafe { mpi_sys::MPI_Win_post(group.raw(), let_otherwise(), self.raw()) })
    }

    /// Waits until those whom [`post`](Self::post) let have done so.
    pub(crate) fn wait(&self) -> Result<()> {
        // SAFETY: the handle is valid.
        check(unsafe { mpi_sys::MPI_Win_wait(self.raw()) })
    }

    pub(crate) fn test(&self) -> Result<bool> {
        let mut done = 0;
        // SAFETY: the handle is valid, and there is a place for the answer.
        check(unsafe { mpi_sys::MPI_Win_test(self.raw(), &raw mut done) })?;
        Ok(done != 0)
    }

    /// Begins to reach the memory of a group, all of whom have let this process.
    pub(crate) fn start(&self, group: &Group) -> Result<()> {
        // SAFETY: the handles are valid, and the assertion says what is so.
        check(unsafe { mpi_sys::MPI_Win_start(group.raw(), let_otherwise(), self.raw()) })
    }

    pub(crate) fn complete(&self) -> Result<()> {
        // SAFETY: the handle is valid.
        check(unsafe { mpi_sys::MPI_Win_complete(self.raw()) })
    }

    pub(crate) fn lock(&self, lock: Lock, rank: c_int) -> Result<()> {
        let lock = match lock {
            Lock::Exclusive => MPI_LOCK_EXCLUSIVE(),
            Lock::Shared => MPI_LOCK_SHARED(),
        };
        // SAFETY: the handle is valid.
        check(unsafe { mpi_sys::MPI_Win_lock(lock, rank, 0, self.raw()) })
    }

    pub(crate) fn unlock(&self, rank: c_int) -> Result<()> {
        // SAFETY: the handle is valid.
        check(unsafe { mpi_sys::MPI_Win_unlock(rank, self.raw()) })
    }

    pub(crate) fn lock_all(&self) -> Result<()> {
        // SAFETY: the handle is valid.
        check(unsafe { mpi_sys::MPI_Win_lock_all(0, self.raw()) })
    }

    pub(crate) fn unlock_all(&self) -> Result<()> {
        // SAFETY: the handle is valid.
        check(unsafe { mpi_sys::MPI_Win_unlock_all(self.raw()) })
    }

    /// Waits for completion. The ranks are the window's.
    #[inline]
    pub(crate) fn flush(&self, what: Flush) -> Result<()> {
        let one = |routine: FlushOne, rank| {
            // SAFETY: the handle is valid.
            unsafe { routine(rank as c_int, self.raw()) }
        };
        let all = |routine: FlushAll| {
            // SAFETY: as above.
            unsafe { routine(self.raw()) }
        };
        check(match what {
            Flush::Remote(Some(rank)) => one(mpi_sys::MPI_Win_flush, rank),
            Flush::Remote(None) => all(mpi_sys::MPI_Win_flush_all),
            Flush::Local(Some(rank)) => one(mpi_sys::MPI_Win_flush_local, rank),
            Flush::Local(None) => all(mpi_sys::MPI_Win_flush_local_all),
        })
    }

    pub(crate) fn sync(&self) -> Result<()> {
        // SAFETY: the handle is valid.
        check(unsafe { mpi_sys::MPI_Win_sync(self.raw()) })
    }
}

/// That the library need not see for itself who has let whom, if it would see wrong.
fn let_otherwise() -> c_int {
    if faults::LETTING_IS_COUNTED { MPI_MODE_NOCHECK() } else { 0 }
}

/// Says to a process that it can go on: a message without content.
pub(crate) fn beckon(comm: &Comm, rank: usize) -> Result<Request> {
    let to = comm.peer(rank)?;
    Request::of_made(|request| {
        // SAFETY: the handles are valid, nothing is read, and `request` is a place for one.
        unsafe { mpi_sys::MPI_Isend(ptr::null(), 0, MPI_BYTE(), to, 0, comm.raw(), request) }
    })
}

/// Waits until a process has said that this one can go on.
pub(crate) fn await_beckoning(comm: &Comm, rank: usize) -> Result<()> {
    let (from, ignored) = (comm.peer(rank)?, MPI_STATUS_IGNORE());
    // SAFETY: the handles are valid, and nothing is written.
    check(unsafe {
        mpi_sys::MPI_Recv(ptr::null_mut(), 0, MPI_BYTE(), from, 0, comm.raw(), ignored)
    })
}

/// What places in a window of `T` are counted by, in bytes.
fn unit<T: Element>() -> Result<c_int> {
    const { assert!(size_of::<T>() > 0, "MPI has no elements without size") };
    in_c(size_of::<T>())
}

/// Between two looks whether all have come.
const GLANCE: Duration = Duration::from_millis(1);

/// A meeting of all processes, to which this one has come: the largest of what each brings along, word by word.
pub(crate) struct Meeting<const N: usize> {
    request: Request,
    /// What this process brings along, and what comes of it. The library may have it for longer than a call lasts.
    words: *mut ([i64; N], [i64; N]),
}

impl<const N: usize> Meeting<N> {
    pub(crate) fn come(comm: &Comm, words: [i64; N]) -> Result<Self> {
        let n = in_c(N)?;
        let memory = Box::leak(Box::new((words, [0; N])));
        let (mine, largest) = (memory.0.as_ptr().cast(), memory.1.as_mut_ptr().cast());
        let request = Request::of_made(|request| {
            // SAFETY: the memory is leaked, and of as many words.
            unsafe {
                mpi_sys::MPI_Iallreduce(
                    mine,
                    largest,
                    n,
                    MPI_INT64_T(),
                    MPI_MAX(),
                    comm.raw(),
                    request,
                )
            }
        })?;
        Ok(Self { request, words: memory })
    }

    /// Waits until all have come.
    pub(crate) fn wait(mut self) -> Result<[i64; N]> {
        self.request.wait()?;
        Ok(self.over())
    }

    /// As [`wait`](Self::wait), for so long; `None` if they have not. Then this process can do nothing else on the
    /// communicator.
    pub(crate) fn wait_for(mut self, patience: Duration) -> Result<Option<[i64; N]>> {
        let come = within(patience, || Ok(self.request.test()?.is_some()))?;
        Ok(come.then(|| self.over()))
    }

    /// The library has said that all have come.
    fn over(self) -> [i64; N] {
        // SAFETY: it was a box, and the library is done with it.
        let words = unsafe { Box::from_raw(self.words) };
        words.1
    }
}

/// Meets all processes, and says the largest of what each brings along, word by word.
pub(crate) fn meet<const N: usize>(comm: &Comm, words: [i64; N]) -> Result<[i64; N]> {
    Meeting::come(comm, words)?.wait()
}

/// Looks for so long, and says whether it has come.
pub(crate) fn within(patience: Duration, mut come: impl FnMut() -> Result<bool>) -> Result<bool> {
    let deadline = Instant::now() + patience;
    while !come()? {
        if Instant::now() > deadline {
            return Ok(false);
        }
        thread::sleep(GLANCE);
    }
    Ok(true)
}
