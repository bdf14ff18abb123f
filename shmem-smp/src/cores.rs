//! Whether every PE has a core to itself: what they may run on, and how much of it they are given.

use std::fs;
use std::path::Path;
use std::sync::atomic::Ordering::Relaxed;

use rustix::thread::{CpuSet, sched_getaffinity};

use crate::layout::{CPU_WORDS, Identity};

/// Writes the processors that this process may run on.
pub(crate) fn publish(identity: &Identity) {
    let allowed = sched_getaffinity(None).unwrap_or_else(|_| {
        // More processors than a mask of the usual size holds: only their number is left to know.
        let mut first = CpuSet::new();
        let count = std::thread::available_parallelism().map_or(1, usize::from);
        (0..count.min(CpuSet::MAX_CPU)).for_each(|cpu| first.set(cpu));
        first
    });
    for (i, word) in identity.cpus.iter().enumerate() {
        let bits =
            (0..64).filter(|bit| allowed.is_set(64 * i + bit)).fold(0, |w, bit| w | 1 << bit);
        word.store(bits, Relaxed);
    }
}

/// Whether there is a core for each of these PEs, who have all published theirs.
pub(crate) fn one_each<'a>(pes: impl ExactSizeIterator<Item = &'a Identity>) -> bool {
    let npes = pes.len();
    let mut union = [0; CPU_WORDS];
    for identity in pes {
        for (sum, word) in union.iter_mut().zip(&identity.cpus) {
            *sum |= word.load(Relaxed);
        }
    }
    let cpus: u32 = union.iter().map(|word| word.count_ones()).sum();
    npes <= cpus as usize && quota().is_none_or(|quota| npes as f64 <= quota)
}

/// How many processors' time the control groups of this process allow, if they set a limit.
fn quota() -> Option<f64> {
    let memberships = fs::read_to_string("/proc/self/cgroup").ok()?;
    tightest(&memberships, |path| fs::read_to_string(path).ok())
}

/// The smallest limit among these control groups and all above them, of either version.
fn tightest(memberships: &str, read: impl Fn(&Path) -> Option<String>) -> Option<f64> {
    let mut limits = Vec::new();
    for line in memberships.lines() {
        let mut fields = line.splitn(3, ':');
        let (Some(id), Some(controllers), Some(group)) =
            (fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        let version2 = id == "0" && controllers.is_empty();
        let mounts = match controllers {
            "" if version2 => ["", "unified"],
            _ if controllers.split(',').any(|name| name == "cpu") => [controllers, "cpu"],
            _ => continue,
        };
        for mount in mounts {
            let mount = Path::new("/sys/fs/cgroup").join(mount);
            // In a container the path may be that of the host; then only the root is here to see.
            for group in Path::new(group.trim_start_matches('/')).ancestors() {
                let directory = mount.join(group);
                let limit = if version2 {
                    read(&directory.join("cpu.max")).as_deref().and_then(ratio)
                } else {
                    let part = |name| read(&directory.join(name));
                    part("cpu.cfs_quota_us")
                        .zip(part("cpu.cfs_period_us"))
                        .and_then(|(quota, period)| ratio(&format!("{quota} {period}")))
                };
                limits.extend(limit);
            }
        }
    }
    limits.into_iter().reduce(f64::min)
}

/// "quota period"; a quota that is no positive number is none.
fn ratio(text: &str) -> Option<f64> {
    let mut numbers = text.split_whitespace().map(|word| word.parse::<f64>().ok());
    let (quota, period) = (numbers.next()??, numbers.next()??);
    (quota > 0.0 && period > 0.0).then(|| quota / period)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(memberships: &str, files: &[(&str, &str)]) -> Option<f64> {
        tightest(memberships, |path| {
            let file = files.iter().find(|(name, _)| Path::new(name) == path);
            file.map(|(_, text)| (*text).to_owned())
        })
    }

    #[test]
    fn version_2_limits_are_found_up_the_tree() {
        let files = [
            ("/sys/fs/cgroup/a/b/cpu.max", "max 100000\n"),
            ("/sys/fs/cgroup/a/cpu.max", "250000 100000\n"),
            ("/sys/fs/cgroup/cpu.max", "400000 100000\n"),
        ];
        assert_eq!(limit("0::/a/b\n", &files), Some(2.5));
        assert_eq!(limit("0::/elsewhere\n", &files), Some(4.0));
        assert_eq!(limit("0::/a/b\n", &files[..1]), None);
    }

    #[test]
    fn version_1_limits_need_both_files() {
        let files = [
            ("/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us", "150000\n"),
            ("/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us", "100000\n"),
            ("/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1\n"),
            ("/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n"),
        ];
        let memberships = "12:memory:/job\n3:cpu,cpuacct:/job\n0::/\n";
        assert_eq!(limit(memberships, &files), Some(1.5));
        assert_eq!(limit(memberships, &files[2..]), None);
        assert_eq!(limit("nonsense\n1:cpuset:/job", &files), None);
    }

    fn identity(cpus: u64) -> Identity {
        let identity = Identity::default();
        identity.cpus[0].store(cpus, Relaxed);
        identity
    }

    #[test]
    fn pes_on_one_core_have_none_each() {
        assert!(!one_each([identity(0b1), identity(0b1)].iter()));
        assert!(!one_each([identity(0b11), identity(0b11), identity(0b10)].iter()));
    }

    #[test]
    fn this_process_may_run_somewhere() {
        let identity = Identity::default();
        publish(&identity);
        assert_ne!(
            identity.cpus.iter().map(|word| word.load(Relaxed).count_ones()).sum::<u32>(),
            0
        );
    }
}
