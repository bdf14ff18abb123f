//! The fault tests, over and over: what fails once in a hundred times fails.

use std::time::Duration;

use crate::cargo::{self, cargo};
use crate::exec::{self, Echo};
use crate::report::Report;

const ROUND: Duration = Duration::from_secs(15 * 60);

/// Runs the fault tests `rounds` times; stops at the first failure and shows what it said.
pub(crate) fn run(rounds: u32, report: &mut Report) {
    let build = cargo::build(&["test", "-p", "shmem-tests", "--test", "faults", "--no-run"]);
    if let Err(why) = build {
        return report.lint("build", Err(why));
    }
    for round in 1..=rounds {
        let mut faults = cargo(["test", "-p", "shmem-tests", "--test", "faults"]);
        let ended = exec::run(&mut faults, ROUND, Echo::Quiet);
        let name = format!("round {round} of {rounds}");
        let all_well = report.suite_ended(&name, &ended);
        if !all_well {
            eprintln!("{}", ended.output());
            return;
        }
        println!("{name}: {}", ended.tally.unwrap_or_default());
    }
}
