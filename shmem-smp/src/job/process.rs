//! What the kernel tells about a process, from `/proc/<pid>/stat`.

use std::fs;

/// A process, told from any other that had or will have its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Process {
    pub(crate) pid: u32,
    /// When it started, in clock ticks after boot.
    pub(crate) started: u64,
}

/// What we read of `/proc/<pid>/stat`.
struct Stat {
    state: u8,
    parent: u32,
    started: u64,
}

impl Process {
    /// The process of that number, unless there is none or it is dead and only waits to be reaped.
    pub(crate) fn of(pid: u32) -> Option<Self> {
        let stat = stat(pid)?;
        (!matches!(stat.state, b'Z' | b'X')).then_some(Self { pid, started: stat.started })
    }

    /// This process.
    pub(crate) fn this() -> Self {
        let pid = std::process::id();
        Self { pid, started: stat(pid).map_or(0, |stat| stat.started) }
    }

    /// Whether this very process still runs. A start time of 0 is not known and matches any.
    pub(crate) fn is_alive(self) -> bool {
        Self::of(self.pid)
            .is_some_and(|now| self.started == 0 || now.started == 0 || now.started == self.started)
    }

    /// The process that started this one, or that adopted it.
    pub(crate) fn parent(self) -> Option<Self> {
        stat(self.pid).and_then(|stat| Self::of(stat.parent))
    }
}

fn stat(pid: u32) -> Option<Stat> {
    parse(&fs::read(format!("/proc/{pid}/stat")).ok()?)
}

/// The command's name stands in parentheses and may hold anything, parentheses too.
fn parse(line: &[u8]) -> Option<Stat> {
    let end = line.iter().rposition(|&byte| byte == b')')?;
    let rest = std::str::from_utf8(&line[end + 1..]).ok()?;
    let mut fields = rest.split_ascii_whitespace();
    let state = *fields.next()?.as_bytes().first()?;
    let parent = fields.next()?.parse().ok()?;
    let started = fields.nth(17)?.parse().ok()?;
    Some(Stat { state, parent, started })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_hold_anything() {
        let line = b"42 (a) R 7 (b) S 17 42 42 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987654 11 12";
        let stat = parse(line).unwrap();
        assert_eq!((stat.state, stat.parent, stat.started), (b'S', 17, 987_654));
    }

    #[test]
    fn this_process_is_alive_and_has_a_parent() {
        let this = Process::this();
        assert!(this.started > 0);
        assert!(this.is_alive());
        assert_eq!(this.parent().map(|p| p.pid), Some(std::os::unix::process::parent_id()));
        assert!(!Process { started: this.started + 1, ..this }.is_alive());
    }

    #[test]
    fn a_zombie_is_dead() {
        let mut child = std::process::Command::new("/bin/true").spawn().unwrap();
        let process = Process { pid: child.id(), started: 0 };
        while process.is_alive() {
            std::thread::yield_now();
        }
        child.wait().unwrap();
        assert!(!process.is_alive());
    }
}
