//! What passed, what failed and what was skipped, and the lines that say so at the end.

use std::fmt::Display;
use std::mem;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use crate::exec::{self, Echo, Ended};
use crate::tally::Tally;
use crate::times::Times;

/// The running account of a task.
pub(crate) struct Report {
    tally: Tally,
    failures: Vec<String>,
    skips: Vec<String>,
    notes: Vec<String>,
    /// Of the running part.
    times: Times,
    /// When the last check or suite ended.
    last: Instant,
    parts: Vec<(&'static str, Duration, Times)>,
}

impl Default for Report {
    fn default() -> Self {
        Self {
            tally: Tally::default(),
            failures: Vec::new(),
            skips: Vec::new(),
            notes: Vec::new(),
            times: Times::default(),
            last: Instant::now(),
            parts: Vec::new(),
        }
    }
}

impl Report {
    /// Runs `body` as a named part and notes its time.
    pub(crate) fn part(&mut self, name: &'static str, body: impl FnOnce(&mut Report)) {
        if exec::interrupted() {
            return;
        }
        println!("\n== {name}");
        let started = Instant::now();
        self.last = started;
        body(self);
        self.parts.push((name, started.elapsed(), mem::take(&mut self.times)));
    }

    /// Counts a check as one test.
    pub(crate) fn lint(&mut self, name: &str, outcome: Result<(), impl Display>) {
        self.times.step(name, self.last.elapsed());
        self.last = Instant::now();
        match outcome {
            Ok(()) => {
                println!("{name}: ok");
                self.tally += Tally::PASSED;
            }
            Err(why) => {
                eprintln!("{name}: FAILED\n{why}");
                self.tally += Tally::FAILED;
                self.failures.push(name.to_owned());
            }
        }
    }

    /// Runs a command that is a check by itself, and counts it as one test. Says whether all is well.
    pub(crate) fn lint_command(
        &mut self,
        name: &str,
        deadline: Duration,
        command: &mut Command,
    ) -> bool {
        println!("-- {name}");
        let end = exec::run(command, deadline, Echo::Stream).end;
        let well = end.success();
        self.lint(name, if well { Ok(()) } else { Err(end) });
        well
    }

    /// Runs a command that runs tests, and counts them.
    pub(crate) fn suite(&mut self, name: &str, deadline: Duration, command: &mut Command) {
        println!("-- {name}");
        let ended = exec::run(command, deadline, Echo::Stream);
        self.suite_ended(name, &ended);
    }

    /// Counts the tests of a command that has run them; says whether all is well.
    pub(crate) fn suite_ended(&mut self, name: &str, ended: &Ended) -> bool {
        self.times.suite(name, &ended.clock);
        self.last = Instant::now();
        self.skips.extend(ended.ignored.iter().map(|test| format!("{name}: {test}")));
        let counted = ended.tally.unwrap_or_default();
        self.tally += counted;
        let why = if !ended.end.success() {
            ended.end.to_string()
        } else if ended.tally.is_none() {
            "printed no summary line: no test ran".to_owned()
        } else if counted.failed > 0 {
            "exit status 0 in spite of failed tests".to_owned()
        } else {
            return true;
        };
        if counted.failed == 0 {
            self.tally += Tally::FAILED;
        }
        eprintln!("{name}: FAILED: {why}");
        self.failures.push(format!("{name}: {why}"));
        false
    }

    /// Counts something that could not be run here.
    pub(crate) fn skip(&mut self, name: &str, why: impl Display) {
        println!("{name}: skipped: {why}");
        self.tally += Tally::SKIPPED;
        self.skips.push(format!("{name}: {why}"));
    }

    /// Repeats a line at the end, where it is read.
    pub(crate) fn note(&mut self, line: String) {
        self.notes.push(line);
    }

    /// Prints the closing table and the line of counts; the exit status is that of the whole.
    pub(crate) fn finish(self) -> ExitCode {
        println!();
        for note in &self.notes {
            println!("note: {note}");
        }
        for skip in &self.skips {
            println!("skipped: {skip}");
        }
        for failure in &self.failures {
            println!("FAILED: {failure}");
        }
        for (part, time, times) in &self.parts {
            println!("{part} {:.1} min", time.as_secs_f64() / 60.0);
            print!("{}", times.longest());
        }
        println!("{}", self.tally);
        if exec::interrupted() {
            return ExitCode::from(130);
        }
        if self.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_secs(20);

    /// Not shown: whoever counts this test's own output must not count it in.
    fn suite_that_says(line: &str, status: u8) -> Report {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("echo '{line}'; exit {status}")]);
        let mut report = Report::default();
        let all_well = report.suite_ended("suite", &exec::run(&mut command, SOON, Echo::Quiet));
        assert_eq!(all_well, report.failures.is_empty());
        report
    }

    #[test]
    fn a_suite_that_passes() {
        let report = suite_that_says("test result: ok. 2 passed; 0 failed; 1 ignored", 0);
        assert_eq!(report.tally, Tally { passed: 2, failed: 0, skipped: 1 });
        assert!(report.failures.is_empty());
    }

    #[test]
    fn a_suite_that_dies_is_one_failure_more() {
        let report = suite_that_says("test result: ok. 2 passed; 0 failed; 0 ignored", 101);
        assert_eq!(report.tally, Tally { passed: 2, failed: 1, skipped: 0 });
        assert!(!report.failures.is_empty());
    }

    #[test]
    fn failed_tests_are_counted_once() {
        let report = suite_that_says("test result: FAILED. 2 passed; 3 failed; 1 ignored", 101);
        assert_eq!(report.tally, Tally { passed: 2, failed: 3, skipped: 1 });
    }

    #[test]
    fn a_suite_without_a_summary_fails() {
        let report = suite_that_says("nothing", 0);
        assert_eq!(report.tally, Tally::FAILED);
    }

    #[test]
    fn a_skip_is_counted_and_is_no_failure() {
        let mut report = Report::default();
        report.skip("srun", "not installed");
        report.lint("fmt", Ok::<(), &str>(()));
        assert_eq!(report.tally, Tally { passed: 1, failed: 0, skipped: 1 });
        assert!(report.failures.is_empty());
    }
}
