#![doc = include_str!("../README.md")]

mod body;
mod driver;
mod host;
mod isolated;
mod macros;
#[cfg(feature = "mpi")]
mod mpi;
mod pe;
mod running;
mod theirs;
mod trial;
mod wire;

use std::collections::BTreeSet;
use std::process::exit;
use std::sync::Arc;
use std::time::Duration;

use libtest_mimic::Arguments;

pub use body::{Body, Place, Verdict};
pub use isolated::Ended;
use running::Running;
pub use shmem_smp::launch::{Job, Outcome};
pub use trial::{DEADLINE, NPES, Trial};

/// The programs of the workspace's README, which have to compile: its test as well as its first program.
#[cfg(all(doctest, feature = "shmem"))]
#[doc = include_str!("../../README.md")]
pub struct Readme;

/// Runs the trials that the command line asks for, and leaves the process.
///
/// Every process of a test binary calls this first thing in `main`, with the same trials: the one
/// that cargo started drives, the PEs that it launches take their orders from it. [`tests!`] and its `main` do.
///
/// ```no_run
/// fn starts() {}
///
/// shmem_test::run(vec![shmem_test::Trial::new("starts", starts).npes(&[1, 2])]);
/// ```
pub fn run(trials: Vec<Trial>) -> ! {
    if let Some(name) = isolated::requested() {
        isolated::run_body(&trials, &name)
    }
    if let Some(address) = wire::requested() {
        pe::serve(&trials, &address)
    }
    drive(trials)
}

/// Runs a job of any program by the launcher that goes with the provider this test is linked with, and
/// says how it ended; what it printed is kept by PE.
///
/// # Errors
///
/// Why it could not be started, or that it had not ended when `deadline` had passed; it is ended then.
pub fn run_job(job: Job, deadline: Duration) -> Result<Outcome, String> {
    let npes = job.npes();
    let mut running = Running::start(job.capture(true))?;
    let outcome = running.poll(deadline);
    outcome.ok_or_else(|| {
        let stuck = driver::stuck(&running, &vec![None; npes]);
        running.kill("its deadline has passed");
        format!("the job has not ended within {} s\n{stuck}", deadline.as_secs_f64())
    })
}

/// As [`run_job`], by the launcher that goes with the MPI library.
///
/// # Errors
///
/// As there.
#[cfg(feature = "mpi")]
pub fn run_mpi_job(job: Job, deadline: Duration) -> Result<Outcome, String> {
    host::choose(&mpi::MpiHost);
    run_job(job, deadline)
}

/// As [`run`], for trials of MPI: the PEs are the ranks of `MPI_COMM_WORLD`, and the launcher is the MPI
/// library's. [`tests!`] does so where it begins with `#![mpi]`.
#[cfg(feature = "mpi")]
pub fn run_mpi(trials: Vec<Trial>) -> ! {
    host::choose(&mpi::MpiHost);
    run(trials)
}

/// How many trials run at once whose jobs are idle.
const IDLE_AT_ONCE: usize = 4;

fn drive(trials: Vec<Trial>) -> ! {
    let mut arguments = Arguments::from_args();
    let (idle, busy) =
        trials.into_iter().enumerate().partition::<Vec<_>, _>(|(_, trial)| trial.idle);

    // The PEs of one trial fill the machine; and a job belongs to the thread that launched it.
    arguments.test_threads = Some(1);
    let (sizes, busy) = by_npes(busy, &arguments);
    driver::launch(sizes);
    let mut conclusions = vec![libtest_mimic::run(&arguments, busy)];
    if let Err(why) = driver::finish() {
        eprintln!("{why}");
        exit(101);
    }
    if !idle.is_empty() {
        arguments.test_threads = Some(IDLE_AT_ONCE);
        let (_, idle) = by_npes(idle, &arguments);
        conclusions.push(libtest_mimic::run(&arguments, idle));
    }
    for conclusion in conclusions {
        conclusion.exit_if_failed();
    }
    exit(0)
}

/// Each trial at each of its PE counts: all trials of a PE count, then those of the next; and the sizes of the jobs that
/// those which are asked for share.
fn by_npes(
    trials: Vec<(usize, Trial)>,
    arguments: &Arguments,
) -> (BTreeSet<usize>, Vec<libtest_mimic::Trial>) {
    let (mut sizes, mut tests) = (BTreeSet::new(), Vec::new());
    for (index, trial) in trials {
        let trial = Arc::new(trial);
        for &npes in &trial.npes {
            let test = libtest_mimic::Trial::test(format!("{}::np{npes}", trial.name), {
                let trial = Arc::clone(&trial);
                move || trial.judge(trial.attempt(index, npes)).map_err(Into::into)
            });
            let test = test.with_ignored_flag(trial.ignored);
            let runs = !arguments.list
                && !arguments.is_filtered_out(&test)
                && !arguments.is_ignored(&test);
            if runs && trial.isolated.is_none() {
                sizes.insert(npes);
            }
            tests.push((npes, test));
        }
    }
    tests.sort_by_key(|(npes, _)| *npes);
    (sizes, tests.into_iter().map(|(_, test)| test).collect())
}
