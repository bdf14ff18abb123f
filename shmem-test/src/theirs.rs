//! Jobs of another library's launcher. It would mix the PEs' output, so a shell puts each one's into
//! files of its own before it becomes the PE.

#![allow(unsafe_code, reason = "prepares the launcher between fork and exec")]

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::process::{
    Pid, Signal, kill_process, kill_process_group, set_parent_process_death_signal,
};
use shmem_smp::launch::{Job, Launcher, Outcome};
use tempfile::TempDir;

/// Becomes the command that follows, with its output and its process id in files in the directory that
/// comes first. The variables are those in which launchers tell a process its number; in that of the
/// installed bundled runtime's it is a part.
const KEEP_OUTPUT: &str = r#"
ours=${SHMEM_SMP_JOB#*:pe=}
pe=${OMPI_COMM_WORLD_RANK:-${PMI_RANK:-${PMIX_RANK:-${SLURM_PROCID:-${ours%%:*}}}}}
to=$1/$pe
shift
echo $$ >"$to.pid"
exec "$@" >"$to.out" 2>"$to.err"
"#;

/// How many seconds Open MPI's launcher always waits between two signals when it ends a job. PEs that find
/// an error have said so by then.
const PATIENCE: &str = "OMPI_MCA_odls_base_sigkill_timeout";

/// Between looks whether the job has ended.
const GLANCE: Duration = Duration::from_millis(2);

/// How long a launcher may take to end its job in good order.
const GRACE: Duration = Duration::from_secs(5);

/// A job that another library's launcher runs.
pub(crate) struct Theirs {
    launcher: Child,
    /// What the launcher itself says.
    words: Option<JoinHandle<String>>,
    output: TempDir,
    npes: usize,
}

impl Theirs {
    pub(crate) fn start(launcher: &Launcher, job: Job) -> Result<Self, String> {
        let npes = job.npes();
        let output = TempDir::new().map_err(|e| format!("cannot make a directory: {e}"))?;
        let shell = [OsStr::new("-c"), KEEP_OUTPUT.as_ref(), "sh".as_ref(), output.path().as_ref()];
        let mut command = launcher.command(&job.under("/bin/sh", shell));
        if env::var_os(PATIENCE).is_none() {
            command.env(PATIENCE, "0");
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).process_group(0);
        // SAFETY: the closure makes one system call and touches no memory of the parent's.
        unsafe {
            command.pre_exec(|| Ok(set_parent_process_death_signal(Some(Signal::TERM))?));
        }
        let mut launcher = command.spawn().map_err(|e| format!("cannot start {launcher}: {e}"))?;
        let words = launcher.stderr.take().map(|mut stderr| {
            thread::spawn(move || {
                let mut text = Vec::new();
                // What could be read before an error is all there is to know.
                let _ = stderr.read_to_end(&mut text);
                String::from_utf8_lossy(&text).into_owned()
            })
        });
        Ok(Self { launcher, words, output, npes })
    }

    pub(crate) fn poll(&mut self, timeout: Duration) -> Option<Outcome> {
        let deadline = Instant::now() + timeout;
        loop {
            if let Ok(Some(status)) = self.launcher.try_wait() {
                let status = status.code().or(status.signal().map(|n| 128 + n)).unwrap_or(1);
                let words = self.words.take().and_then(|words| words.join().ok());
                return Some(Outcome {
                    status,
                    culprit: None,
                    message: words.filter(|words| !words.trim().is_empty()),
                    stdout: self.read("out"),
                    stderr: self.read("err"),
                });
            }
            if Instant::now() >= deadline {
                return None;
            }
            thread::sleep(GLANCE);
        }
    }

    /// What each PE wrote to one of its outputs.
    fn read(&self, which: &str) -> Vec<Vec<u8>> {
        let of = |pe| fs::read(file(self.output.path(), pe, which)).unwrap_or_default();
        (0..self.npes).map(of).collect()
    }

    pub(crate) fn pids(&self) -> Vec<u32> {
        let of =
            |pe| fs::read_to_string(file(self.output.path(), pe, "pid")).ok()?.trim().parse().ok();
        (0..self.npes).filter_map(of).collect()
    }

    pub(crate) fn kill(&mut self) {
        if matches!(self.launcher.try_wait(), Ok(Some(_))) {
            return;
        }
        let Some(pid) = Pid::from_raw(self.launcher.id().cast_signed()) else { return };
        let _ = kill_process(pid, Signal::TERM);
        if self.poll(GRACE).is_none() {
            let _ = kill_process_group(pid, Signal::KILL);
            let _ = self.launcher.wait();
        }
        for pid in self.pids() {
            if let Some(pid) = Pid::from_raw(pid.cast_signed()) {
                let _ = kill_process(pid, Signal::KILL);
            }
        }
    }
}

impl Drop for Theirs {
    fn drop(&mut self) {
        self.kill();
    }
}

fn file(directory: &Path, pe: usize, which: &str) -> PathBuf {
    directory.join(format!("{pe}.{which}"))
}
