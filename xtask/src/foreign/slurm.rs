//! A Slurm cluster of this one machine, for as long as a test needs it.
//!
//! Three daemons (`munged`, `slurmctld`, `slurmd`) run in the foreground as our children, with every
//! file of theirs in one temporary directory and ports that were free. Dropping the cluster ends
//! them. It needs root, as `slurmd` does; it needs no system manager and no control groups.

use std::fs::{self, File, Permissions};
use std::io;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use super::{agreed, clean, jobs};
use crate::exec::{self, Echo};
use crate::install;
use crate::report::Report;

const START: Duration = Duration::from_secs(60);
const STOP: Duration = Duration::from_secs(15);
const ASK: Duration = Duration::from_secs(20);

/// `srun`, and a shell inside an allocation.
pub(super) fn run(report: &mut Report, probe: &Path) {
    let programs = ["munged", "slurmctld", "slurmd", "srun"];
    if let Some(absent) = programs.into_iter().find(|program| !install::present(program)) {
        return report.skip("srun", format_args!("{absent} is not installed"));
    }
    if !rustix::process::geteuid().is_root() {
        return report.skip("srun", "setting up Slurm on one host needs root");
    }
    let cluster = match Cluster::start() {
        Ok(cluster) => cluster,
        Err(why) => return report.skip("srun", format_args!("Slurm cannot be set up here: {why}")),
    };
    jobs(report, "srun", probe, &|| {
        let mut srun = cluster.command("srun");
        srun.arg("--overcommit");
        srun
    });
    let shell = |script: &str| {
        let mut salloc = cluster.command("salloc");
        salloc.args(["--quiet", "-n", "4", "--overcommit", "sh", "-c", script]).arg(probe);
        salloc
    };
    let inside = |what: &str| format!("allocation's shell: {what}");
    report.lint(&inside("a plain program is one PE"), agreed(&mut shell("\"$0\" ring 1"), "1"));
    let mut ours = shell("SHMEM_NPES=4 \"$0\" ring 4");
    report.lint(&inside("SHMEM_NPES=4 is four"), agreed(&mut ours, "4"));
    let mut step = shell("srun --overcommit -n 4 \"$0\" ring 4");
    report.lint(&inside("srun -n 4 is four"), agreed(&mut step, "4"));
}

struct Cluster {
    directory: TempDir,
    daemons: Vec<Child>,
}

impl Cluster {
    fn start() -> Result<Cluster, String> {
        let directory = TempDir::with_prefix("slurm-").map_err(|error| error.to_string())?;
        let mut cluster = Cluster { directory, daemons: Vec::new() };
        cluster.bring_up().map_err(|why| format!("{why}{}", cluster.logs()))?;
        Ok(cluster)
    }

    fn bring_up(&mut self) -> Result<(), String> {
        let said = |error: io::Error| error.to_string();
        let host = rustix::system::uname().nodename().to_string_lossy().into_owned();
        let host = host.split('.').next().unwrap_or_default();
        self.write_files(host).map_err(said)?;

        let file = |name: &str| self.directory.path().join(name).display().to_string();
        let key = ["key", "socket", "pid", "log", "seed"].map(|what| {
            let option = if what == "socket" { what.to_owned() } else { format!("{what}-file") };
            format!("--{option}={}", file(&format!("munge.{what}")))
        });
        let (socket, conf) = (file("munge.socket"), file("slurm.conf"));
        let mut munged = clean("munged");
        munged.args(["--foreground", "--force", "--num-threads=1"]).args(key);
        self.daemon("munged", munged).map_err(said)?;
        self.wait_for("munged", || Path::new(&socket).exists())?;

        let mut slurmctld = clean("slurmctld");
        slurmctld.args(["-D", "-c", "-f", &conf]);
        self.daemon("slurmctld", slurmctld).map_err(said)?;
        self.wait_for("slurmctld", || self.ask("scontrol", &["ping"]).contains("is UP"))?;

        let mut slurmd = clean("slurmd");
        slurmd.args(["-D", "-f", &conf, "-N", host]);
        self.daemon("slurmd", slurmd).map_err(said)?;
        self.wait_for("slurmd", || self.ask("sinfo", &["-h", "-o", "%T"]).trim() == "idle")
    }

    fn write_files(&self, host: &str) -> io::Result<()> {
        let directory = self.directory.path();
        // Jobs' users look for munge's socket here.
        fs::set_permissions(directory, Permissions::from_mode(0o755))?;
        let key = directory.join("munge.key");
        let mut secret = [0; 128];
        io::Read::read_exact(&mut File::open("/dev/urandom")?, &mut secret)?;
        fs::write(&key, secret)?;
        fs::set_permissions(&key, Permissions::from_mode(0o400))?;
        for name in ["state", "spool"] {
            fs::create_dir(directory.join(name))?;
        }
        let ports = [free_port()?, free_port()?];
        fs::write(directory.join("slurm.conf"), configuration(host, directory, ports))
    }

    /// A command that talks to this cluster and no other.
    fn command(&self, program: &str) -> Command {
        let mut command = clean(program);
        command.env("SLURM_CONF", self.directory.path().join("slurm.conf"));
        command
    }

    fn ask(&self, program: &str, args: &[&str]) -> String {
        exec::run(self.command(program).args(args), ASK, Echo::Quiet).stdout
    }

    fn daemon(&mut self, name: &str, mut command: Command) -> io::Result<()> {
        let output = File::create(self.directory.path().join(format!("{name}.output")))?;
        command.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output).process_group(0);
        // Debian keeps daemons where an ordinary user's path does not lead.
        let path = std::env::var("PATH").unwrap_or_default();
        command.env("PATH", format!("{path}:/usr/sbin:/sbin"));
        self.daemons.push(command.spawn()?);
        Ok(())
    }

    fn wait_for(&self, name: &str, ready: impl Fn() -> bool) -> Result<(), String> {
        let started = Instant::now();
        while !ready() {
            if exec::interrupted() {
                return Err("interrupted".to_owned());
            }
            if started.elapsed() > START {
                return Err(format!("{name} is not ready after {} s", START.as_secs()));
            }
            std::thread::sleep(Duration::from_millis(200));
        }
        Ok(())
    }

    /// The last lines of what the daemons had to say.
    fn logs(&self) -> String {
        let mut logs = String::new();
        for daemon in ["munged", "slurmctld", "slurmd"] {
            let path = self.directory.path().join(format!("{daemon}.output"));
            let text = fs::read_to_string(path).unwrap_or_default();
            let lines: Vec<_> = text.lines().collect();
            for line in &lines[lines.len().saturating_sub(5)..] {
                logs.push_str(&format!("\n    {daemon}: {line}"));
            }
        }
        logs
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.daemons.len() == 3 {
            self.ask("scancel", &["--partition=all"]);
            let patience = Instant::now();
            while !self.ask("squeue", &["-h"]).trim().is_empty() && patience.elapsed() < STOP {
                std::thread::sleep(Duration::from_millis(200));
            }
        }
        for daemon in self.daemons.iter_mut().rev() {
            end(daemon);
        }
    }
}

fn end(daemon: &mut Child) {
    if let Some(pid) = i32::try_from(daemon.id()).ok().and_then(Pid::from_raw) {
        // One that is gone already needs no signal.
        let _ = kill_process(pid, Signal::TERM);
    }
    let patience = Instant::now();
    while matches!(daemon.try_wait(), Ok(None)) && patience.elapsed() < STOP {
        std::thread::sleep(Duration::from_millis(50));
    }
    exec::kill_group(daemon);
    let _ = daemon.wait();
}

/// A port that was free a moment ago: good enough for a test.
fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

fn configuration(host: &str, directory: &Path, [controller, node]: [u16; 2]) -> String {
    let directory = directory.display();
    format!(
        "ClusterName=onehost
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller}
SlurmdPort={node}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={directory}/munge.socket
CredType=cred/munge
StateSaveLocation={directory}/state
SlurmdSpoolDir={directory}/spool
SlurmctldPidFile={directory}/slurmctld.pid
SlurmdPidFile={directory}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MpiDefault=none
ReturnToService=2
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
NodeName={host} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes={host} Default=YES MaxTime=INFINITE State=UP OverSubscribe=FORCE:8
"
    )
}
