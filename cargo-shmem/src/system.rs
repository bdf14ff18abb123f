//! Jobs over the system's OpenSHMEM library, by its own launcher.

#![allow(unsafe_code, reason = "prepares the launcher between fork and exec")]

use crate::build::Built;
use crate::cli::JobOptions;
use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process, set_parent_process_death_signal};
use shmem_smp::launch::{Job, Launcher};
use std::ffi::OsString;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, ExitStatus};
use std::time::{Duration, Instant};

/// How long a launcher may take to end its job in good order.
const GRACE: Duration = Duration::from_secs(5);

/// Between looks whether the job has ended.
const GLANCE: Duration = Duration::from_millis(5);

/// The status of a job that took too long, as the command `timeout` has it.
const TOO_LONG: i32 = 124;

/// Runs a job and answers its status.
pub(crate) fn run(built: &Built, job: &Job, options: &JobOptions) -> Result<i32> {
    let launcher = Launcher::find(built.launcher.as_deref())?;
    let launcher = launcher.options(options.launcher_options.iter().cloned());
    let mut command = launcher.command(job);
    if let Some(path) = library_path(built)? {
        command.env("LD_LIBRARY_PATH", path);
    }
    let Some(timeout) = options.timeout else {
        // In this process's place, so that every signal to it is the launcher's.
        let error = command.exec();
        return Err(error).with_context(|| format!("cannot start {launcher}"));
    };
    // SAFETY: the closure makes one system call and touches no memory of the parent's.
    unsafe {
        command.pre_exec(|| Ok(set_parent_process_death_signal(Some(Signal::TERM))?));
    }
    let mut child = command.spawn().with_context(|| format!("cannot start {launcher}"))?;
    if let Some(status) = wait(&mut child, timeout)? {
        return Ok(status.code().or(status.signal().map(|n| 128 + n)).unwrap_or(1));
    }
    eprintln!(
        "cargo shmem: the job has taken longer than {} s and is stopped",
        timeout.as_secs_f64()
    );
    if let Some(pid) = Pid::from_raw(child.id().cast_signed()) {
        kill_process(pid, Signal::TERM).context("cannot stop the launcher")?;
    }
    if wait(&mut child, GRACE)?.is_none() {
        child.kill().context("cannot kill the launcher")?;
    }
    Ok(TOO_LONG)
}

/// The library's directories before those in which the PEs would look anyway.
fn library_path(built: &Built) -> Result<Option<OsString>> {
    if built.libraries.is_empty() {
        return Ok(None);
    }
    let before = std::env::var_os("LD_LIBRARY_PATH").unwrap_or_default();
    let before: Vec<_> =
        std::env::split_paths(&before).filter(|path| !path.as_os_str().is_empty()).collect();
    let all = built.libraries.iter().chain(&before);
    Ok(Some(std::env::join_paths(all).context("a library's directory has a colon in its name")?))
}

fn wait(child: &mut Child, timeout: Duration) -> Result<Option<ExitStatus>> {
    let deadline = Instant::now() + timeout;
    loop {
        let status = child.try_wait().context("cannot wait for the launcher")?;
        if status.is_some() || Instant::now() >= deadline {
            return Ok(status);
        }
        std::thread::sleep(GLANCE);
    }
}
