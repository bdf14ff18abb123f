//! What a test says about itself.

use std::time::Duration;

use crate::body::{Body, Place};
use crate::isolated::{Ended, Isolated};
use crate::{Job, driver};

/// The PE counts of a trial that names none.
pub const NPES: &[usize] = &[1, 2, 3, 4];

/// How long a trial may take that does not say otherwise: a net for hangs, not a measure of speed.
pub const DEADLINE: Duration = Duration::from_secs(60);

/// A function that every PE of a job runs, and how.
pub struct Trial {
    pub(crate) name: String,
    pub(crate) npes: Vec<usize>,
    pub(crate) deadline: Duration,
    pub(crate) body: Box<dyn Fn(Place) -> Result<(), String> + Send + Sync>,
    pub(crate) isolated: Option<Isolated>,
    pub(crate) ignored: bool,
    /// What the panic says that it should end with.
    panic: Option<String>,
}

impl Trial {
    /// A trial that passes when `body` returns on every PE, and without an error.
    ///
    /// It shares its job with other trials, so OpenSHMEM is initialised when `body` begins and
    /// must still be when it ends; the PEs should have freed what they allocated.
    pub fn new<Signature>(name: impl Into<String>, body: impl Body<Signature>) -> Self {
        Self {
            name: name.into(),
            npes: NPES.to_vec(),
            deadline: DEADLINE,
            body: Box::new(move |place| body.run(place)),
            isolated: None,
            ignored: false,
            panic: None,
        }
    }

    /// Runs the trial at these PE counts instead of [`NPES`].
    #[must_use]
    pub fn npes(mut self, npes: &[usize]) -> Self {
        self.npes = npes.to_vec();
        self
    }

    /// Fails the trial when it takes longer than this instead of [`DEADLINE`].
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Passes when some PE panics with a message that contains `text`, and fails otherwise.
    ///
    /// A PE that panics says so at once; for the others, that may wait for it, the harness waits a second,
    /// then it ends the job. Not for trials with [`ends`](Self::ends), which say themselves what they expect.
    #[must_use]
    pub fn should_panic(mut self, text: impl Into<String>) -> Self {
        self.panic = Some(text.into());
        self
    }

    /// Runs the trial only when the command line says `--ignored` or `--include-ignored`.
    #[must_use]
    pub fn ignore(mut self) -> Self {
        self.ignored = true;
        self
    }

    /// Gives the trial a job of its own, with environment, arguments or heap as `setup` says.
    ///
    /// `body` then begins before OpenSHMEM is initialised. Unless [`ends`](Self::ends) says
    /// otherwise, the trial passes when the job exits with status 0.
    #[must_use]
    pub fn job(mut self, setup: impl Fn(Job) -> Job + Send + Sync + 'static) -> Self {
        self.isolated.get_or_insert_default().setup = Box::new(setup);
        self
    }

    /// Gives the trial a job of its own and passes when `check`, run by the driver on the way the
    /// job ended, does not panic.
    ///
    /// `body` then begins before OpenSHMEM is initialised.
    #[must_use]
    pub fn ends(mut self, check: impl Fn(&Ended) + Send + Sync + 'static) -> Self {
        self.isolated.get_or_insert_default().check = Some(Box::new(check));
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
