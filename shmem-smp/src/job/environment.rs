//! What a process's environment says about its job.

use super::foreign::{self, Place};
use super::ticket::{self, Ticket};
use crate::layout::MAX_PES;
use shmem_core::heap_size::HeapSize;
use std::collections::HashMap;
use std::fmt;

/// How many PEs a program that launches itself shall have.
pub(crate) const NPES: &str = "SHMEM_NPES";

/// Which launcher to believe: `none`, `self`, `smp`, `ompi`, `pmi` or `slurm`.
pub(crate) const LAUNCHER: &str = "SHMEM_LAUNCHER";

/// How this process came to be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// Our launcher started it.
    Launched(Ticket),
    /// Somebody else's launcher did, with others.
    Foreign(Place),
    /// Nobody did; it is to start its own PEs.
    SelfLaunch(usize),
    /// It is a job of one PE.
    Alone,
}

impl Start {
    fn foreign(place: Place) -> Self {
        if place.size == 1 { Self::Alone } else { Self::Foreign(place) }
    }
}

impl fmt::Display for Start {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Launched(Ticket { pe, npes, .. }) => {
                write!(f, "ours: this is PE {pe} of {npes}")
            }
            Self::Foreign(Place { label, rank, size, .. }) => {
                write!(f, "{label}: this is PE {rank} of {size}")
            }
            Self::SelfLaunch(npes) => write!(f, "none: programs start {npes} PEs ({NPES})"),
            Self::Alone => f.write_str("none: programs are jobs of one PE"),
        }
    }
}

/// Variables and their values. Values that are not Unicode are read with replacements.
pub(crate) struct Environment(HashMap<String, String>);

impl Environment {
    /// This process's.
    pub(crate) fn of_process() -> Self {
        let pairs = std::env::vars_os().map(|(name, value)| (lossy(&name), lossy(&value)));
        Self(pairs.collect())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// A number from the environment, or a line that says what it should have been.
    pub(crate) fn number(&self, name: &str) -> Result<Option<usize>, String> {
        let Some(text) = self.get(name) else { return Ok(None) };
        let number = text.trim().parse();
        number.map(Some).map_err(|_| format!("{name}={text}: not a whole number"))
    }

    pub(crate) fn heap_size(&self) -> Result<HeapSize, String> {
        HeapSize::from_env(|name| self.get(name).map(str::to_owned))
    }

    /// Who started this process.
    pub(crate) fn start(&self) -> Result<Start, String> {
        match self.get(LAUNCHER) {
            None => {
                if self.get(ticket::VARIABLE).is_some() {
                    self.launched()
                } else if let Some(place) = foreign::find(self)? {
                    Ok(Start::foreign(place))
                } else if self.get(NPES).is_some() {
                    self.self_launch()
                } else {
                    Ok(Start::Alone)
                }
            }
            Some("none") => Ok(Start::Alone),
            Some("self") => self.self_launch(),
            Some("smp") => self.launched(),
            Some(other) => foreign::named(other, self).map_or_else(
                || {
                    Err(format!(
                        "{LAUNCHER}={other}: no such launcher; give none, self, smp, ompi, pmi or \
                         slurm"
                    ))
                },
                |place| place.map(Start::foreign),
            ),
        }
    }

    fn launched(&self) -> Result<Start, String> {
        let name = ticket::VARIABLE;
        let text =
            self.get(name).ok_or_else(|| format!("{LAUNCHER}=smp, but {name} is not set"))?;
        Ticket::parse(text).map(Start::Launched).ok_or_else(|| {
            format!(
                "{name}={text}: not written by this version's launcher; unset it, or start the \
                 program with cargo shmem run"
            )
        })
    }

    fn self_launch(&self) -> Result<Start, String> {
        match self.number(NPES)? {
            Some(npes) if (1..=MAX_PES).contains(&npes) => Ok(Start::SelfLaunch(npes)),
            Some(npes) => Err(format!("{NPES}={npes}: a job has 1 to {MAX_PES} PEs")),
            None => Err(format!("{LAUNCHER}=self, but {NPES} does not say how many PEs to start")),
        }
    }
}

fn lossy(text: &std::ffi::OsStr) -> String {
    text.to_string_lossy().into_owned()
}

#[cfg(test)]
impl<const N: usize> From<[(&str, &str); N]> for Environment {
    fn from(pairs: [(&str, &str); N]) -> Self {
        Self(pairs.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect())
    }
}
