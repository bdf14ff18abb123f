//! What a test says about itself.

use std::time::Duration;

use crate::body::{Body, Place};
use crate::isolated::{Ended, Isolated};
use crate::{Job, driver};

/// The PE counts of a trial that names none.
pub const NPES: &[usize] = &[1, 2, 3, 4];

/// How long a trial may take that does not say otherwise: a net for hangs, not a measure of speed.
pub const DEADLINE: Duration = Duration::from_secs(60);

/// A function that every PE of a job runs, and how. What [`tests!`](crate::tests) makes of each of its functions.
///
/// ```
/// use shmem_test::Trial;
///
/// let trial = Trial::new("sums", |shmem: &shmem::Shmem| assert!(shmem.world().sum(1) > 0)).npes(&[2, 3]);
/// let small = Trial::new("starts", || ()).job(|job| job.heap_size(1 << 20));
/// ```
pub struct Trial {
    pub(crate) name: String,
    pub(crate) npes: Vec<usize>,
    pub(crate) deadline: Duration,
    pub(crate) body: Box<dyn Fn(Place) -> Result<(), String> + Send + Sync>,
    pub(crate) isolated: Option<Isolated>,
    pub(crate) ignored: bool,
    pub(crate) idle: bool,
    /// What the panic says that it should end with.
    panic: Option<String>,
}

impl Trial {
    /// A trial that passes when `body` returns on every PE, and without an error.
    ///
    /// It shares its job with other trials, so OpenSHMEM is initialised when `body` begins and
    /// must still be when it ends; the PEs should have freed what they allocated.
    ///
    /// ```
    /// let trial = shmem_test::Trial::new("nothing", || ());
    /// ```
    pub fn new<Signature>(name: impl Into<String>, body: impl Body<Signature>) -> Self {
        Self {
            name: name.into(),
            npes: NPES.to_vec(),
            deadline: DEADLINE,
            body: Box::new(move |place| body.run(place)),
            isolated: None,
            ignored: false,
            idle: false,
            panic: None,
        }
    }

    /// Runs the trial at these PE counts instead of [`NPES`].
    ///
    /// ```
    /// let trial = shmem_test::Trial::new("nothing", || ()).npes(&[1, 7]);
    /// ```
    #[must_use]
    pub fn npes(mut self, npes: &[usize]) -> Self {
        self.npes = npes.to_vec();
        self
    }

    /// Fails the trial when it takes longer than this instead of [`DEADLINE`].
    ///
    /// ```
    /// let trial = shmem_test::Trial::new("nothing", || ()).deadline(std::time::Duration::from_secs(5));
    /// ```
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Passes when some PE panics with a message that contains `text`, and fails otherwise.
    ///
    /// A PE that panics says so at once; for the others, that may wait for it, the harness waits a second,
    /// then it ends the job. Not for trials with [`ends`](Self::ends), which say themselves what they expect.
    ///
    /// ```
    /// let trial = shmem_test::Trial::new("gives_up", || panic!("no luck")).should_panic("luck");
    /// ```
    #[must_use]
    pub fn should_panic(mut self, text: impl Into<String>) -> Self {
        self.panic = Some(text.into());
        self
    }

    /// Runs the trial only when the command line says `--ignored` or `--include-ignored`.
    ///
    /// ```
    /// let trial = shmem_test::Trial::new("nothing", || ()).ignore();
    /// ```
    #[must_use]
    pub fn ignore(mut self) -> Self {
        self.ignored = true;
        self
    }

    /// Gives the trial a job of its own, and runs it beside others of this kind, after all other trials: for jobs that
    /// do nothing for most of their time.
    ///
    /// ```
    /// let trial = shmem_test::Trial::new("nothing", || std::thread::sleep(std::time::Duration::from_secs(1))).idle();
    /// ```
    #[must_use]
    pub fn idle(mut self) -> Self {
        self.idle = true;
        self.isolated.get_or_insert_default();
        self
    }

    /// Gives the trial a job of its own, with environment, arguments or heap as `setup` says.
    ///
    /// `body` then begins before OpenSHMEM is initialised. Unless [`ends`](Self::ends) says
    /// otherwise, the trial passes when the job exits with status 0.
    ///
    /// ```
    /// let trial = shmem_test::Trial::new("nothing", || ()).job(|job| job.env("DEPTH", "7").heap_size(1 << 20));
    /// ```
    #[must_use]
    pub fn job(mut self, setup: impl Fn(Job) -> Job + Send + Sync + 'static) -> Self {
        self.isolated.get_or_insert_default().setup = Box::new(setup);
        self
    }

    /// Gives the trial a job of its own and passes when `check`, run by the driver on the way the
    /// job ended, does not panic.
    ///
    /// `body` then begins before OpenSHMEM is initialised.
    ///
    /// ```
    /// use shmem_test::Trial;
    ///
    /// let trial = Trial::new("exits", || std::process::exit(3)).ends(|ended| ended.expect_status(3));
    /// ```
    #[must_use]
    pub fn ends(mut self, check: impl Fn(&Ended) + Send + Sync + 'static) -> Self {
        self.isolated.get_or_insert_default().check = Some(Box::new(check));
        self
    }

    /// Gives the trial a job of its own, as [`ends`](Self::ends) does, and runs it again, three times at most, when the
    /// job's launcher or a PE says `fault`: for faults of a library that show now and then. Each is told of.
    ///
    /// ```
    /// let trial = shmem_test::Trial::new("nothing", || ()).again_after("the library has lost a message");
    /// ```
    #[must_use]
    pub fn again_after(mut self, fault: impl Into<String>) -> Self {
        self.isolated.get_or_insert_default().fault = Some(fault.into());
        self
    }

    /// Runs it at one of its PE counts; it is the trial of this number in the list.
    pub(crate) fn attempt(&self, index: usize, npes: usize) -> Result<(), String> {
        match &self.isolated {
            Some(isolated) => isolated.run(self, npes),
            None => driver::run(index, self, npes),
        }
    }

    /// Whether what came of it is what was expected.
    pub(crate) fn judge(&self, result: Result<(), String>) -> Result<(), String> {
        let Some(text) = &self.panic else { return result };
        match result {
            Err(why) if why.contains("panicked at") && why.contains(text) => Ok(()),
            Err(why) => Err(format!("expected a panic with {text:?}, but {why}")),
            Ok(()) => Err(format!("expected a panic with {text:?}, but the trial passed")),
        }
    }
}
