//! Joining a job that our launcher started: its segment came with the process.

#![allow(unsafe_code, reason = "takes over a descriptor that the environment names")]

use super::Attached;
use super::claim::{self, Refused};
use super::environment::LAUNCHER;
use super::process::Process;
use super::ticket::Ticket;
use crate::layout::{Header, MAGIC};
use crate::segment::{Extent, Segment};
use rustix::io::{FdFlags, fcntl_setfd, pread};
use rustix::process::{Signal, set_parent_process_death_signal};
use std::mem::offset_of;
use std::os::fd::{BorrowedFd, FromRawFd, OwnedFd};

/// Takes the place in the job that the ticket gives.
pub(crate) fn join(ticket: Ticket) -> Result<Attached, String> {
    let Ticket { pe, npes, launcher, .. } = ticket;
    if !is_segment_of(&ticket) {
        return Err(format!(
            "this process inherited the place of PE {pe} but not the job's memory: a process that \
             a PE starts does not become that PE; to give it a job of its own, start it with \
             {LAUNCHER}=none"
        ));
    }
    // SAFETY: the launcher left this descriptor open for the runtime and told nobody else of it;
    // its content shows that it is still that one.
    let fd = unsafe { OwnedFd::from_raw_fd(ticket.fd) };
    fcntl_setfd(&fd, FdFlags::CLOEXEC).map_err(|error| format!("the job's memory: {error}"))?;
    let segment = Segment::open(fd, Extent::Whole).map_err(|error| error.to_string())?;
    if segment.geometry().npes != npes {
        return Err(format!("the job has {} PEs, not {npes}", segment.geometry().npes));
    }
    die_with_parent(launcher)?;
    let identity = &segment.control(pe).identity.0;
    claim::claim(identity, Process::this()).map_err(|refused| match refused {
        Refused::Over => "the job that this process was started for has ended".to_owned(),
        Refused::Taken(pid) => format!(
            "process {pid} is PE {pe} of this job already: a process that a PE starts does not \
             become that PE; to give it a job of its own, start it with {LAUNCHER}=none"
        ),
    })?;
    Ok(Attached { segment, pe, supervised: true })
}

/// Whether the ticket's descriptor is open and the ticket's segment, and not by now another file.
fn is_segment_of(ticket: &Ticket) -> bool {
    // SAFETY: only lent to reads that fail when nothing is open under that number.
    let fd = unsafe { BorrowedFd::borrow_raw(ticket.fd) };
    let word = |offset: usize| {
        let mut bytes = [0; 8];
        (pread(fd, &mut bytes, offset as u64) == Ok(8)).then(|| u64::from_ne_bytes(bytes))
    };
    word(offset_of!(Header, magic)) == Some(MAGIC)
        && word(offset_of!(Header, cookie)) == Some(ticket.cookie)
}

/// Has the kernel kill this process when whoever started it dies. The launcher sees to that for
/// its own children; between it and a PE there may be a shell or another wrapper.
fn die_with_parent(launcher: Process) -> Result<(), String> {
    set_parent_process_death_signal(Some(Signal::KILL))
        .map_err(|error| format!("cannot tie this PE to its launcher: {error}"))?;
    if launcher.is_alive() {
        Ok(())
    } else {
        Err(format!("the launcher of this job (process {}) is gone", launcher.pid))
    }
}
