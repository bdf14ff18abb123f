//! Sub-commands: streamed as they run, under a deadline, in a process group of their own.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};
use signal_hook::consts::{SIGINT, SIGTERM};

use crate::tally::{self, Tally};
use crate::times::Clock;

static INTERRUPTED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// How long a finished command's leftover processes may hold on to its output.
const LINGER: Duration = Duration::from_secs(10);

/// Turns Ctrl-C and a termination request into a flag, so that what runs is ended in good order.
pub(crate) fn catch_interrupts() -> io::Result<()> {
    let flag = INTERRUPTED.get_or_init(Arc::default);
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register(signal, Arc::clone(flag))?;
    }
    Ok(())
}

/// Whether somebody asked for the end.
pub(crate) fn interrupted() -> bool {
    INTERRUPTED.get().is_some_and(|flag| flag.load(Ordering::Relaxed))
}

/// What happens to the lines of a command beside being read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Echo {
    /// Shown as they come.
    Stream,
    /// Kept for the caller only.
    Quiet,
}

/// How a command ended, and what it said.
pub(crate) struct Ended {
    pub(crate) end: End,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// Sum of the summary lines on standard output; `None` if there was none.
    pub(crate) tally: Option<Tally>,
    /// The tests that it says it has not run.
    pub(crate) ignored: Vec<String>,
    /// How long what it tells of took.
    pub(crate) clock: Clock,
}

/// The way a command ended.
#[derive(Debug)]
pub(crate) enum End {
    Exited(ExitStatus),
    NotStarted(String),
    TooLong(Duration),
    LeftBehind,
    Interrupted,
}

impl End {
    pub(crate) fn success(&self) -> bool {
        matches!(self, End::Exited(status) if status.success())
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            End::Exited(status) => match (status.code(), status.signal()) {
                (Some(code), _) => write!(f, "exit status {code}"),
                (None, Some(signal)) => write!(f, "killed by signal {signal}"),
                (None, None) => write!(f, "{status}"),
            },
            End::NotStarted(why) => f.write_str(why),
            End::TooLong(deadline) => {
                write!(f, "still running after its deadline of {} s; killed", deadline.as_secs())
            }
            End::LeftBehind => f.write_str("left a process behind that held its output; killed"),
            End::Interrupted => f.write_str("interrupted"),
        }
    }
}

impl Ended {
    /// Everything the command said, for a message about its failure.
    pub(crate) fn output(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }

    fn not_started(why: String) -> Ended {
        Ended {
            end: End::NotStarted(why),
            stdout: String::new(),
            stderr: String::new(),
            tally: None,
            ignored: Vec::new(),
            clock: Clock::start(),
        }
    }
}

enum From {
    Stdout(Vec<u8>),
    Stderr(Vec<u8>),
}

/// Runs `command` to its end or its `deadline`, whichever comes first; kills its process group then.
pub(crate) fn run(command: &mut Command, deadline: Duration, echo: Echo) -> Ended {
    let name = command.get_program().to_string_lossy().into_owned();
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => return Ended::not_started(format!("cannot start {name}: {error}")),
    };
    let (sender, lines) = mpsc::channel();
    if let Some(stdout) = child.stdout.take() {
        forward(stdout, sender.clone(), From::Stdout);
    }
    if let Some(stderr) = child.stderr.take() {
        forward(stderr, sender, From::Stderr);
    }

    let mut ended = Ended::not_started(String::new());
    let started = Instant::now();
    let mut exited: Option<Instant> = None;
    let early = loop {
        match lines.recv_timeout(Duration::from_millis(100)) {
            Ok(line) => ended.take(line, echo),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) if exited.is_some() => break None,
            Err(RecvTimeoutError::Disconnected) => std::thread::sleep(Duration::from_millis(20)),
        }
        if exited.is_none() && matches!(child.try_wait(), Ok(Some(_))) {
            exited = Some(Instant::now());
        }
        if interrupted() {
            break Some(End::Interrupted);
        }
        if exited.is_some_and(|at| at.elapsed() > LINGER) {
            break Some(End::LeftBehind);
        }
        if exited.is_none() && started.elapsed() > deadline {
            break Some(End::TooLong(deadline));
        }
    };
    if early.is_some() {
        kill_group(&child);
        while let Ok(line) = lines.recv_timeout(Duration::from_millis(500)) {
            ended.take(line, echo);
        }
    }
    ended.end = match (early, child.wait()) {
        (Some(end), _) => end,
        (None, Ok(status)) => End::Exited(status),
        (None, Err(error)) => End::NotStarted(format!("cannot wait for {name}: {error}")),
    };
    ended
}

impl Ended {
    fn take(&mut self, line: From, echo: Echo) {
        match line {
            From::Stdout(bytes) => {
                let line = String::from_utf8_lossy(&bytes);
                if let Some(tally) = Tally::from_summary(line.trim_end()) {
                    *self.tally.get_or_insert_default() += tally;
                }
                self.ignored.extend(tally::ignored(line.trim_end()).map(str::to_owned));
                self.clock.hear(&line);
                self.stdout.push_str(&line);
                if echo == Echo::Stream {
                    show(&mut io::stdout().lock(), &bytes);
                }
            }
            From::Stderr(bytes) => {
                let line = String::from_utf8_lossy(&bytes);
                self.clock.hear(&line);
                self.stderr.push_str(&line);
                if echo == Echo::Stream {
                    show(&mut io::stderr().lock(), &bytes);
                }
            }
        }
    }
}

/// A reader that has gone away must not end the tests.
fn show(to: &mut impl Write, bytes: &[u8]) {
    let _ = to.write_all(bytes).and_then(|()| to.flush());
}

fn forward(from: impl Read + Send + 'static, to: Sender<From>, wrap: fn(Vec<u8>) -> From) {
    std::thread::spawn(move || {
        let mut from = BufReader::new(from);
        loop {
            let mut line = Vec::new();
            match from.read_until(b'\n', &mut line) {
                Ok(0) | Err(_) => break,
                Ok(_) if to.send(wrap(line)).is_err() => break,
                Ok(_) => {}
            }
        }
    });
}

/// Kills a child that was started in a process group of its own, and all of the group.
pub(crate) fn kill_group(child: &Child) {
    if let Some(group) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        // The group may be gone already, which is what we want.
        let _ = kill_process_group(group, Signal::KILL);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(script: &str, deadline: Duration) -> Ended {
        run(Command::new("sh").args(["-c", script]), deadline, Echo::Quiet)
    }

    #[test]
    fn keeps_output_status_and_counts() {
        let line = "test result: ok. 2 passed; 0 failed; 1 ignored";
        let ended = sh(&format!("echo '{line}'; echo '{line}'; echo oops >&2; exit 3"), LINGER);
        assert_eq!(ended.end.to_string(), "exit status 3");
        assert_eq!(ended.tally, Some(Tally { passed: 4, failed: 0, skipped: 2 }));
        assert_eq!(ended.stderr, "oops\n");
        assert!(!ended.end.success());
    }

    #[test]
    fn deadline_kills_the_whole_group() {
        let ended = sh("echo $$; sleep 600 & sleep 600", Duration::from_millis(300));
        assert!(matches!(ended.end, End::TooLong(_)), "{}", ended.end);
        let group = ended.stdout.trim().parse().ok().and_then(Pid::from_raw).expect("a process id");
        // Killed processes may wait for somebody to collect them; no other is left.
        let killed = || rustix::process::test_kill_process_group(group).is_err();
        let patience = Instant::now();
        while !killed() && patience.elapsed() < LINGER {
            std::thread::sleep(Duration::from_millis(20));
        }
        assert!(killed() || zombies_only(group), "processes of group {group:?} are still there");
    }

    /// Whether no process of the group is more than an entry in the kernel's table.
    fn zombies_only(group: Pid) -> bool {
        let group = group.as_raw_nonzero().to_string();
        let processes = std::fs::read_dir("/proc").expect("/proc");
        processes.flatten().all(|process| {
            let stat = std::fs::read_to_string(process.path().join("stat")).unwrap_or_default();
            // After the name, which may hold anything: state, parent, group.
            let mut fields = stat.rsplit(") ").next().unwrap_or_default().split(' ');
            let state = fields.next();
            fields.nth(1) != Some(&group) || state == Some("Z")
        })
    }

    #[test]
    fn says_what_cannot_be_started() {
        let ended = run(&mut Command::new("no-such-program"), LINGER, Echo::Quiet);
        assert!(ended.end.to_string().starts_with("cannot start no-such-program: "));
    }
}
