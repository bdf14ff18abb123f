//! Trials with a job of their own.

use std::borrow::Cow;
use std::path::Path;
use std::process::exit;
use std::thread;
use std::time::{Duration, Instant};

use shmem_smp::launch::{Job, Outcome};
use shmem_sys::Provider;

use crate::driver::{died, stuck};
use crate::running::Running;
use crate::trial::Trial;

/// Names the trial that a PE runs.
const VARIABLE: &str = "SHMEM_TEST_TRIAL";

/// How long a killed process may take to leave the process table of a busy machine.
const BURIAL: Duration = Duration::from_secs(10);

/// What makes a trial isolated.
pub(crate) struct Isolated {
    pub(crate) setup: Box<dyn Fn(Job) -> Job + Send + Sync>,
    pub(crate) check: Box<dyn Fn(&Ended) + Send + Sync>,
}

impl Default for Isolated {
    fn default() -> Self {
        Self { setup: Box::new(|job| job), check: Box::new(|ended| ended.expect_status(0)) }
    }
}

/// A job that has ended, or could not be started, for [`Trial::ends`] to look at.
#[derive(Debug)]
pub struct Ended {
    outcome: Outcome,
}

impl Ended {
    /// A job that could not be started: status 1, and the launcher's reason as its message.
    fn refused(npes: usize, why: String) -> Self {
        let silence = vec![Vec::new(); npes];
        Self {
            outcome: Outcome {
                status: 1,
                culprit: None,
                message: Some(why),
                stdout: silence.clone(),
                stderr: silence,
            },
        }
    }

    /// How the launcher saw it end.
    #[must_use]
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// What a PE wrote to its standard output.
    #[must_use]
    pub fn stdout(&self, pe: usize) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.outcome.stdout[pe])
    }

    /// What a PE wrote to its standard error.
    #[must_use]
    pub fn stderr(&self, pe: usize) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.outcome.stderr[pe])
    }

    /// Panics unless the job's exit status is `status`.
    #[track_caller]
    pub fn expect_status(&self, status: i32) {
        assert!(self.outcome.status == status, "expected status {status}, but {}", self.story());
    }

    /// Panics unless the job ended in failure and, as far as the launcher knows, because of `pe`.
    ///
    /// A system library's launcher does not say whose fault it was.
    #[track_caller]
    pub fn expect_culprit(&self, pe: usize) {
        let known = shmem_sys::provider() == Provider::Bundled;
        assert!(
            self.outcome.status != 0 && (!known || self.outcome.culprit == Some(pe)),
            "expected PE {pe} as the culprit, not {:?}; {}",
            self.outcome.culprit,
            self.story()
        );
    }

    /// Panics unless the launcher's message contains `text`. Where the launcher is the system library's, a
    /// PE may have said it instead.
    #[track_caller]
    pub fn expect_message(&self, text: &str) {
        let message = self.outcome.message.as_deref().unwrap_or_default();
        let by_a_pe = shmem_sys::provider() != Provider::Bundled
            && (0..self.outcome.stderr.len()).any(|pe| self.stderr(pe).contains(text));
        assert!(
            by_a_pe || message.contains(text),
            "expected a message with {text:?}, but {}",
            self.story()
        );
    }

    /// Panics unless `pe` wrote `text` to its standard error.
    #[track_caller]
    pub fn expect_stderr(&self, pe: usize, text: &str) {
        assert!(
            self.stderr(pe).contains(text),
            "expected {text:?} from PE {pe}, but {}",
            self.story()
        );
    }

    /// All there is to say, for a failed trial's message.
    fn story(&self) -> String {
        died(&self.outcome)
    }
}

impl Isolated {
    pub(crate) fn run(&self, trial: &Trial, npes: usize) -> Result<(), String> {
        let program = std::env::current_exe().map_err(|e| format!("cannot find myself: {e}"))?;
        let job = Job::new(program, npes).env(VARIABLE, &trial.name).capture(true);
        let mut running = match Running::start((self.setup)(job)) {
            Ok(running) => running,
            Err(why) => {
                (self.check)(&Ended::refused(npes, why));
                return Ok(());
            }
        };
        let pids = running.pids();
        let Some(outcome) = running.poll(trial.deadline) else {
            let stuck = stuck(&running, &vec![None; npes]);
            running.kill("the trial did not finish before its deadline");
            return Err(format!("the trial did not finish before its deadline\n{stuck}"));
        };
        (self.check)(&Ended { outcome });
        drop(running);
        await_burial(&pids)
    }
}

/// The trial that this process is to run as a PE, if a driver launched it for one.
pub(crate) fn requested() -> Option<String> {
    std::env::var(VARIABLE).ok()
}

/// Runs a trial's body as a PE of its own job.
pub(crate) fn run_body(trials: &[Trial], name: &str) -> ! {
    match trials.iter().find(|trial| trial.name == name) {
        Some(trial) => (trial.body)(),
        None => panic!("{VARIABLE}={name}, but this test binary has no such trial"),
    }
    exit(0)
}

/// Whatever way a job ends, none of its processes may be left.
fn await_burial(pids: &[u32]) -> Result<(), String> {
    let deadline = Instant::now() + BURIAL;
    for (pe, pid) in pids.iter().enumerate() {
        while Path::new(&format!("/proc/{pid}")).exists() {
            if Instant::now() > deadline {
                return Err(format!(
                    "the job has ended, but PE {pe} (process {pid}) is still there"
                ));
            }
            thread::sleep(Duration::from_millis(1));
        }
    }
    Ok(())
}
