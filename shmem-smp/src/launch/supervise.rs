//! Watching a job: notices how each PE ends, stops the others when one fails, says who did.

use super::output::{Collected, Pump};
use super::process::Pe;
use super::signals::{Signals, came_from_terminal};
use super::stop::{self, Cause};
use crate::activity;
use crate::end::ended;
use crate::job::claim;
use crate::layout::{Geometry, Identity, state};
use crate::segment::Segment;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{Pid, Signal, kill_process};
use std::fmt::Write as _;
use std::marker::PhantomData;
use std::os::fd::AsFd;
use std::sync::atomic::Ordering::Acquire;
use std::time::{Duration, Instant};

/// How long at most nobody looks at the ending record.
const TICK: Duration = Duration::from_millis(50);

/// How often to look where the system does not tell when a process ends.
const WITHOUT_PIDFD: Duration = Duration::from_millis(5);

/// What PEs get to say their own lines once one of them has ended the job: those that wait need a
/// few milliseconds, on a busy machine a few time slices of everybody else's. Those that compute
/// would never look, and a job is to be over within a second.
const LAST_WORDS: Duration = Duration::from_millis(800);

/// What PEs get to react to a signal that the launcher passed on.
const AFTER_SIGNAL: Duration = Duration::from_secs(1);

/// What a wrapper gets to report the end of the PE it runs.
const WRAPPER: Duration = Duration::from_millis(200);

/// How the account of a PE begins that waits for the others to initialise.
const IN_INIT: &str = "shmem_init";

/// How a job ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The job's exit status: 0, or the culprit's (128 and the signal's number if one killed it).
    pub status: i32,
    /// The PE whose end was the job's.
    pub culprit: Option<usize>,
    /// What happened, if the job did not just come to its end.
    pub message: Option<String>,
    /// What each PE wrote to standard output; empty unless captured.
    pub stdout: Vec<Vec<u8>>,
    /// What each PE wrote to standard error; empty unless captured.
    pub stderr: Vec<Vec<u8>>,
}

impl Outcome {
    /// Prints the message, if there is one, on standard error.
    pub fn report(&self) {
        if let Some(message) = &self.message {
            eprintln!("shmem: {message}");
        }
    }
}

/// What a PE is at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeActivity {
    /// Its number.
    pub pe: usize,
    /// One of [`state`].
    pub state: u32,
    /// What it has been waiting for, if it has waited long.
    pub waiting: Option<String>,
}

/// A job's end that has begun.
struct Stopping {
    cause: Cause,
    kill_at: Instant,
}

/// A job that runs. Dropping it kills its PEs.
pub struct Running {
    segment: Segment,
    pes: Vec<Pe>,
    pump: Option<Pump>,
    signals: Option<Signals>,
    timeout: Option<Duration>,
    started: Instant,
    stopping: Option<Stopping>,
    outcome: Option<Outcome>,
    /// The kernel ties PEs to the thread that started them.
    stays_in_its_thread: PhantomData<*const ()>,
}

impl Running {
    pub(super) fn new(
        segment: Segment,
        signals: Option<Signals>,
        timeout: Option<Duration>,
    ) -> Self {
        Self {
            segment,
            pes: Vec::new(),
            pump: None,
            signals,
            timeout,
            started: Instant::now(),
            stopping: None,
            outcome: None,
            stays_in_its_thread: PhantomData,
        }
    }

    pub(super) fn add(&mut self, pe: Pe) {
        self.pes.push(pe);
    }

    pub(super) fn pump_with(&mut self, pump: Pump) {
        self.pump = Some(pump);
    }

    /// The job's shared memory.
    #[must_use]
    pub fn segment(&self) -> &Segment {
        &self.segment
    }

    /// The job's sizes.
    #[must_use]
    pub fn geometry(&self) -> Geometry {
        self.segment.geometry()
    }

    /// The processes that were started, by PE.
    #[must_use]
    pub fn pids(&self) -> Vec<u32> {
        self.pes.iter().map(|pe| pe.child.id()).collect()
    }

    /// What each PE is at, for whoever asks why a job takes so long.
    #[must_use]
    pub fn activities(&self) -> Vec<PeActivity> {
        let activity = |pe| {
            let control = self.segment.control(pe);
            let state = control.identity.0.state.load(Acquire);
            let waiting = activity::read(&control.activity.0).map(|seen| seen.text);
            PeActivity { pe, state, waiting }
        };
        (0..self.pes.len()).map(activity).collect()
    }

    /// Kills all PEs; [`wait`](Self::wait) then gives this reason, and status 1.
    pub fn kill(&mut self, why: &str) {
        self.stop(Cause::new(1, None, why.to_owned()), Duration::ZERO);
        self.kill_if_due();
    }

    /// Watches the job until it is over.
    #[must_use]
    pub fn wait(mut self) -> Outcome {
        loop {
            if let Some(outcome) = self.poll(Duration::from_secs(3600)) {
                return outcome;
            }
        }
    }

    /// Watches the job for some time; how it ended, once it has. A job that nobody watches is
    /// not stopped when one of its PEs fails.
    pub fn poll(&mut self, timeout: Duration) -> Option<Outcome> {
        let until = Instant::now() + timeout;
        loop {
            if self.outcome.is_none() {
                self.look();
            }
            let now = Instant::now();
            if self.outcome.is_some() || now >= until {
                return self.outcome.clone();
            }
            self.sleep(until - now);
        }
    }

    /// One round of looking at everything.
    fn look(&mut self) {
        self.heed_signals();
        let failed = self.reap();
        if self.stopping.is_none() {
            self.judge(failed);
        }
        self.kill_if_due();
        if self.pes.iter().all(|pe| pe.exit.is_some()) {
            self.conclude();
        }
    }

    /// Takes note of processes that have ended; what was wrong with the worst of them.
    fn reap(&mut self) -> Option<Cause> {
        let mut worst: Option<(u8, Cause)> = None;
        for (number, pe) in self.pes.iter_mut().enumerate().filter(|(_, pe)| pe.exit.is_none()) {
            // An error means that somebody else reaped the process: no more can be learnt of it.
            let Some(exit) = pe.child.try_wait().unwrap_or_default() else { continue };
            pe.exit = Some(exit);
            pe.pidfd = None;
            let last_state = self.segment.control(number).identity.0.state.load(Acquire);
            if let Some(failure) = stop::failure(number, exit, last_state)
                && worst.as_ref().is_none_or(|worst| failure.0 < worst.0)
            {
                worst = Some(failure);
            }
        }
        worst.map(|(_, cause)| cause)
    }

    /// Decides whether the job has to end.
    fn judge(&mut self, failed: Option<Cause>) {
        if failed.is_some() {
            self.await_record();
        }
        if let Some(record) = ended(&self.segment.header().ending.0) {
            self.stop(Cause::of_record(&record), LAST_WORDS);
        } else if let Some(cause) = failed.or_else(|| self.absent()).or_else(|| self.vanished()) {
            self.stop(cause, Duration::ZERO);
        } else if let Some(limit) = self.timeout.filter(|&limit| self.started.elapsed() >= limit) {
            let message = self.took_too_long(limit);
            self.stop(Cause::new(stop::TOOK_TOO_LONG, None, message), Duration::ZERO);
        }
    }

    /// A PE that failed may be one that is just writing why.
    fn await_record(&self) {
        let ending = &self.segment.header().ending.0;
        let until = Instant::now() + TICK;
        while ending.state.load(Acquire) != 0 && ended(ending).is_none() && Instant::now() < until {
            std::thread::yield_now();
        }
    }

    /// A PE that ended well while another waits for it to initialise, for the first time or again.
    fn absent(&self) -> Option<Cause> {
        let absent = self.pes.iter().position(|pe| pe.exit.is_some())?;
        let in_init = |pe: &PeActivity| {
            let waiting = pe.waiting.as_ref();
            waiting.is_some_and(|waiting| waiting.starts_with(IN_INIT))
        };
        let PeActivity { pe, .. } = self.activities().into_iter().find(in_init)?;
        let message = format!("PE {absent} ended, but PE {pe} waits for it in shmem_init");
        Some(Cause::new(1, Some(absent), message))
    }

    /// A PE that is dead although the wrapper it was started by runs on.
    fn vanished(&mut self) -> Option<Cause> {
        for number in 0..self.pes.len() {
            let identity = self.identity(number);
            let in_job = matches!(identity.state.load(Acquire), state::CLAIMED | state::RUNNING);
            let owner = claim::owner(identity);
            let pe = &mut self.pes[number];
            let Some(owner) = owner.filter(|owner| in_job && owner.pid != pe.child.id()) else {
                continue;
            };
            if pe.exit.is_some() || owner.is_alive() {
                pe.gone = None;
            } else if pe.gone.get_or_insert_with(Instant::now).elapsed() >= WRAPPER {
                let message = format!("PE {number} (process {}) is dead", owner.pid);
                return Some(Cause::new(1, Some(number), message));
            }
        }
        None
    }

    fn took_too_long(&self, limit: Duration) -> String {
        let mut text =
            format!("the job took longer than {} s and was stopped", limit.as_secs_f64());
        for PeActivity { pe, state, waiting } in self.activities() {
            let at = match (state, waiting) {
                (_, Some(waiting)) => format!("waits in {waiting}"),
                (state::UNCLAIMED, None) => "has not called shmem_init".to_owned(),
                (state::CLAIMED, None) => "is in shmem_init".to_owned(),
                (state::FINALIZED, None) => "has finalized".to_owned(),
                (_, None) => "computes".to_owned(),
            };
            let at = if self.pes[pe].exit.is_some() { "has ended".to_owned() } else { at };
            let _ = write!(text, "\nshmem:   PE {pe} {at}");
        }
        text
    }

    fn heed_signals(&mut self) {
        let Some(signals) = &mut self.signals else { return };
        for signal in signals.take() {
            if let Some(stopping) = &mut self.stopping {
                stopping.kill_at = Instant::now();
                continue;
            }
            if !came_from_terminal(signal) {
                for pe in self.pes.iter().filter(|pe| pe.exit.is_none()) {
                    // One that has just ended needs no signal.
                    let _ = kill_process(Pid::from_child(&pe.child), signal);
                }
            }
            self.stop(Cause::of_signal(signal.as_raw()), AFTER_SIGNAL);
        }
    }

    /// Begins the job's end; PEs still there after `grace` are killed. The first cause counts.
    fn stop(&mut self, cause: Cause, grace: Duration) {
        if self.stopping.is_some() {
            return;
        }
        for pe in 0..self.pes.len() {
            claim::close(self.identity(pe));
        }
        let alive =
            |&(number, pe): &(usize, &Pe)| pe.exit.is_none() && cause.culprit != Some(number);
        let others = self.pes.iter().enumerate().filter(alive).count();
        let cause = cause.with_stopped(others, self.pes.len());
        self.stopping = Some(Stopping { cause, kill_at: Instant::now() + grace });
    }

    fn kill_if_due(&mut self) {
        if self.stopping.as_ref().is_some_and(|stopping| Instant::now() >= stopping.kill_at) {
            self.kill_all();
        }
    }

    fn kill_all(&mut self) {
        for number in 0..self.pes.len() {
            let owner = claim::owner(self.identity(number));
            let pe = &mut self.pes[number];
            let behind = owner.filter(|owner| owner.pid != pe.child.id() && owner.is_alive());
            if let Some(pid) = behind.and_then(|owner| Pid::from_raw(owner.pid as i32)) {
                let _ = kill_process(pid, Signal::KILL);
            }
            if pe.exit.is_none() {
                let _ = pe.child.kill();
            }
        }
    }

    fn conclude(&mut self) {
        if self.stopping.is_some() {
            // Behind wrappers that have ended there may be PEs that have not.
            self.kill_all();
        }
        let nothing = Cause { status: 0, culprit: None, message: None };
        let Cause { status, culprit, message } =
            self.stopping.take().map_or(nothing, |stopping| stopping.cause);
        let [stdout, stderr]: Collected =
            self.pump.take().map(|mut pump| pump.finish()).unwrap_or_default();
        self.outcome = Some(Outcome { status, culprit, message, stdout, stderr });
    }

    /// Waits until something may have happened.
    fn sleep(&self, at_most: Duration) {
        let running = || self.pes.iter().filter(|pe| pe.exit.is_none());
        let mut timeout = at_most.min(TICK);
        if running().any(|pe| pe.pidfd.is_none()) {
            timeout = timeout.min(WITHOUT_PIDFD);
        }
        if let Some(stopping) = &self.stopping {
            timeout = timeout.min(stopping.kill_at.saturating_duration_since(Instant::now()));
            timeout = timeout.max(Duration::from_millis(1));
        }
        let pidfds = running().filter_map(|pe| pe.pidfd.as_ref()).map(AsFd::as_fd);
        let fds = pidfds.chain(self.signals.as_ref().map(Signals::fd));
        let mut fds: Vec<_> = fds.map(|fd| PollFd::from_borrowed_fd(fd, PollFlags::IN)).collect();
        // An interrupted sleep is a short one.
        let _ = poll(&mut fds, timeout.try_into().ok().as_ref());
    }

    fn identity(&self, pe: usize) -> &Identity {
        &self.segment.control(pe).identity.0
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.outcome.is_none() {
            self.kill("its launcher gave the job up");
            for pe in &mut self.pes {
                let _ = pe.child.wait();
            }
        }
    }
}
