//! The programs of other projects that parts of the test need, and how to come by them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::exec::{self, Echo};
use crate::report::Report;

const IMPORT: Duration = Duration::from_secs(60);
const APT: Duration = Duration::from_secs(10 * 60);

/// Programs, libraries and modules of Python, and the Debian package that has them.
const NEEDED: [(&str, &str); 18] = [
    ("codespell", "codespell"),
    ("valgrind", "valgrind"),
    ("mpirun.openmpi", "openmpi-bin"),
    ("oshrun", "openmpi-bin"),
    ("oshcc", "libopenmpi-dev"),
    ("libclang.so", "libclang-dev"),
    ("ip", "iproute2"),
    ("mpiexec.mpich", "mpich"),
    ("mpicc.mpich", "libmpich-dev"),
    ("mpicc.openmpi", "libopenmpi-dev"),
    ("srun", "slurm-wlm"),
    ("slurmctld", "slurm-wlm"),
    ("slurmd", "slurm-wlm"),
    ("munged", "munge"),
    ("c++", "g++"),
    ("python3", "python3"),
    ("python3-config", "python3-dev"),
    ("python3 -m ensurepip", "python3-venv"),
];

/// Whether a program can be started, or a library or module loaded; daemons live where users do not look.
pub(crate) fn present(program: &str) -> bool {
    if let Some((python, module)) = program.split_once(" -m ") {
        let mut import = Command::new(python);
        import.args(["-c", &format!("import {module}")]);
        return exec::run(&mut import, IMPORT, Echo::Quiet).end.success();
    }
    if program.ends_with(".so") {
        return library_dirs().iter().any(|directory| directory.join(program).is_file());
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let system = ["/usr/sbin", "/sbin"].map(Into::into);
    std::env::split_paths(&path).chain(system).any(|directory| directory.join(program).is_file())
}

/// Where libclang may be: each release has a directory of its own.
fn library_dirs() -> Vec<PathBuf> {
    let named = std::env::var_os("LIBCLANG_PATH").map(PathBuf::from);
    let mut dirs: Vec<_> =
        named.into_iter().chain(["/usr/lib", "/usr/lib64"].map(Into::into)).collect();
    let within = fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    dirs.extend(within.flat_map(|entry| [entry.path(), entry.path().join("lib")]));
    dirs
}

fn missing(programs: &[&str]) -> Vec<&'static str> {
    let needed =
        NEEDED.iter().filter(|(program, _)| programs.contains(program) && !present(program));
    let mut packages: Vec<_> = needed.map(|(_, package)| *package).collect();
    packages.sort_unstable();
    packages.dedup();
    packages
}

/// Gets the packages of those programs that are missing, where that is ours to do: on Debian, as root.
/// Elsewhere it says what to install; what needs them is then skipped.
pub(crate) fn provide(programs: &[&str], report: &mut Report) {
    let packages = missing(programs);
    if packages.is_empty() {
        return;
    }
    let line = format!("apt-get install -y --no-install-recommends {}", packages.join(" "));
    if !Path::new("/etc/debian_version").exists() || !rustix::process::geteuid().is_root() {
        println!("missing here: {}; on Debian: {line}", packages.join(", "));
        return;
    }
    let shell = format!("apt-get update -qq && {line} -qq");
    let mut apt = Command::new("sh");
    apt.args(["-c", &shell]).env("DEBIAN_FRONTEND", "noninteractive");
    println!("{line}");
    let ended = exec::run(&mut apt, APT, Echo::Quiet);
    if !ended.end.success() {
        eprintln!("{line}: {}\n{}", ended.end, ended.output());
        report.note(format!("could not install {}: {}", packages.join(", "), ended.end));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_is_there() {
        assert!(present("sh"));
        assert!(!present("no-such-program"));
        assert!(!present("no-such-library.so"));
        assert!(missing(&["no-such-program"]).is_empty(), "only listed programs have a package");
    }
}
