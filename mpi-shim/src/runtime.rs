//! Start and end.

#![allow(unsafe_code, reason = "MPI can be started once only, which is seen to here")]

use std::fmt;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::{AcqRel, Release};
use std::{env, thread};

use crate::PANICKED;
use crate::attribute::Attributes;
use crate::communicator::Communicator;
use crate::error::{Error, Result};
use crate::sys::{self, Session, ThreadLevel};
use crate::window::Windows;

/// Runs a program as one process of its job: starts MPI, calls `program`, and ends MPI.
///
/// Every process calls it, as the first thing in `main`. An error that `program` returns on any process is
/// printed and ends the whole job with status 1; a panic ends it with status 101. Nobody is waited for then.
///
/// ```
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let world = mpi.world();
///     println!("rank {} of {}", world.rank(), world.size());
///     Ok(())
/// });
/// ```
///
/// # Specification
///
/// MPI 3.1, 8.7 startup: `MPI_Init_thread`, `MPI_Finalize`, `MPI_Abort`.
#[doc(alias = "MPI_Init")]
#[doc(alias = "MPI_Abort")]
pub fn run<E: fmt::Display>(program: impl FnOnce(&Mpi) -> Result<(), E>) {
    run_with(ThreadLevel::Funneled, program);
}

/// As [`run`], for programs whose threads send and receive: [`Mpi::threads`] lets them.
///
/// ```
/// mpi_shim::run_threaded(|mpi| -> mpi_shim::Result<()> {
///     assert_eq!(mpi.threads()?.scope(|_| Ok::<_, mpi_shim::Error>(1))?, 1);
///     Ok(())
/// });
/// ```
///
/// # Specification
///
/// MPI 3.1, 12.4.3 initialization: `MPI_Init_thread`, with `MPI_THREAD_MULTIPLE`.
#[doc(alias = "MPI_Init_thread")]
pub fn run_threaded<E: fmt::Display>(program: impl FnOnce(&Mpi) -> Result<(), E>) {
    run_with(ThreadLevel::Multiple, program);
}

fn run_with<E: fmt::Display>(level: ThreadLevel, program: impl FnOnce(&Mpi) -> Result<(), E>) {
    match Mpi::start(level, ThreadLevel::Funneled) {
        Ok(mpi) => {
            if let Err(error) = program(&mpi) {
                mpi.fail(&error);
            }
        }
        Err(error) => {
            eprintln!("error: {error}");
            std::process::exit(1);
        }
    }
}

/// MPI, while it lasts: what everything else of it is asked from and borrows.
///
/// It stays on the thread that started it, and so does what borrows it. Dropping it ends MPI, for which all
/// processes have to come; dropping it while a panic unwinds ends the job.
///
/// ```
/// let mpi = mpi_shim::Mpi::init()?;
/// assert!(mpi.world().rank() < mpi.world().size());
/// # Ok::<(), mpi_shim::Error>(())
/// ```
pub struct Mpi {
    pub(crate) session: Session,
    world_attributes: Attributes,
    own_attributes: Attributes,
    pub(crate) windows: Windows,
    #[cfg(mpi_standard = "4")]
    pub(crate) sets: crate::process_sets::ProcessSets,
    /// What ends MPI instead, where OpenSHMEM is made of it.
    #[cfg(feature = "shmem")]
    pub(crate) shmem: crate::shmem::Partner,
}

/// Whether there is, or was, an [`Mpi`] in this process that started it.
static STARTED: AtomicBool = AtomicBool::new(false);

/// By what launchers say how many processes they start.
const PROMISES: [&str; 2] = ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE"];

impl Mpi {
    /// Starts MPI, for this thread. For libraries; programs use [`run`].
    ///
    /// MPI can be started once in a process, and not again when it has been ended.
    ///
    /// ```
    /// let mpi = mpi_shim::Mpi::init()?;
    /// assert_eq!(mpi_shim::Mpi::init().err(), Some(mpi_shim::Error::AlreadyStarted));
    /// # Ok::<(), mpi_shim::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::AlreadyStarted`] if it was started before, by whomever; [`Error::ThreadLevel`] if the library
    /// cannot have other threads beside this one, which Rust programs may always have; [`Error::Launcher`] if the
    /// processes were started by another library's launcher, so that each is alone.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 12.4.3 initialization: `MPI_Init_thread`, with `MPI_THREAD_FUNNELED`.
    #[doc(alias = "MPI_Init_thread")]
    pub fn init() -> Result<Self> {
        Self::init_thread(ThreadLevel::Funneled)
    }

    /// As [`init`](Self::init), for threads: with [`ThreadLevel::Multiple`], [`threads`](Self::threads) lets them
    /// send and receive.
    ///
    /// # Errors
    ///
    /// As for [`init`](Self::init).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 12.4.3 initialization: `MPI_Init_thread`.
    pub fn init_thread(level: ThreadLevel) -> Result<Self> {
        Self::start(level, level.max(ThreadLevel::Funneled))
    }

    /// With a level if the library has it, and with the least one in any case.
    fn start(level: ThreadLevel, least: ThreadLevel) -> Result<Self> {
        if STARTED.swap(true, AcqRel) {
            return Err(Error::AlreadyStarted);
        }
        if sys::history().0 {
            return Err(Error::AlreadyStarted);
        }
        #[cfg(feature = "shmem")]
        shmem_sys::beside_mpi::before_mpi();
        // SAFETY: it has not been started, and nobody else comes here again.
        let session = unsafe { Session::start(level.max(least)) };
        let mpi = Self::of(session.inspect_err(|_| STARTED.store(sys::history().0, Release))?);
        let granted = mpi.thread_level();
        if granted < least {
            return Err(Error::ThreadLevel { needed: least, granted });
        }
        mpi.alone_as_promised()?;
        Ok(mpi)
    }

    /// Takes part in an MPI that somebody else of this process has started, such as C code, or an OpenSHMEM library
    /// that is made of MPI. Dropping it leaves MPI running.
    ///
    /// ```
    /// let mpi = mpi_shim::Mpi::init()?;
    /// // SAFETY: `mpi` is there for longer.
    /// let guest = unsafe { mpi_shim::Mpi::attach()? };
    /// assert_eq!(guest.world().size(), mpi.world().size());
    /// # Ok::<(), mpi_shim::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::NotRunning`] if nobody has started it, or it has ended; [`Error::OtherThread`] if it was started for
    /// another thread only.
    ///
    /// # Safety
    ///
    /// MPI is not ended before this is dropped. If it was started for one thread at a time, nobody else calls it
    /// at the same time as this thread.
    ///
    /// It was started as [`init`](Self::init) starts it: Open MPI, where processes reach each other's memory, writes a
    /// message that is longer than its room over what is behind that, unless its transports only send
    /// (`OMPI_MCA_btl_vader_single_copy_mechanism=none` and its like, which `init` sets and which come too late now).
    /// Otherwise, no message and no part of a collective call is longer than the room for it.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 8.7 startup: `MPI_Initialized`, `MPI_Finalized`; 12.4.3: `MPI_Query_thread`, `MPI_Is_thread_main`.
    #[doc(alias = "MPI_Initialized")]
    #[doc(alias = "MPI_Finalized")]
    pub unsafe fn attach() -> Result<Self> {
        if sys::history() != (true, false) {
            return Err(Error::NotRunning);
        }
        // SAFETY: it runs, and the caller says that it does for long enough.
        Ok(Self::of(unsafe { Session::join()? }))
    }

    pub(crate) fn of(session: Session) -> Self {
        Self {
            session,
            world_attributes: Attributes::default(),
            own_attributes: Attributes::default(),
            windows: Windows::default(),
            #[cfg(mpi_standard = "4")]
            sets: Default::default(),
            #[cfg(feature = "shmem")]
            shmem: crate::shmem::Partner::default(),
        }
    }

    /// An error if a launcher started several processes, and each is alone nevertheless.
    fn alone_as_promised(&self) -> Result<()> {
        if self.world().size() > 1 {
            return Ok(());
        }
        for by in PROMISES {
            let promised = env::var(by).ok().and_then(|value| value.parse().ok()).unwrap_or(1);
            if promised > 1 {
                let library = sys::library_version();
                let library = library.lines().next().unwrap_or_default().trim().to_owned();
                return Err(Error::Launcher { by, promised, library });
            }
        }
        Ok(())
    }

    /// All processes that were started together.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.2.4 predefined intra-communicators: `MPI_COMM_WORLD`.
    #[doc(alias = "MPI_COMM_WORLD")]
    #[must_use]
    pub fn world(&self) -> Communicator<'_> {
        let attributes = self.world_attributes.clone();
        Communicator::with_attributes(self.session.world(), self, attributes)
    }

    /// This process alone.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.2.4 predefined intra-communicators: `MPI_COMM_SELF`.
    #[doc(alias = "MPI_COMM_SELF")]
    #[must_use]
    pub fn this_process(&self) -> Communicator<'_> {
        let attributes = self.own_attributes.clone();
        Communicator::with_attributes(self.session.this_process(), self, attributes)
    }

    /// What threads of this process may do beside each other, as it was granted.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 12.4.3 initialization: `MPI_Query_thread`.
    #[doc(alias = "MPI_Query_thread")]
    #[must_use]
    pub fn thread_level(&self) -> ThreadLevel {
        self.session.level()
    }

    /// The largest tag that there is.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 8.1.2 environmental inquiries: `MPI_TAG_UB`.
    #[doc(alias = "MPI_TAG_UB")]
    #[must_use]
    pub fn max_tag(&self) -> i32 {
        self.session.tag_bound()
    }

    /// The name of what this process runs on.
    ///
    /// ```
    /// # let mpi = mpi_shim::Mpi::init()?;
    /// assert!(!mpi.processor_name()?.is_empty());
    /// # Ok::<(), mpi_shim::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the library does not know.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 8.1.2 environmental inquiries: `MPI_Get_processor_name`.
    #[doc(alias = "MPI_Get_processor_name")]
    pub fn processor_name(&self) -> Result<String> {
        self.session.processor_name()
    }

    /// Seconds since some time in the past, which is each process's own.
    ///
    /// ```
    /// # let mpi = mpi_shim::Mpi::init()?;
    /// let start = mpi.wtime();
    /// assert!(mpi.wtime() >= start && mpi.wtick() > 0.0);
    /// # Ok::<(), mpi_shim::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// MPI 3.1, 8.6 timers: `MPI_Wtime`.
    #[doc(alias = "MPI_Wtime")]
    #[must_use]
    pub fn wtime(&self) -> f64 {
        self.session.seconds()
    }

    /// The time between two ticks of [`wtime`](Self::wtime), in seconds.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 8.6 timers: `MPI_Wtick`.
    #[doc(alias = "MPI_Wtick")]
    #[must_use]
    pub fn wtick(&self) -> f64 {
        self.session.resolution()
    }

    /// Tells a tool that watches the program how much to write down: 0 is nothing, 1 what it usually does, 2 that it writes
    /// out what it has; others are the tool's own. Without a tool, nothing happens.
    ///
    /// ```
    /// # let mpi = mpi_shim::Mpi::init()?;
    /// mpi.profile(0)?;
    /// // What is not to be watched.
    /// mpi.profile(1)?;
    /// # Ok::<(), mpi_shim::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the tool has some.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 14.2.4 miscellaneous control of profiling: `MPI_Pcontrol`.
    #[doc(alias = "MPI_Pcontrol")]
    pub fn profile(&self, level: i32) -> Result<()> {
        self.session.profile(level)
    }

    /// Ends every process of the job, this one with `status`.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 8.7 startup: `MPI_Abort`, on `MPI_COMM_WORLD`.
    #[doc(alias = "MPI_Abort")]
    pub fn abort(&self, status: i32) -> ! {
        self.session.abort(status)
    }

    fn fail(&self, error: &dyn fmt::Display) -> ! {
        eprintln!("error on rank {}: {error}", self.world().rank());
        self.abort(1)
    }
}

impl Drop for Mpi {
    fn drop(&mut self) {
        if thread::panicking() {
            self.abort(PANICKED);
        }
        if let Err(error) = self.session.is_whole() {
            eprintln!("error: MPI cannot end as it should: {error}");
            self.abort(1);
        }
        self.own_attributes.clear();
        self.world_attributes.clear();
        let mut ended = self.windows.end().and(self.session.close_files());
        #[cfg(feature = "shmem")]
        let ended_by_another = self.shmem.ends_mpi();
        #[cfg(not(feature = "shmem"))]
        let ended_by_another = false;
        #[cfg(mpi_standard = "4")]
        self.sets.end();
        if self.session.is_owned() {
            sys::forget_handlers(&mut self.session);
        }
        if !ended_by_another {
            ended = ended.and_then(|()| self.session.end());
        }
        if let Err(error) = ended {
            eprintln!("error: MPI does not end: {error}");
            self.abort(1);
        }
    }
}

impl fmt::Debug for Mpi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mpi").field("thread_level", &self.thread_level()).finish()
    }
}
