//! The one variable by which our launcher tells a process which PE of which job it is.

use super::process::Process;
use std::fmt;

/// The variable's name.
pub(crate) const VARIABLE: &str = "SHMEM_SMP_JOB";

/// A place in a job: `v1:fd=5:pe=2:npes=4:cookie=1f…:launcher=4711.998877`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ticket {
    /// The inherited descriptor of the job's segment.
    pub(crate) fd: i32,
    pub(crate) pe: usize,
    pub(crate) npes: usize,
    /// The segment's own, so that no other file can be taken for it.
    pub(crate) cookie: u64,
    /// Who watches the job.
    pub(crate) launcher: Process,
}

impl fmt::Display for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { fd, pe, npes, cookie, launcher: Process { pid, started } } = self;
        write!(f, "v1:fd={fd}:pe={pe}:npes={npes}:cookie={cookie:x}:launcher={pid}.{started}")
    }
}

impl Ticket {
    /// Reads what [`Ticket`] writes; `None` for anything else.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut fields = text.split(':');
        if fields.next()? != "v1" {
            return None;
        }
        let mut value = |name: &str| fields.next()?.strip_prefix(name)?.strip_prefix('=');
        let fd = value("fd")?.parse().ok().filter(|&fd| fd >= 0)?;
        let pe = value("pe")?.parse().ok()?;
        let npes = value("npes")?.parse().ok()?;
        let cookie = u64::from_str_radix(value("cookie")?, 16).ok()?;
        let (pid, started) = value("launcher")?.split_once('.')?;
        let launcher = Process { pid: pid.parse().ok()?, started: started.parse().ok()? };
        (pe < npes && fields.next().is_none()).then_some(Self { fd, pe, npes, cookie, launcher })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let launcher = Process { pid: 4711, started: 998_877 };
        let ticket = Ticket { fd: 5, pe: 2, npes: 4, cookie: u64::MAX - 1, launcher };
        assert_eq!(Ticket::parse(&ticket.to_string()), Some(ticket));
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "v1",
            "v2:fd=5:pe=2:npes=4:cookie=1:launcher=1.2",
            "v1:fd=-5:pe=2:npes=4:cookie=1:launcher=1.2",
            "v1:fd=5:pe=4:npes=4:cookie=1:launcher=1.2",
            "v1:fd=5:pe=2:npes=4:cookie=x:launcher=1.2",
            "v1:fd=5:pe=2:npes=4:cookie=1:launcher=1",
            "v1:fd=5:pe=2:npes=4:cookie=1:launcher=1.2:more",
            "v1:pe=2:fd=5:npes=4:cookie=1:launcher=1.2",
        ] {
            assert_eq!(Ticket::parse(text), None, "{text}");
        }
    }
}
