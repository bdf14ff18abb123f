//! Whether a process of the same machine is still there.
//!
//! Libraries do not say: a message to a process that has died is lost, and one from it is waited for. Launchers end
//! the whole job by default, but can be told not to.

use std::collections::VecDeque;
use std::fs;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

/// How often to look at one.
const GLANCE: Duration = Duration::from_millis(1);

/// A process, as others of its machine know it. Its number can be another's later, who begins later.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Identity {
    machine: String,
    number: u32,
    began: u64,
}

impl Identity {
    /// This process's, if the system says.
    pub(super) fn own() -> Option<Self> {
        let number = std::process::id();
        let (_, began) = state(number)?;
        Some(Self { machine: machine()?, number, began })
    }

    fn is_gone(&self) -> bool {
        state(self.number).is_none_or(|(dead, began)| dead || began != self.began)
    }
}

/// What tells this machine from others, and containers on it whose processes have numbers of their own.
fn machine() -> Option<String> {
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let numbers = fs::read_link("/proc/self/ns/pid").ok()?;
    Some(format!("{} {}", boot.trim(), numbers.display()))
}

/// Whether a process is dead, though its parent does not know yet, and when it began; `None` if there is none.
fn state(number: u32) -> Option<(bool, u64)> {
    let text = fs::read_to_string(format!("/proc/{number}/stat")).ok()?;
    // The program's name, in brackets, may have anything in it.
    let (_, behind) = text.rsplit_once(") ")?;
    let mut fields = behind.split(' ');
    let dead = matches!(fields.next()?, "Z" | "X");
    let began = fields.nth(18)?.parse().ok()?;
    Some((dead, began))
}

/// Processes that somebody waits for, by their ranks.
pub(super) struct Watch {
    machine: Option<String>,
    watched: VecDeque<(usize, Identity)>,
    looked: Instant,
}

impl Watch {
    pub(super) fn new() -> Self {
        Self { machine: machine(), watched: VecDeque::new(), looked: Instant::now() }
    }

    /// Watches a process, if it is on this machine.
    pub(super) fn add(&mut self, rank: usize, process: Option<Identity>) {
        let process = process.filter(|process| Some(&process.machine) == self.machine.as_ref());
        self.watched.extend(process.map(|process| (rank, process)));
    }

    /// Whether a process is known to be gone.
    pub(super) fn has_lost(&self, rank: usize) -> bool {
        self.watched.iter().any(|(watched, process)| *watched == rank && process.is_gone())
    }

    /// Watches a process no more.
    pub(super) fn forget(&mut self, rank: usize) {
        self.watched.retain(|(watched, _)| *watched != rank);
    }

    /// Looks at the next one, if it is time to, and returns its rank if it is gone.
    pub(super) fn look(&mut self) -> Option<usize> {
        if self.looked.elapsed() < GLANCE {
            return None;
        }
        self.looked = Instant::now();
        self.watched.rotate_left(usize::from(!self.watched.is_empty()));
        let (rank, process) = self.watched.front()?;
        process.is_gone().then_some(*rank)
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::thread::sleep;

    use super::*;

    #[test]
    fn who_dies_is_noticed() {
        let mut child = Command::new("sleep").arg("100").spawn().expect("a process");
        let own = Identity::own().expect("the system says");
        let (_, began) = state(child.id()).expect("it is there");
        let other = Identity { machine: own.machine.clone(), number: child.id(), began };
        let mut watch = Watch::new();
        watch.add(0, Some(own));
        watch.add(1, Some(other));
        watch.add(2, Some(Identity { machine: "another".to_owned(), number: 0, began: 0 }));
        watch.add(3, None);
        for _ in 0..10 {
            sleep(GLANCE);
            assert_eq!(watch.look(), None);
        }
        child.kill().expect("it was there");
        let mut looks = 0..1000;
        let lost = looks.find_map(|_| {
            sleep(GLANCE);
            watch.look()
        });
        assert_eq!((lost, watch.has_lost(0), watch.has_lost(1)), (Some(1), false, true));
        watch.forget(1);
        assert!(!watch.has_lost(1));
        child.wait().expect("it has ended");
    }
}
