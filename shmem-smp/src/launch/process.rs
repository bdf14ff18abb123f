//! A process of a job, as its launcher sees it.

use rustix::process::{Pid, PidfdFlags, pidfd_open};
use std::os::fd::OwnedFd;
use std::process::{Child, ExitStatus};
use std::time::Instant;

/// One PE's process, or the wrapper that runs it.
pub(super) struct Pe {
    pub(super) child: Child,
    /// Becomes readable when the process ends.
    pub(super) pidfd: Option<OwnedFd>,
    pub(super) exit: Option<ExitStatus>,
    /// Since when the PE behind the wrapper is gone.
    pub(super) gone: Option<Instant>,
}

impl Pe {
    pub(super) fn new(child: Child) -> Self {
        // An older kernel, a sandbox or the limit on open files may refuse; then we ask often.
        let pidfd = pidfd_open(Pid::from_child(&child), PidfdFlags::empty()).ok();
        Self { child, pidfd, exit: None, gone: None }
    }
}
