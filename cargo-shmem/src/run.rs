//! `cargo shmem run`.

use crate::build::build;
use crate::cli::Run;
use anyhow::{Result, bail};
use shmem_smp::launch::Job;
use std::process::ExitCode;

/// Builds if need be, launches, and answers the job's status.
pub(crate) fn run(run: &Run) -> Result<ExitCode> {
    if run.npes == 0 {
        bail!("a job needs at least one PE");
    }
    let program = match &run.program {
        Some(program) => program.clone(),
        None => build(&run.build)?,
    };
    let mut job = Job::new(program, run.npes)
        .args(&run.args)
        .bind(run.job.bind_to.into())
        .tag_output(run.job.tag_output)
        .forward_signals(true);
    for (name, value) in &run.job.env {
        job = job.env(name, value);
    }
    if let Some(bytes) = run.job.heap {
        job = job.heap_size(bytes);
    }
    if let Some(timeout) = run.job.timeout {
        job = job.timeout(timeout);
    }
    let outcome = job.spawn()?.wait();
    outcome.report();
    // As the shell sees it: the low byte, but a failure never becomes a success.
    let status = (outcome.status & 0xff) as u8;
    Ok(ExitCode::from(if status == 0 && outcome.status != 0 { 1 } else { status }))
}
