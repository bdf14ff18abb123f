//! MPI from its start to its end, and what there is to ask of it.

use std::ffi::c_int;
use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::sync::OnceLock;

use super::constants::{
    MPI_COMM_SELF, MPI_COMM_WORLD, MPI_ERRORS_RETURN, MPI_TAG_UB, MPI_THREAD_FUNNELED,
    MPI_THREAD_MULTIPLE, MPI_THREAD_SERIALIZED, MPI_THREAD_SINGLE,
};
use super::file::Files;
use super::{Comm, check, faults, string};
use crate::error::{Error, Result};

/// What threads of a process may do beside each other.
///
/// ```
/// assert!(mpi_shim::ThreadLevel::Funneled < mpi_shim::ThreadLevel::Multiple);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ThreadLevel {
    /// There are no others.
    Single,
    /// Only the thread that started MPI calls it.
    Funneled,
    /// Any thread calls it, one at a time.
    Serialized,
    /// Any threads call it at the same time.
    Multiple,
}

impl ThreadLevel {
    /// The library's number. The standard says that they have this order, not which they are.
    fn number(self) -> c_int {
        match self {
            Self::Single => MPI_THREAD_SINGLE(),
            Self::Funneled => MPI_THREAD_FUNNELED(),
            Self::Serialized => MPI_THREAD_SERIALIZED(),
            Self::Multiple => MPI_THREAD_MULTIPLE(),
        }
    }

    /// What a number grants.
    fn of(number: c_int) -> Self {
        let levels = [Self::Multiple, Self::Serialized, Self::Funneled];
        levels.into_iter().find(|level| number >= level.number()).unwrap_or(Self::Single)
    }
}

/// Says that MPI runs, and that this thread may call it.
///
/// It stays on its thread, on every library; what goes to other threads holds the right of [`ThreadLevel`].
pub struct Session {
    level: ThreadLevel,
    tag_bound: c_int,
    /// Whether it is ours to finalize.
    owned: bool,
    files: Files,
    /// Of what the job is known to be without, so that nobody waits for it.
    lost: OnceLock<&'static str>,
    own_thread: PhantomData<*const ()>,
}

impl Session {
    /// Starts MPI.
    ///
    /// # Safety
    ///
    /// Nothing else in this process has started it before, or does at the same time.
    pub(crate) unsafe fn start(level: ThreadLevel) -> Result<Self> {
        faults::before_start();
        let mut granted = 0;
        // SAFETY: MPI takes null for arguments; the caller says that it was not started before.
        check(unsafe {
            mpi_sys::MPI_Init_thread(
                std::ptr::null_mut(),
                std::ptr::null_mut(),
                level.number(),
                &raw mut granted,
            )
        })?;
        Self::new(ThreadLevel::of(granted), true)
    }

    /// Takes part in an MPI that somebody else has started.
    ///
    /// # Safety
    ///
    /// It is not ended before this value is dropped.
    pub(crate) unsafe fn join() -> Result<Self> {
        let mut level = 0;
        // SAFETY: `level` is a place for the answer; the caller says that MPI runs.
        check(unsafe { mpi_sys::MPI_Query_thread(&raw mut level) })?;
        let mut main = 0;
        // SAFETY: as above.
        check(unsafe { mpi_sys::MPI_Is_thread_main(&raw mut main) })?;
        let level = ThreadLevel::of(level);
        if main == 0 && level < ThreadLevel::Multiple {
            return Err(Error::OtherThread);
        }
        Self::new(level, false)
    }

    fn new(level: ThreadLevel, owned: bool) -> Result<Self> {
        // Before anything can fail: by default an error ends the job.
        for comm in [MPI_COMM_WORLD(), MPI_COMM_SELF()] {
            // SAFETY: MPI runs, and these communicators are always there.
            check(unsafe { mpi_sys::MPI_Comm_set_errhandler(comm, MPI_ERRORS_RETURN()) })?;
        }
        let mut bound = MaybeUninit::<*const c_int>::zeroed();
        let mut there = 0;
        // SAFETY: the attribute's value is a pointer to an int, for which there is a place.
        check(unsafe {
            mpi_sys::MPI_Comm_get_attr(
                MPI_COMM_WORLD(),
                MPI_TAG_UB(),
                bound.as_mut_ptr().cast(),
                &raw mut there,
            )
        })?;
        // SAFETY: a pointer, null if nothing else.
        let bound = unsafe { bound.assume_init() };
        // The least that the standard allows.
        let mut tag_bound = 32_767;
        if there != 0 && !bound.is_null() {
            // SAFETY: the library's own int, which stays for as long as MPI runs.
            tag_bound = unsafe { *bound };
        }
        let (files, lost) = (Files::default(), OnceLock::new());
        Ok(Self { level, tag_bound, owned, files, lost, own_thread: PhantomData })
    }

    pub(super) fn files(&self) -> &Files {
        &self.files
    }

    pub(crate) fn level(&self) -> ThreadLevel {
        self.level
    }

    /// Whether it is ours to end.
    pub(crate) fn is_owned(&self) -> bool {
        self.owned
    }

    pub(crate) fn tag_bound(&self) -> c_int {
        self.tag_bound
    }

    pub(crate) fn world(&self) -> Comm {
        Comm::predefined(self, MPI_COMM_WORLD())
    }

    pub(crate) fn this_process(&self) -> Comm {
        Comm::predefined(self, MPI_COMM_SELF())
    }

    /// The name of what it runs on.
    pub(crate) fn processor_name(&self) -> Result<String> {
        string(mpi_sys::MPI_MAX_PROCESSOR_NAME as usize, |text, length| {
            // SAFETY: `text` has the room that the standard asks for.
            unsafe { mpi_sys::MPI_Get_processor_name(text, length) }
        })
        .map_err(super::failure)
    }

    /// Ends every process of the job.
    pub(crate) fn abort(&self, status: i32) -> ! {
        abort(status)
    }

    /// Says that the job is without something from now on, and cannot end as it should.
    #[cfg(feature = "objects")]
    pub(crate) fn lose(&self, what: &'static str) {
        self.lost.get_or_init(|| what);
    }

    /// An error if the job is without something for which it would wait at its end.
    pub(crate) fn is_whole(&self) -> Result<()> {
        self.lost.get().map_or(Ok(()), |&what| Err(Error::Lost { what }))
    }

    /// Closes the files that are open.
    pub(crate) fn close_files(&mut self) -> Result<()> {
        self.files.close_all()
    }

    /// Ends MPI, if it was started by [`start`](Self::start).
    pub(crate) fn end(&mut self) -> Result<()> {
        if !self.owned {
            return Ok(());
        }
        // SAFETY: it runs, and what uses it borrows from the session's owner, who gives it up.
        check(unsafe { mpi_sys::MPI_Finalize() })
    }
}

/// Ends every process of the job; for callbacks, which have no session. MPI runs.
pub(crate) fn abort(status: i32) -> ! {
    // SAFETY: MPI runs; any thread may call this.
    unsafe { mpi_sys::MPI_Abort(MPI_COMM_WORLD(), status) };
    std::process::abort()
}

#[cfg(feature = "objects")]
unsafe extern "C" {
    fn atexit(function: extern "C" fn()) -> c_int;
}

/// Has a function called when this process exits, as long as its libraries are there.
#[cfg(feature = "objects")]
pub(crate) fn at_exit(function: extern "C" fn()) {
    // SAFETY: it may be called at any time, with any function. If there is no room for one more, it is not called.
    unsafe { atexit(function) };
}

/// Whether MPI has been started, and whether it has been ended, by whomever.
pub(crate) fn history() -> (bool, bool) {
    let (mut started, mut ended) = (0, 0);
    // SAFETY: it may be called at any time, on any thread.
    unsafe { mpi_sys::MPI_Initialized(&raw mut started) };
    // SAFETY: as above.
    unsafe { mpi_sys::MPI_Finalized(&raw mut ended) };
    (started != 0, ended != 0)
}

/// The standard's version that the library keeps to.
pub(crate) fn version() -> (u32, u32) {
    let (mut major, mut minor) = (0, 0);
    // SAFETY: it may be called at any time, on any thread.
    unsafe { mpi_sys::MPI_Get_version(&raw mut major, &raw mut minor) };
    (major.cast_unsigned(), minor.cast_unsigned())
}

/// What the library calls itself.
pub(crate) fn library_version() -> String {
    string(mpi_sys::MPI_MAX_LIBRARY_VERSION_STRING as usize, |text, length| {
        // SAFETY: `text` has the room that the standard asks for; it may be called at any time.
        unsafe { mpi_sys::MPI_Get_library_version(text, length) }
    })
    .unwrap_or_default()
}

impl Session {
    /// Seconds since some time in the past.
    #[inline]
    pub(crate) fn seconds(&self) -> f64 {
        // SAFETY: MPI runs.
        unsafe { mpi_sys::RSMPI_Wtime() }
    }

    /// Tells a tool how much to write down.
    pub(crate) fn profile(&self, level: c_int) -> Result<()> {
        // SAFETY: MPI runs, and no level has more arguments unless a tool says so.
        check(unsafe { mpi_sys::MPI_Pcontrol(level) })
    }

    /// The resolution of [`seconds`](Self::seconds).
    pub(crate) fn resolution(&self) -> f64 {
        // SAFETY: MPI runs.
        unsafe { mpi_sys::RSMPI_Wtick() }
    }
}
