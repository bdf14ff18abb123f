//! The driver: launches a job per PE count, the small ones at once, and has each run one trial after the other.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;
use std::io;
use std::os::unix::net::UnixStream;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use shmem_smp::launch::{Job, Outcome, PeActivity};

use crate::running::Running;
use crate::trial::{DEADLINE, Trial};
use crate::wire::{self, FINISH, Report, Socket};

/// How often the driver looks whether the job has died.
const GLANCE: Duration = Duration::from_millis(20);

/// How long the others may take to say what they think of a trial that failed on one PE.
const GRACE: Duration = Duration::from_secs(1);

/// The most PEs of a job that starts beside others: libraries start larger ones with trouble even alone.
const SMALL: usize = 4;

thread_local! {
    /// The jobs that have been launched and wait, by their number of PEs. A job belongs to the thread that launched it.
    static LAUNCHED: RefCell<HashMap<usize, Launched>> = RefCell::default();
    /// Those that take orders.
    static JOBS: RefCell<HashMap<usize, Session>> = RefCell::default();
}

/// Launches jobs of these sizes, unless they are large, so that each is there when its first trial comes up.
pub(crate) fn launch(sizes: BTreeSet<usize>) {
    let small = sizes.into_iter().filter(|&npes| npes <= SMALL);
    // One that cannot be launched now is tried again, and its error told, by a trial.
    let launched = small.filter_map(|npes| Some((npes, Launched::new(npes).ok()?)));
    LAUNCHED.set(launched.collect());
}

/// Runs a trial in the job of that size, launching it if need be.
pub(crate) fn run(index: usize, trial: &Trial, npes: usize) -> Result<(), String> {
    let running = JOBS.with_borrow_mut(|jobs| jobs.remove(&npes));
    let mut session = running.map_or_else(|| Session::start(npes), Ok)?;
    session.run(index as u32, trial.deadline)?;
    JOBS.with_borrow_mut(|jobs| jobs.insert(npes, session));
    Ok(())
}

/// Has every job finalize and exit, which they should do with status 0.
pub(crate) fn finish() -> Result<(), String> {
    let sessions = JOBS.take();
    sessions.values().for_each(|session| session.order(FINISH));
    sessions.into_iter().try_for_each(|(npes, session)| {
        session.finish().map_err(|why| format!("the job of {npes} PEs, after its trials: {why}"))
    })
}

/// What a PE's reader has to say: a report, or that the socket was closed.
type Message = (usize, io::Result<Report>);

/// A job whose PEs may not have come yet.
struct Launched {
    running: Running,
    socket: Socket,
}

impl Launched {
    fn new(npes: usize) -> Result<Self, String> {
        let program = std::env::current_exe().map_err(|e| format!("cannot find myself: {e}"))?;
        let (socket, job) = wire::listen(Job::new(program, npes).capture(true))
            .map_err(|e| format!("cannot open a socket: {e}"))?;
        Ok(Self { running: Running::start(job)?, socket })
    }
}

/// A job that waits for orders.
struct Session {
    running: Running,
    /// By PE.
    orders: Vec<UnixStream>,
    reports: Receiver<Message>,
}

impl Session {
    fn start(npes: usize) -> Result<Self, String> {
        let launched = LAUNCHED.with_borrow_mut(|launched| launched.remove(&npes));
        let Launched { mut running, socket } = launched.map_or_else(|| Launched::new(npes), Ok)?;

        socket.listener.set_nonblocking(true).map_err(|e| e.to_string())?;
        let deadline = Instant::now() + DEADLINE;
        let (sender, reports) = mpsc::channel();
        let mut orders: Vec<Option<UnixStream>> = (0..npes).map(|_| None).collect();
        while orders.iter().any(Option::is_none) {
            match socket.listener.accept() {
                Ok((stream, _)) => {
                    let pe = greet(&stream, sender.clone()).map_err(|e| e.to_string())?;
                    orders[pe] = Some(stream);
                }
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => {
                    if let Some(outcome) = running.poll(GLANCE) {
                        return Err(died(&outcome));
                    }
                    if Instant::now() > deadline {
                        let stuck = stuck(&running, &vec![None; npes]);
                        running.kill("the deadline for its start has passed");
                        let last_words = running.poll(GRACE).as_ref().map(died);
                        let last_words = last_words.unwrap_or_default();
                        return Err(format!("the job did not start\n{stuck}{last_words}"));
                    }
                }
                Err(e) => return Err(e.to_string()),
            }
        }
        Ok(Self { running, orders: orders.into_iter().flatten().collect(), reports })
    }

    fn run(&mut self, index: u32, limit: Duration) -> Result<(), String> {
        self.order(index);
        let mut reports: Vec<Option<Report>> = vec![None; self.orders.len()];
        let mut deadline = Instant::now() + limit;
        loop {
            match self.reports.recv_timeout(GLANCE) {
                Ok((pe, Ok(report))) => {
                    if report.is_err() {
                        deadline = deadline.min(Instant::now() + GRACE);
                    }
                    reports[pe] = Some(report);
                }
                // A PE is gone. The launcher knows best why.
                Ok((_, Err(_))) | Err(RecvTimeoutError::Disconnected) => {
                    return Err(match self.running.poll(GRACE) {
                        Some(outcome) => died(&outcome),
                        None => {
                            let stuck = stuck(&self.running, &reports);
                            self.running.kill("a PE has closed its socket");
                            format!("a PE has left the trial\n{stuck}")
                        }
                    });
                }
                Err(RecvTimeoutError::Timeout) => {
                    if let Some(outcome) = self.running.poll(Duration::ZERO) {
                        return Err(died(&outcome));
                    }
                }
            }
            let failed = reports.iter().flatten().any(Report::is_err);
            if reports.iter().all(Option::is_some) {
                if !failed {
                    return Ok(());
                }
                deadline = Instant::now();
            }
            if Instant::now() >= deadline {
                let what = if failed { "the trial failed".to_owned() } else { late(limit) };
                let stuck = stuck(&self.running, &reports);
                self.running.kill(&what);
                return Err(format!("{what}\n{stuck}"));
            }
        }
    }

    fn order(&self, number: u32) {
        for pe in &self.orders {
            // A PE that cannot be written to has died, and the job with it: seen later.
            let _ = wire::send_number(pe, number);
        }
    }

    /// Awaits the end of a job that was told to finish.
    fn finish(mut self) -> Result<(), String> {
        match self.running.poll(DEADLINE) {
            Some(outcome) if outcome.status == 0 => Ok(()),
            Some(outcome) => Err(died(&outcome)),
            None => {
                let stuck = stuck(&self.running, &vec![None; self.orders.len()]);
                self.running.kill("it does not finalize");
                Err(format!("it does not finalize\n{stuck}"))
            }
        }
    }
}

/// Learns who has connected, and passes on what it reports until it closes the socket.
fn greet(stream: &UnixStream, reports: Sender<Message>) -> io::Result<usize> {
    stream.set_nonblocking(false)?;
    let pe = wire::receive_number(stream)? as usize;
    let stream = stream.try_clone()?;
    thread::spawn(move || {
        loop {
            let report = wire::receive_report(&stream);
            let closed = report.is_err();
            if reports.send((pe, report)).is_err() || closed {
                return;
            }
        }
    });
    Ok(pe)
}

/// A line per PE: how it fared, or what it waits for.
pub(crate) fn stuck(running: &Running, reports: &[Option<Report>]) -> String {
    let activities = running.activities();
    let mut text = String::new();
    for (pe, report) in reports.iter().enumerate() {
        let _ = match report {
            Some(Ok(())) => writeln!(text, "PE {pe}: passed"),
            Some(Err(panic)) => writeln!(text, "PE {pe}: {panic}"),
            None => writeln!(text, "PE {pe}: not finished{}", waiting(activities.as_deref(), pe)),
        };
    }
    text
}

/// What else there is to say of a PE that has not finished.
fn waiting(activities: Option<&[PeActivity]>, pe: usize) -> String {
    let Some(activities) = activities else { return String::new() };
    let activity = activities.iter().find(|a| a.pe == pe).and_then(|a| a.waiting.as_deref());
    activity.map_or(", not waiting".to_owned(), |waiting| format!(", waiting: {waiting}"))
}

/// What is said of a trial that has not finished in time.
pub(crate) fn late(limit: Duration) -> String {
    format!("the trial did not finish before its deadline of {limit:?}")
}

/// How a job ended that should not have.
pub(crate) fn died(outcome: &Outcome) -> String {
    let mut text = format!("the job ended with status {}", outcome.status);
    if let Some(message) = &outcome.message {
        let _ = write!(text, ": {message}");
    }
    for (pe, stderr) in outcome.stderr.iter().enumerate().filter(|(_, e)| !e.is_empty()) {
        let _ = write!(text, "\nPE {pe} wrote:\n{}", String::from_utf8_lossy(stderr));
    }
    text
}
