//! Trials with a job of their own.

use std::borrow::Cow;
use std::path::Path;
use std::process::exit;
use std::thread;
use std::time::{Duration, Instant};

use shmem_smp::launch::{Job, Outcome};

use crate::body::Place;
use crate::driver::{died, late, stuck};
use crate::host;
use crate::running::Running;
use crate::trial::Trial;

/// Names the trial that a PE runs.
const VARIABLE: &str = "SHMEM_TEST_TRIAL";

/// How long a killed process may take to leave the process table of a busy machine.
const BURIAL: Duration = Duration::from_secs(10);

/// How often a trial is run at most that ends by a known fault.
const TRIES: usize = 3;

/// Looks at how a job has ended.
pub(crate) type Check = Box<dyn Fn(&Ended) + Send + Sync>;

/// What makes a trial isolated.
pub(crate) struct Isolated {
    pub(crate) setup: Box<dyn Fn(Job) -> Job + Send + Sync>,
    /// Whether it ended as it should, if that is not with status 0.
    pub(crate) check: Option<Check>,
    /// What is said by a fault that shows now and then.
    pub(crate) fault: Option<String>,
}

impl Default for Isolated {
    fn default() -> Self {
        Self { setup: Box::new(|job| job), check: None, fault: None }
    }
}

/// A job that has ended, or could not be started, for [`Trial::ends`] to look at.
///
/// ```
/// use shmem_test::Trial;
///
/// let trial = Trial::new("an_error_on_pe_1", |shmem: &shmem::Shmem| {
///     if shmem.my_pe().index() == 1 { Err("no luck") } else { Ok(()) }
/// });
/// let trial = trial.npes(&[2]).ends(|ended| {
///     ended.expect_status(1);
///     ended.expect_culprit(1);
///     ended.expect_stderr(1, "no luck");
///     assert!(ended.stdout(0).is_empty());
/// });
/// ```
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
    ///
    /// # Panics
    ///
    /// If there is no such PE.
    #[must_use]
    pub fn stdout(&self, pe: usize) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.outcome.stdout[pe])
    }

    /// What a PE wrote to its standard error.
    ///
    /// # Panics
    ///
    /// If there is no such PE.
    #[must_use]
    pub fn stderr(&self, pe: usize) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.outcome.stderr[pe])
    }

    /// Fails the trial unless the job's exit status is `status`.
    ///
    /// # Panics
    ///
    /// With the job's whole story, if it is another.
    #[track_caller]
    pub fn expect_status(&self, status: i32) {
        assert!(self.outcome.status == status, "expected status {status}, but {}", self.story());
    }

    /// Fails the trial unless the job ended in failure and, as far as the launcher knows, because of `pe`.
    ///
    /// A system library's launcher does not say whose fault it was.
    ///
    /// # Panics
    ///
    /// With the job's whole story, if it ended otherwise.
    #[track_caller]
    pub fn expect_culprit(&self, pe: usize) {
        let known = host::is_ours();
        assert!(
            self.outcome.status != 0 && (!known || self.outcome.culprit == Some(pe)),
            "expected PE {pe} as the culprit, not {:?}; {}",
            self.outcome.culprit,
            self.story()
        );
    }

    /// Fails the trial unless the launcher's message contains `text`. Where the launcher is the system
    /// library's, a PE may have said it instead.
    ///
    /// # Panics
    ///
    /// With the job's whole story, if it does not.
    #[track_caller]
    pub fn expect_message(&self, text: &str) {
        let message = self.outcome.message.as_deref().unwrap_or_default();
        let by_a_pe = !host::is_ours()
            && (0..self.outcome.stderr.len()).any(|pe| self.stderr(pe).contains(text));
        assert!(
            by_a_pe || message.contains(text),
            "expected a message with {text:?}, but {}",
            self.story()
        );
    }

    /// Fails the trial unless the launcher's message, or a PE, names `pe`: every launcher has its own way.
    ///
    /// # Panics
    ///
    /// With the job's whole story, if nobody does.
    #[track_caller]
    pub fn expect_named(&self, pe: usize) {
        let message = self.outcome.message.as_deref().unwrap_or_default();
        let known = host::is_ours();
        let by_a_pe = !known
            && (0..self.outcome.stderr.len()).any(|other| names(&self.stderr(other), "PE ", pe));
        let by_rank = !known && (names(message, "rank ", pe) || names(message, "],", pe));
        assert!(
            by_a_pe || by_rank || names(message, "PE ", pe),
            "expected a message that names PE {pe}, but {}",
            self.story()
        );
    }

    /// Fails the trial unless some PE whom the job's end left time to speak wrote all of `texts`: the
    /// culprit, where the launcher knows it.
    ///
    /// # Panics
    ///
    /// With the job's whole story, if none did.
    #[track_caller]
    pub fn expect_said(&self, texts: &[&str]) {
        let says = |pe| texts.iter().all(|text| self.stderr(pe).contains(text));
        let said = if host::is_ours() {
            self.outcome.culprit.is_some_and(says)
        } else {
            (0..self.outcome.stderr.len()).any(says)
        };
        assert!(said, "expected {texts:?} from the culprit, but {}", self.story());
    }

    /// Fails the trial unless `pe` wrote `text` to its standard error.
    ///
    /// # Panics
    ///
    /// With the job's whole story, if it did not; if there is no such PE.
    #[track_caller]
    pub fn expect_stderr(&self, pe: usize, text: &str) {
        assert!(
            self.stderr(pe).contains(text),
            "expected {text:?} from PE {pe}, but {}",
            self.story()
        );
    }

    /// Whether the launcher's message or a PE's standard error contains `text`.
    fn says(&self, text: &str) -> bool {
        let message = self.outcome.message.as_deref().unwrap_or_default();
        message.contains(text)
            || (0..self.outcome.stderr.len()).any(|pe| self.stderr(pe).contains(text))
    }

    /// All there is to say, for a failed trial's message.
    fn story(&self) -> String {
        died(&self.outcome)
    }
}

impl Isolated {
    pub(crate) fn run(&self, trial: &Trial, npes: usize) -> Result<(), String> {
        for _ in 1..TRIES {
            if let Some(result) = self.launch(trial, npes, self.fault.as_deref()) {
                return result;
            }
            eprintln!("{} at {npes} PEs is run again after {:?}", trial.name, self.fault);
        }
        self.launch(trial, npes, None).expect("it ends in one way or another")
    }

    /// Runs it once; nothing comes of it if the job ends by a `fault`.
    fn launch(
        &self,
        trial: &Trial,
        npes: usize,
        fault: Option<&str>,
    ) -> Option<Result<(), String>> {
        let program = match std::env::current_exe() {
            Ok(program) => program,
            Err(error) => return Some(Err(format!("cannot find myself: {error}"))),
        };
        let job = Job::new(program, npes).env(VARIABLE, &trial.name).capture(true);
        let mut running = match Running::start((self.setup)(job)) {
            Ok(running) => running,
            Err(why) => return Some(self.judge(&Ended::refused(npes, why))),
        };
        let pids = running.pids();
        let Some(outcome) = running.poll(trial.deadline) else {
            let stuck = stuck(&running, &vec![None; npes]);
            let what = late(trial.deadline);
            running.kill(&what);
            return Some(Err(format!("{what}\n{stuck}")));
        };
        let ended = Ended { outcome };
        if fault.is_some_and(|fault| ended.says(fault)) {
            return None;
        }
        let verdict = self.judge(&ended);
        drop(running);
        Some(verdict.and_then(|()| await_burial(&pids)))
    }

    fn judge(&self, ended: &Ended) -> Result<(), String> {
        match &self.check {
            Some(check) => check(ended),
            None if ended.outcome.status == 0 => {}
            None => return Err(format!("expected status 0, but {}", ended.story())),
        }
        Ok(())
    }
}

/// The trial that this process is to run as a PE, if a driver launched it for one.
pub(crate) fn requested() -> Option<String> {
    std::env::var(VARIABLE).ok()
}

/// Runs a trial's body as a PE of its own job.
pub(crate) fn run_body(trials: &[Trial], name: &str) -> ! {
    match trials.iter().find(|trial| trial.name == name) {
        Some(trial) => {
            if let Err(why) = (trial.body)(Place::Own) {
                eprintln!("error: {why}");
                exit(1);
            }
            exit(0)
        }
        None => panic!("{VARIABLE}={name}, but this test binary has no such trial"),
    }
}

/// Whether a text has a number, and no longer one, behind `prefix`.
fn names(text: &str, prefix: &str, number: usize) -> bool {
    let what = format!("{prefix}{number}");
    text.match_indices(&what)
        .any(|(at, _)| !text[at + what.len()..].starts_with(|next: char| next.is_ascii_digit()))
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
