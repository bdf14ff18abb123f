//! What a test says about itself.

use std::time::Duration;

use crate::Job;
use crate::isolated::{Ended, Isolated};

/// The PE counts of a trial that names none.
pub const NPES: &[usize] = &[1, 2, 3, 4];

/// How long a trial may take that does not say otherwise: a net for hangs, not a measure of speed.
pub const DEADLINE: Duration = Duration::from_secs(60);

/// A function that every PE of a job runs, and how.
pub struct Trial {
    pub(crate) name: String,
    pub(crate) npes: Vec<usize>,
    pub(crate) deadline: Duration,
    pub(crate) body: Box<dyn Fn() + Send + Sync>,
    pub(crate) isolated: Option<Isolated>,
}

impl Trial {
    /// A trial that passes when `body` returns on every PE.
    ///
    /// It shares its job with other trials, so OpenSHMEM is initialised when `body` begins and
    /// must still be when it ends; the PEs should have freed what they allocated.
    pub fn new(name: impl Into<String>, body: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            name: name.into(),
            npes: NPES.to_vec(),
            deadline: DEADLINE,
            body: Box::new(body),
            isolated: None,
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
        self.isolated.get_or_insert_default().check = Box::new(check);
        self
    }
}
