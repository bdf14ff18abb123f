//! Starting the processes of a job.

#![allow(unsafe_code, reason = "prepares the child between fork and exec")]

use super::output::{Pipes, Pump};
use super::process::Pe;
use super::signals::Signals;
use super::supervise::Running;
use super::{Job, LaunchError, Output, clean};
use crate::job::new_segment;
use crate::job::process::Process;
use crate::job::ticket::{self, Ticket};
use crate::layout::MAX_PES;
use crate::segment::Segment;
use rustix::io::{Errno, FdFlags, fcntl_setfd};
use rustix::process::{Signal, getppid, set_parent_process_death_signal};
use rustix::thread::{CpuSet, sched_setaffinity};
use shmem_core::heap_size::HeapSize;
use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::sync::atomic::Ordering::Relaxed;

pub(super) fn spawn(job: Job) -> Result<Running, LaunchError> {
    match job.npes {
        0 => return Err(LaunchError::NoPes),
        npes if npes > MAX_PES => return Err(LaunchError::TooManyPes(npes)),
        _ => {}
    }
    let masks = job.bind.masks(job.npes)?;
    let heap = heap_size(&job).map_err(LaunchError::Heap)?;
    let segment = new_segment(job.npes, heap, true).map_err(LaunchError::Heap)?;
    let signals = job.forward_signals.then(Signals::catch).transpose();
    let signals = signals.map_err(LaunchError::Watch)?;

    let mut pipes = Pipes::default();
    let mut running = Running::new(segment, signals, job.timeout);
    for pe in 0..job.npes {
        let mask = masks.as_ref().map(|masks| masks[pe]);
        let mut child = command(&job, running.segment(), pe, mask)
            .spawn()
            .map_err(|error| refused(&job, pe, error))?;
        let (out, err) = (child.stdout.take(), child.stderr.take());
        running.add(Pe::new(child));
        pipes.add(pe, out, err).map_err(LaunchError::Watch)?;
    }
    let tag = job.output == Output::Tagged;
    running.pump_with(Pump::start(pipes, job.npes, tag).map_err(LaunchError::Watch)?);
    Ok(running)
}

/// The job's own setting, else what the PEs' environment will say; and what is to be spare.
fn heap_size(job: &Job) -> Result<HeapSize, String> {
    let size = match job.heap_size {
        Some(bytes) => HeapSize { bytes, variable: None },
        None => HeapSize::from_env(|name| {
            let own = job.env.iter().rev().find(|(key, _)| key == name);
            let value = own.map(|(_, value)| value.clone()).or_else(|| std::env::var_os(name));
            value.map(|value| value.to_string_lossy().into_owned())
        })?,
    };
    Ok(HeapSize { bytes: size.bytes.saturating_add(job.spare_heap), ..size })
}

/// The command that becomes one PE.
fn command(job: &Job, segment: &Segment, pe: usize, cpus: Option<CpuSet>) -> Command {
    let launcher = Process::this();
    let fd = segment.fd().as_raw_fd();
    let cookie = segment.header().cookie.load(Relaxed);
    let ticket = Ticket { fd, pe, npes: job.npes, cookie, launcher };

    let mut command = Command::new(&job.program);
    command.args(&job.args);
    if let Some(name) = &job.name {
        command.arg0(name);
    }
    let names: Vec<_> =
        std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()).collect();
    for name in clean::outer_job(&names.iter().map(String::as_str).collect::<Vec<_>>()) {
        command.env_remove(name);
    }
    command.envs(job.env.iter().map(|(name, value)| (name, value)));
    command.env(ticket::VARIABLE, ticket.to_string());
    command.stdin(if pe == 0 { Stdio::inherit() } else { Stdio::null() });
    if job.output != Output::Inherited {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
    }
    let prepare = move || {
        // SAFETY: the segment's descriptor was open when the parent forked, and nothing in the
        // child closes it.
        let fd = unsafe { BorrowedFd::borrow_raw(fd) };
        fcntl_setfd(fd, FdFlags::empty())?;
        tie_to(launcher)?;
        cpus.map_or(Ok(()), |cpus| sched_setaffinity(None, &cpus))?;
        Ok(())
    };
    // SAFETY: between fork and exec the closure only makes system calls: it neither allocates nor
    // takes a lock.
    unsafe { command.pre_exec(prepare) };
    command
}

/// Has the kernel kill the calling child when the launcher dies, also if it just did.
fn tie_to(launcher: Process) -> io::Result<()> {
    set_parent_process_death_signal(Some(Signal::KILL))?;
    let parent = getppid().map(|pid| pid.as_raw_nonzero().get().unsigned_abs());
    if parent == Some(launcher.pid) { Ok(()) } else { Err(Errno::CHILD.into()) }
}

/// Whether it was the program or the process that could not be had.
fn refused(job: &Job, pe: usize, error: io::Error) -> LaunchError {
    const OF_PROGRAM: [Errno; 8] = [
        Errno::NOENT,
        Errno::ACCESS,
        Errno::NOEXEC,
        Errno::NOTDIR,
        Errno::ISDIR,
        Errno::LOOP,
        Errno::NAMETOOLONG,
        Errno::PERM,
    ];
    let errno = error.raw_os_error();
    if OF_PROGRAM.iter().any(|of_program| Some(of_program.raw_os_error()) == errno) {
        LaunchError::Program { program: job.program.clone(), error }
    } else {
        LaunchError::Process { pe, npes: job.npes, error }
    }
}
