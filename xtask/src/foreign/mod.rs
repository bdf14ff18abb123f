//! The bundled runtime under launchers that know nothing of it.
//!
//! `probe`, a program of the tests, checks its job from inside: the number of PEs, a distinct rank
//! for each, and data exchanged by all pairs.

mod slurm;
pub(crate) mod two_nodes;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::cargo;
use crate::exec::{self, Echo};
use crate::install;
use crate::report::Report;

/// A job of a fraction of a second, on a machine that may be busy.
const JOB: Duration = Duration::from_secs(120);

const PES: [&str; 3] = ["1", "2", "4"];

/// Prefixes of the variables by which launchers speak to their processes.
const LAUNCHERS_OWN: [&str; 7] = ["OMPI_", "PMIX_", "PMI_", "MPI_", "HYD", "SLURM_", "SHMEM_"];

/// A way to start `n` processes.
struct Launcher {
    name: &'static str,
    program: &'static str,
    args: &'static [&'static str],
}

const OPEN_MPI: [&str; 3] = ["--oversubscribe", "--bind-to", "none"];

const LAUNCHERS: [Launcher; 3] = [
    Launcher { name: "Open MPI mpirun", program: "mpirun.openmpi", args: &OPEN_MPI },
    Launcher { name: "Open MPI oshrun", program: "oshrun", args: &OPEN_MPI },
    Launcher { name: "MPICH mpiexec", program: "mpiexec.mpich", args: &[] },
];

/// Every launcher there is, one after another.
pub(crate) fn run(report: &mut Report) {
    install::provide(
        &["mpirun.openmpi", "oshrun", "mpiexec.mpich", "srun", "slurmctld", "slurmd", "munged"],
        report,
    );
    let probe = match probe() {
        Ok(probe) => probe,
        Err(why) => return report.lint("build of probe", Err(why)),
    };
    for launcher in LAUNCHERS {
        if install::present(launcher.program) {
            jobs(report, launcher.name, &probe, &|| {
                let mut command = clean(launcher.program);
                command.args(launcher.args);
                command
            });
        } else {
            report.skip(launcher.name, format_args!("{} is not installed", launcher.program));
        }
    }
    slurm::run(report, &probe);
}

fn probe() -> Result<PathBuf, String> {
    let built = cargo::build(&["build", "-p", "shmem-tests", "--bin", "probe"])?;
    let probe = built.into_iter().find(|program| program.name == "probe");
    Ok(probe.ok_or("cargo built no program probe")?.path)
}

/// A command that no launcher outside of this test can speak to.
fn clean(program: &str) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if LAUNCHERS_OWN.iter().any(|prefix| name.starts_with(prefix)) {
            command.env_remove(&*name);
        }
    }
    command.env("OMPI_ALLOW_RUN_AS_ROOT", "1").env("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1");
    command
}

/// What must hold under every launcher; `launch` gives its command line up to `-n`.
fn jobs(report: &mut Report, name: &str, probe: &Path, launch: &dyn Fn() -> Command) {
    for pes in PES {
        let mut job = launch();
        job.args(["-n", pes]).arg(probe).args(["ring", pes]);
        report.lint(&format!("{name}: {pes} PEs"), agreed(&mut job, pes));
    }
    let mut job = launch();
    job.args(["-n", "2"]).arg(probe).args(["child", "2"]);
    report.lint(&format!("{name}: a PE's child is no PE"), agreed(&mut job, "2"));
    let mut job = launch();
    job.args(["-n", "2"]).arg(probe).args(["die", "2"]);
    report.lint(&format!("{name}: a PE that dies ends the job"), ended_badly(&mut job));
}

/// The job succeeds and PE 0 reports once that all of them are right.
fn agreed(job: &mut Command, pes: &str) -> Result<(), String> {
    let ended = exec::run(job, JOB, Echo::Quiet);
    let report = format!("probe: {pes} PEs agree");
    let reports =
        ended.stdout.lines().filter(|line| line.starts_with("probe: ")).collect::<Vec<_>>();
    if ended.end.success() && reports == [report] {
        return Ok(());
    }
    Err(format!("{job:?}: {}\n{}", ended.end, ended.output()))
}

/// A PE of the job dies, and the job fails by itself before its deadline.
fn ended_badly(job: &mut Command) -> Result<(), String> {
    let ended = exec::run(job, JOB, Echo::Quiet);
    match &ended.end {
        exec::End::Exited(status)
            if !status.success() && ended.stderr.contains("probe: the last PE dies") =>
        {
            Ok(())
        }
        end => Err(format!("{job:?}: {end}\n{}", ended.output())),
    }
}
