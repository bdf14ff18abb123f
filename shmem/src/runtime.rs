//! Start and end.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::{Acquire, Release};

use crate::error::{Error, Result};
use crate::pe::Pe;
use crate::registry::Registry;
use crate::sys::{Members, Session, ThreadLevel};
use crate::team::State;
use crate::workspace::Workspace;

/// What a panic that ends the job ends it with: the status of a Rust program that panics.
pub(crate) const PANICKED: i32 = 101;

/// Runs a program as one PE of its job: starts the runtime, calls `program`, and ends the runtime.
///
/// Every PE calls it, as the first thing in `main`. An error that `program` returns on any PE ends the
/// whole job with status 1: it is printed once, by the first PE that has one, and the other PEs are
/// stopped wherever they are. A panic on any PE ends the whole job with status 101.
///
/// Any thread may call it while no other holds the runtime. Not for threads: the runtime and
/// everything borrowed from it stay on the thread that called.
///
/// ```
/// shmem::run(|shmem| -> shmem::Result<()> {
///     println!("PE {} of {}", shmem.my_pe(), shmem.n_pes());
///     Ok(())
/// });
/// ```
///
/// # Specification
///
/// OpenSHMEM 1.6, library setup and exit: `shmem_init`, `shmem_finalize`, `shmem_global_exit`.
#[doc(alias = "shmem_init")]
#[doc(alias = "shmem_global_exit")]
pub fn run<E: fmt::Display>(program: impl FnOnce(&Shmem) -> Result<(), E>) {
    run_with(ThreadLevel::Funneled, program);
}

/// As [`run`], for programs whose threads use symmetric memory: [`Shmem::threads`] lets them.
///
/// A library that does not allow for that runs the program too; then `threads` is what returns an error.
///
/// ```
/// shmem::run_threaded(|shmem| -> shmem::Result<()> {
///     let (threads, inbox) = (shmem.threads()?, shmem.alloc::<u64>(4)?);
///     let view = threads.share(inbox.at(shmem.my_pe()));
///     std::thread::scope(|scope| {
///         for i in 0..4 {
///             scope.spawn(move || view.get().p(i, i as u64));
///         }
///     });
///     assert_eq!(inbox.to_vec(), [0, 1, 2, 3]);
///     Ok(())
/// });
/// ```
///
/// # Specification
///
/// OpenSHMEM 1.6, thread support: `shmem_init_thread`, with `SHMEM_THREAD_MULTIPLE`.
pub fn run_threaded<E: fmt::Display>(program: impl FnOnce(&Shmem) -> Result<(), E>) {
    run_with(ThreadLevel::Multiple, program);
}

/// As [`run`], for programs whose threads use symmetric memory one at a time: [`Shmem::turns`] lets them.
///
/// # Specification
///
/// OpenSHMEM 1.6, thread support: `shmem_init_thread`, with `SHMEM_THREAD_SERIALIZED`.
pub fn run_in_turns<E: fmt::Display>(program: impl FnOnce(&Shmem) -> Result<(), E>) {
    run_with(ThreadLevel::Serialized, program);
}

fn run_with<E: fmt::Display>(level: ThreadLevel, program: impl FnOnce(&Shmem) -> Result<(), E>) {
    match Shmem::start_or_nest(level, ThreadLevel::Funneled) {
        Ok(shmem) => {
            if let Err(error) = program(&shmem) {
                shmem.fail(&error);
            }
        }
        Err(error) => {
            eprintln!("error: {error}");
            std::process::exit(1);
        }
    }
}

/// The runtime, while it lasts: what a PE allocates from and asks for its place in the job.
///
/// Everything that uses symmetric memory borrows from a `Shmem`, so nothing can outlive it, and nothing
/// leaves its thread. Dropping it meets the other PEs and finalizes; dropping it while a panic unwinds
/// ends the job.
///
/// ```
/// let shmem = shmem::Shmem::init()?;
/// println!("PE {} of {}", shmem.my_pe(), shmem.n_pes());
/// # Ok::<(), shmem::Error>(())
/// ```
pub struct Shmem {
    pub(crate) session: Session,
    pub(crate) me: Pe,
    pub(crate) shared: Rc<Shared>,
}

/// What nested inits have in common.
pub(crate) struct Shared {
    pub(crate) blocks: RefCell<Registry>,
    pub(crate) workspace: Workspace,
    /// The predefined teams: all PEs, and those of this node.
    pub(crate) world: Rc<State>,
    pub(crate) node: Rc<State>,
}

/// Whether some thread of this process holds the runtime.
static HELD: AtomicBool = AtomicBool::new(false);

thread_local! {
    /// The runtime that this thread holds, for nested inits.
    static CURRENT: Cell<Weak<Shared>> = const { Cell::new(Weak::new()) };
}

impl Shmem {
    /// Starts the runtime, or nests in the one that this thread has started.
    ///
    /// For libraries; programs use [`run`]. Every PE must call it, equally often, and drop what it got:
    /// inits are counted, and the last drop finalizes. Returns when every PE has called.
    ///
    /// # Errors
    ///
    /// [`Error::OtherThread`] if another thread holds the runtime, [`Error::Init`] if the process has no
    /// place in a job, [`Error::ThreadLevel`] if the library cannot have threads beside it,
    /// [`Error::OutOfMemory`] if the heap does not even hold the crate's own workspace.
    ///
    /// ```
    /// let shmem = shmem::Shmem::init()?;
    /// let nested = shmem::Shmem::init()?;
    /// assert_eq!(nested.n_pes(), shmem.n_pes());
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, thread support: `shmem_init_thread`, with `SHMEM_THREAD_FUNNELED` at least.
    #[doc(alias = "shmem_init_thread")]
    pub fn init() -> Result<Self> {
        Self::init_thread(ThreadLevel::Funneled)
    }

    /// As [`init`](Self::init), for threads that use symmetric memory: with [`ThreadLevel::Multiple`],
    /// [`threads`](Self::threads) lets them, with [`ThreadLevel::Serialized`], [`turns`](Self::turns).
    ///
    /// ```
    /// let shmem = shmem::Shmem::init_thread(shmem::ThreadLevel::Multiple)?;
    /// assert!(shmem.threads().is_ok());
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`init`](Self::init). [`Error::ThreadLevel`] also if the runtime was started for less, by
    /// an init before this one.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, thread support: `shmem_init_thread`.
    #[doc(alias = "shmem_init_thread")]
    pub fn init_thread(level: ThreadLevel) -> Result<Self> {
        Self::start_or_nest(level, level)
    }

    /// For threads of a level if the library has it, and of the least one in any case.
    fn start_or_nest(level: ThreadLevel, least: ThreadLevel) -> Result<Self> {
        if let Some(shared) = Self::current() {
            let session = Session::open(level, least)?;
            return Ok(Self { me: Pe::mine(&session), session, shared });
        }
        if HELD.swap(true, Acquire) {
            return Err(Error::OtherThread);
        }
        let started = Self::start(level, least);
        if started.is_err() {
            HELD.store(false, Release);
        }
        started
    }

    fn start(level: ThreadLevel, least: ThreadLevel) -> Result<Self> {
        let session = Session::open(level, least)?;
        let Some(workspace) = Workspace::allocate(&session) else {
            let bytes = Workspace::bytes_for(&session);
            session.close();
            return Err(Error::OutOfMemory { bytes });
        };
        let shared = Rc::new(Shared {
            blocks: RefCell::default(),
            workspace,
            world: State::new(Members::world(&session)),
            node: State::new(Members::shared(&session)),
        });
        // A thread that is ending has no more place for it; then a nested init is refused.
        let _ = CURRENT.try_with(|current| current.set(Rc::downgrade(&shared)));
        Ok(Self { me: Pe::mine(&session), session, shared })
    }

    fn current() -> Option<Rc<Shared>> {
        CURRENT
            .try_with(|current| {
                let weak = current.take();
                let shared = weak.upgrade();
                current.set(weak);
                shared
            })
            .ok()
            .flatten()
    }

    /// This PE.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// assert!(shmem.my_pe().index() < shmem.n_pes());
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, library setup and query: `shmem_my_pe`.
    #[doc(alias = "shmem_my_pe")]
    #[must_use]
    pub fn my_pe(&self) -> Pe {
        self.me
    }

    /// How many PEs the job has.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// assert_eq!(shmem.world().sum(1), shmem.n_pes());
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, library setup and query: `shmem_n_pes`.
    #[doc(alias = "shmem_n_pes")]
    #[must_use]
    pub fn n_pes(&self) -> usize {
        self.me.n_pes()
    }

    /// The PE of a number, from 0.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let last = shmem.pe(shmem.n_pes() - 1);
    /// assert_eq!(last.wrapping_add(1), shmem.pe(0));
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If there are not that many PEs.
    #[track_caller]
    #[must_use]
    pub fn pe(&self, index: usize) -> Pe {
        let n = self.n_pes();
        Pe::new(index, n as i32).unwrap_or_else(|| panic!("there is no PE {index} among {n} PEs"))
    }

    /// All PEs, in the order of their numbers.
    pub fn pes(&self) -> impl ExactSizeIterator<Item = Pe> + DoubleEndedIterator + Clone + use<> {
        let first = self.pe(0);
        (0..self.n_pes()).map(move |index| first.wrapping_add(index as isize))
    }

    /// Completes this PE's puts and atomic operations: on return all PEs can see them.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let inbox = shmem.alloc::<u64>(1)?;
    /// let right = shmem.my_pe().wrapping_add(1);
    /// inbox.at(right).p(0, 7);
    /// shmem.quiet();
    /// assert_eq!(inbox.at(right).g(0), 7);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, memory ordering: `shmem_quiet`, on the default context.
    #[doc(alias = "shmem_quiet")]
    pub fn quiet(&self) {
        self.session.quiet();
    }

    /// Orders this PE's puts and atomic operations: to each PE, those before it arrive before those
    /// after it. Completes nothing.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let (inbox, ready) = (shmem.alloc::<u64>(1)?, shmem.signal()?);
    /// let right = shmem.my_pe().wrapping_add(1);
    /// inbox.at(right).p(0, 7);
    /// shmem.fence();
    /// ready.at(right).set(1); // not there before the 7
    /// ready.wait(shmem::Until::Eq(1));
    /// assert_eq!(inbox.read(0), 7);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, memory ordering: `shmem_fence`, on the default context.
    #[doc(alias = "shmem_fence")]
    pub fn fence(&self) {
        self.session.fence();
    }

    /// Ends the job with status 1 and a message; the first PE that comes here prints it.
    pub(crate) fn fail(&self, error: &dyn fmt::Display) -> ! {
        if !self.shared.workspace.is_first_to_fail(self) {
            self.shared.workspace.wait_for_the_end();
        }
        eprintln!("error on PE {}: {error}", self.me);
        self.session.end_job(1)
    }
}

impl Drop for Shmem {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.session.end_job(PANICKED);
        }
        let depth = Rc::strong_count(&self.shared);
        let agreed = self.session.agree(b"finalize", [depth as u64]);
        if agreed.min != agreed.max {
            self.fail(&"the PEs end the runtime in different depths of nested inits");
        }
        if depth == 1 {
            self.shared.world.end();
            self.shared.node.end();
            self.free_everything();
        }
        self.session.close();
        if depth == 1 {
            HELD.store(false, Release);
        }
    }
}
