//! A job under way: of our own launcher's, or of the system library's.

use std::time::Duration;

use shmem_smp::launch::{self, Job, Outcome, PeActivity};

use crate::host::host;
use crate::theirs::Theirs;

/// A job under way. It is killed when dropped.
pub(crate) enum Running {
    /// By the bundled runtime's launcher.
    Ours(Box<launch::Running>),
    /// By the launcher of the library that this test is linked with.
    Theirs(Theirs),
}

impl Running {
    /// Starts a job by the launcher that goes with what its PEs run in.
    pub(crate) fn start(job: Job) -> Result<Self, String> {
        match host().launcher() {
            None => {
                job.spawn().map(|job| Self::Ours(Box::new(job))).map_err(|error| error.to_string())
            }
            Some(launcher) => Theirs::start(&launcher?, job).map(Self::Theirs),
        }
    }

    /// The job's end, if it comes before the timeout.
    pub(crate) fn poll(&mut self, timeout: Duration) -> Option<Outcome> {
        match self {
            Self::Ours(job) => job.poll(timeout),
            Self::Theirs(job) => job.poll(timeout),
        }
    }

    pub(crate) fn kill(&mut self, why: &str) {
        match self {
            Self::Ours(job) => job.kill(why),
            Self::Theirs(job) => job.kill(),
        }
    }

    /// The PEs' processes, as far as they are known.
    pub(crate) fn pids(&self) -> Vec<u32> {
        match self {
            Self::Ours(job) => job.pids(),
            Self::Theirs(job) => job.pids(),
        }
    }

    /// What PEs wait for, if that can be known.
    pub(crate) fn activities(&self) -> Option<Vec<PeActivity>> {
        match self {
            Self::Ours(job) => Some(job.activities()),
            Self::Theirs(_) => None,
        }
    }
}
