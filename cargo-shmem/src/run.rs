//! `cargo shmem run`.

use crate::build::{Built, build};
use crate::cli::{Provider, Run};
use crate::system;
use anyhow::{Result, bail};
use shmem_smp::launch::Job;
use std::process::ExitCode;
use std::time::Duration;

/// Builds if need be, launches, and answers the job's status.
pub(crate) fn run(run: &Run) -> Result<ExitCode> {
    if run.npes == 0 {
        bail!("a job needs at least one PE");
    }
    let built = match &run.program {
        Some(program) => Built { program: program.clone(), libraries: Vec::new(), launcher: None },
        None => build(&run.build, run.provider)?,
    };
    let mut job = Job::new(&built.program, run.npes)
        .args(&run.args)
        .bind(run.job.bind_to.into())
        .tag_output(run.job.tag_output);
    for (name, value) in &run.job.env {
        job = job.env(name, value);
    }
    if let Some(bytes) = run.job.heap {
        job = job.heap_size(bytes);
    }
    let status = match run.provider {
        Provider::Bundled => {
            if let Some(option) = run.job.launcher_options.first() {
                bail!("{} is for the system's launcher: add --provider system", option.display());
            }
            run_here(job, run.job.timeout)?
        }
        Provider::System => system::run(&built, &job, &run.job)?,
    };
    Ok(exit_code(status))
}

/// Runs a job of the bundled runtime, says why it ended if that is not clear, and answers its status.
pub(crate) fn run_here(mut job: Job, timeout: Option<Duration>) -> Result<i32> {
    if let Some(timeout) = timeout {
        job = job.timeout(timeout);
    }
    let outcome = job.forward_signals(true).spawn()?.wait();
    outcome.report();
    Ok(outcome.status)
}

/// A job's status as the shell sees it: the low byte, but a failure never becomes a success.
pub(crate) fn exit_code(status: i32) -> ExitCode {
    let low = (status & 0xff) as u8;
    ExitCode::from(if low == 0 && status != 0 { 1 } else { low })
}
