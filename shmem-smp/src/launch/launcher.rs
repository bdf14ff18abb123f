//! Launchers of others, for programs over another OpenSHMEM library: what starts their PEs.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::process::geteuid;

use super::{Job, LaunchError, Output, bind, clean};

/// Names a launcher instead of the first that is found in `PATH`.
const VARIABLE: &str = "SHMEM_OSHRUN";

/// The standard's name for the size of a PE's symmetric heap.
const HEAP: &str = "SHMEM_SYMMETRIC_SIZE";

/// What is looked for in `PATH`, in this order.
const NAMES: [&str; 4] = ["oshrun", "mpiexec", "mpirun", "srun"];

/// Variables of resource managers: their launchers know better how many PEs there may be.
const MANAGED: [&str; 4] =
    ["SLURM_JOB_ID", "PBS_JOBID", "LSB_JOBID", "OMPI_MCA_orte_default_hostfile"];

/// A program that starts the PEs of another OpenSHMEM library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Launcher {
    path: PathBuf,
    kind: Kind,
    options: Vec<OsString>,
}

/// Whose launcher it is, as far as that changes what it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    OpenMpi,
    /// Of this runtime, installed as a C library.
    Ours,
    Slurm,
    /// MPICH's Hydra and scripts around one of the others: `-n` is all they understand alike.
    Plain,
}

impl fmt::Display for Launcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.path.display().fmt(f)
    }
}

impl Launcher {
    /// The launcher that `SHMEM_OSHRUN` names, else the library's own, else the first in `PATH` of `oshrun`,
    /// `mpiexec`, `mpirun` and `srun`.
    ///
    /// # Errors
    ///
    /// When there is none; the message says what was looked for and what to install.
    pub fn find(own: Option<&Path>) -> Result<Self, LaunchError> {
        if let Some(path) = env::var_os(VARIABLE) {
            return Self::at(which(Path::new(&path)).ok_or_else(|| {
                LaunchError::NoLauncher(format!(
                    "{VARIABLE} names {}, which is no program",
                    path.display()
                ))
            })?);
        }
        if let Some(path) = own {
            return Self::at(path);
        }
        let found = NAMES.iter().find_map(|name| which(Path::new(name)));
        Self::at(found.ok_or_else(|| {
            LaunchError::NoLauncher(format!(
                "none of {} is in PATH: install the OpenSHMEM library's launcher (Debian's package \
                 openmpi-bin has Open MPI's) or name it in {VARIABLE}",
                NAMES.join(", ")
            ))
        })?)
    }

    /// The launcher at a path.
    ///
    /// # Errors
    ///
    /// When it does not answer the question which version it is.
    pub fn at(path: impl Into<PathBuf>) -> Result<Self, LaunchError> {
        let path = path.into();
        let answer = Command::new(&path).arg("--version").output().map_err(|error| {
            LaunchError::NoLauncher(format!("{} cannot be started: {error}", path.display()))
        })?;
        let text = String::from_utf8_lossy(&answer.stdout);
        let kind = Kind::of(&text);
        Ok(Self { path, kind, options: Vec::new() })
    }

    /// Adds options of the launcher's own, which it gets as they are.
    #[must_use]
    pub fn options(mut self, options: impl IntoIterator<Item = OsString>) -> Self {
        self.options.extend(options);
        self
    }

    /// The command line that starts a job's PEs by this launcher, with the job's environment, heap
    /// size and tagging of output. Binding and time limits are up to the launcher.
    #[must_use]
    pub fn command(&self, job: &Job) -> Command {
        let mut command = Command::new(&self.path);
        let names: Vec<String> =
            env::vars_os().map(|(name, _)| name.to_string_lossy().into_owned()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        for name in clean::outer_job(&names) {
            command.env_remove(name);
        }
        let managed = MANAGED.iter().any(|name| env::var_os(name).is_some());
        let crowded = !managed && job.npes > bind::allowed().len();
        match self.kind {
            Kind::OpenMpi => {
                if geteuid().is_root() {
                    // Whoever is root in a container has nobody else to be.
                    command.env("OMPI_ALLOW_RUN_AS_ROOT", "1");
                    command.env("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1");
                }
                if crowded {
                    command.args(["--oversubscribe", "--bind-to", "none"]);
                }
                if job.output == Output::Tagged {
                    command.arg("--tag-output");
                }
                // PEs on other nodes see of this environment what they are sent.
                let heap = job.heap_size.map(|_| OsStr::new(HEAP));
                for name in job.env.iter().map(|(name, _)| name.as_os_str()).chain(heap) {
                    command.arg("-x").arg(name);
                }
            }
            Kind::Ours if job.output == Output::Tagged => {
                command.arg("--tag-output");
            }
            Kind::Slurm if job.output == Output::Tagged => {
                command.arg("--label");
            }
            Kind::Ours | Kind::Slurm | Kind::Plain => {}
        }
        if let Some(bytes) = job.heap_size {
            command.env(HEAP, bytes.to_string());
        }
        command.envs(job.env.iter().map(|(name, value)| (name, value)));
        command.args(&self.options);
        command.args(["-n", &job.npes.to_string()]).arg(&job.program).args(&job.args);
        command
    }
}

impl Kind {
    /// What a launcher says of its version tells whose it is.
    fn of(version: &str) -> Self {
        if ["Open MPI", "OpenRTE", "Open RTE"].iter().any(|name| version.contains(name)) {
            Self::OpenMpi
        } else if version.contains("(shmem-smp)") {
            Self::Ours
        } else if version.trim_start().starts_with("slurm") {
            Self::Slurm
        } else {
            Self::Plain
        }
    }
}

/// Where a program is: a path as it is, a name by `PATH`.
fn which(name: &Path) -> Option<PathBuf> {
    if name.components().count() > 1 {
        return name.is_file().then(|| name.to_owned());
    }
    env::split_paths(&env::var_os("PATH")?).map(|dir| dir.join(name)).find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn launcher(kind: Kind) -> Launcher {
        Launcher { path: "oshrun".into(), kind, options: Vec::new() }
    }

    fn words(command: &Command) -> Vec<&OsStr> {
        command.get_args().collect()
    }

    fn value<'a>(command: &'a Command, name: &str) -> Option<&'a OsStr> {
        command.get_envs().find(|(key, _)| *key == name).and_then(|(_, value)| value)
    }

    #[test]
    fn versions_tell_whose() {
        assert_eq!(Kind::of("mpirun (Open MPI) 4.1.4\n"), Kind::OpenMpi);
        assert_eq!(Kind::of("oshrun (OpenRTE) 4.1.4\n"), Kind::OpenMpi);
        assert_eq!(Kind::of("oshrun (shmem-smp) 0.1.0\n"), Kind::Ours);
        assert_eq!(Kind::of("slurm-wlm 22.05.8\n"), Kind::Slurm);
        assert_eq!(Kind::of("HYDRA build details:\n    Version: 4.0.2\n"), Kind::Plain);
    }

    #[test]
    fn a_job_is_a_command_line() {
        let launcher = launcher(Kind::Plain).options(["-v".into()]);
        let job = Job::new("./a", 3).args(["-x", "1"]).env("A", "b").heap_size(1 << 20);
        let command = launcher.command(&job);
        assert_eq!(words(&command), ["-v", "-n", "3", "./a", "-x", "1"]);
        assert_eq!(value(&command, "A"), Some(OsStr::new("b")));
        assert_eq!(value(&command, "SHMEM_SYMMETRIC_SIZE"), Some(OsStr::new("1048576")));
    }

    #[test]
    fn more_pes_than_processors_need_leave() {
        let launcher = launcher(Kind::OpenMpi);
        let crowded = launcher.command(&Job::new("./a", 100_000));
        let alone = launcher.command(&Job::new("./a", 1).tag_output(true));
        let managed = MANAGED.iter().any(|name| env::var_os(name).is_some());
        assert_eq!(words(&crowded).contains(&OsStr::new("--oversubscribe")), !managed);
        assert_eq!(words(&alone), ["--tag-output", "-n", "1", "./a"]);
    }
}
