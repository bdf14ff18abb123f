//! Which processors each PE may run on.

use super::error::LaunchError;
use rustix::thread::{CpuSet, sched_getaffinity};

/// How PEs are bound to processors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Bind {
    /// When there are processors enough for one each, every PE gets an equal share of those that
    /// the launcher may use; otherwise as [`Bind::None`]. A job of one PE thus keeps them all.
    #[default]
    Share,
    /// PE *i* gets the *i*-th processor that the launcher may use; an error when there are too few.
    Core,
    /// PEs run wherever the launcher may.
    None,
}

impl Bind {
    /// The processors of each PE, or `None` to leave them as they are.
    pub(crate) fn masks(self, npes: usize) -> Result<Option<Vec<CpuSet>>, LaunchError> {
        if self == Self::None {
            return Ok(None);
        }
        let cpus = allowed();
        if cpus.len() < npes {
            return match self {
                Self::Core => Err(LaunchError::TooFewCpus { npes, cpus: cpus.len() }),
                Self::Share | Self::None => Ok(None),
            };
        }
        let share = |pe: usize| match self {
            Self::Core => &cpus[pe..=pe],
            Self::Share | Self::None => &cpus[pe * cpus.len() / npes..(pe + 1) * cpus.len() / npes],
        };
        Ok(Some((0..npes).map(|pe| mask(share(pe))).collect()))
    }
}

/// The processors that this process may use; none where the kernel does not tell.
#[must_use]
pub fn allowed() -> Vec<usize> {
    let Ok(set) = sched_getaffinity(None) else { return Vec::new() };
    (0..CpuSet::MAX_CPU).filter(|&cpu| set.is_set(cpu)).collect()
}

fn mask(cpus: &[usize]) -> CpuSet {
    let mut set = CpuSet::new();
    for &cpu in cpus {
        set.set(cpu);
    }
    set
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_disjoint_and_use_all() {
        let cpus = allowed();
        for npes in 1..=cpus.len() {
            let masks = Bind::Share.masks(npes).unwrap().unwrap();
            for cpu in &cpus {
                assert_eq!(masks.iter().filter(|mask| mask.is_set(*cpu)).count(), 1);
            }
            let cores = Bind::Core.masks(npes).unwrap().unwrap();
            assert!(cores.iter().all(|mask| mask.count() == 1));
        }
    }

    #[test]
    fn too_few_processors() {
        let many = allowed().len() + 1;
        assert!(Bind::Share.masks(many).unwrap().is_none());
        assert!(matches!(Bind::Core.masks(many), Err(LaunchError::TooFewCpus { .. })));
    }
}
