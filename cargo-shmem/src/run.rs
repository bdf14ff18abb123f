//! `cargo shmem run`.

use crate::build::{Built, build};
use crate::cli::{Provider, Run};
use crate::system;
use anyhow::{Result, bail};
use shmem_smp::launch::Job;
use std::process::ExitCode;

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
        .tag_output(run.job.tag_output)
        .forward_signals(true);
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
            if let Some(timeout) = run.job.timeout {
                job = job.timeout(timeout);
            }
            let outcome = job.spawn()?.wait();
            outcome.report();
            outcome.status
        }
        Provider::System => system::run(&built, &job, &run.job)?,
    };
    // As the shell sees it: the low byte, but a failure never becomes a success.
    let low = (status & 0xff) as u8;
    Ok(ExitCode::from(if low == 0 && status != 0 { 1 } else { low }))
}
