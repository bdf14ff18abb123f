//! Starting a job's PEs on this node and watching over them: what `cargo shmem run`, the test
//! harness and programs that launch themselves have in common.
//!
//! ```no_run
//! use shmem_smp::launch::Job;
//!
//! let outcome = Job::new("./program", 4).arg("--fast").capture(true).spawn()?.wait();
//! assert_eq!(outcome.status, 0, "{:?}", outcome.message);
//! # Ok::<(), shmem_smp::launch::LaunchError>(())
//! ```
//!
//! A PE that dies, fails, or leaves without finalizing ends the job: the others are stopped, and
//! the [`Outcome`] says who was to blame. PEs die with their launcher, however that ends.

mod bind;
mod clean;
mod error;
mod launcher;
mod output;
mod process;
mod signals;
mod spawn;
mod stop;
mod supervise;

pub use bind::{Bind, allowed as allowed_cpus};
pub use error::LaunchError;
pub use launcher::Launcher;
pub use supervise::{Outcome, PeActivity, Running};

pub use shmem_core::heap_size::{Bytes, HeapSize, SizeError, parse as parse_size};

use crate::job::environment::Environment;
use std::convert::Infallible;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A job that is to be started.
#[derive(Clone, Debug)]
pub struct Job {
    program: PathBuf,
    npes: usize,
    name: Option<OsString>,
    args: Vec<OsString>,
    env: Vec<(OsString, OsString)>,
    heap_size: Option<usize>,
    spare_heap: usize,
    timeout: Option<Duration>,
    bind: Bind,
    output: Output,
    forward_signals: bool,
}

/// What becomes of the PEs' standard output and standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Output {
    Inherited,
    Tagged,
    Captured,
}

impl Job {
    /// A job of `npes` PEs that all run `program`. A name without a slash is looked up in `PATH`.
    #[must_use]
    pub fn new(program: impl Into<PathBuf>, npes: usize) -> Self {
        Self {
            program: program.into(),
            npes,
            name: None,
            args: Vec::new(),
            env: Vec::new(),
            heap_size: None,
            spare_heap: 0,
            timeout: None,
            bind: Bind::default(),
            output: Output::Inherited,
            forward_signals: false,
        }
    }

    /// How many PEs it is to have.
    #[must_use]
    pub fn npes(&self) -> usize {
        self.npes
    }

    /// Adds an argument for the program.
    #[must_use]
    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.args.push(arg.as_ref().into());
        self
    }

    /// Adds arguments for the program.
    #[must_use]
    pub fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.args.extend(args.into_iter().map(|arg| arg.as_ref().into()));
        self
    }

    /// Starts `program`, with `args` and then the command line that this job has so far, instead of it:
    /// a debugger, a profiler, a shell that prepares something.
    #[must_use]
    pub fn under<S: AsRef<OsStr>>(
        mut self,
        program: impl Into<PathBuf>,
        args: impl IntoIterator<Item = S>,
    ) -> Self {
        let inner = std::mem::replace(&mut self.program, program.into());
        let before = args.into_iter().map(|arg| arg.as_ref().into());
        self.args = before.chain([inner.into()]).chain(self.args).collect();
        self
    }

    /// Sets a variable in the PEs' environment, which is otherwise the launcher's own without
    /// what describes a job that the launcher is itself part of.
    #[must_use]
    pub fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.env.push((name.as_ref().into(), value.as_ref().into()));
        self
    }

    /// Bytes of symmetric heap for each PE, instead of what `SHMEM_SYMMETRIC_SIZE` says.
    #[must_use]
    pub fn heap_size(mut self, bytes: usize) -> Self {
        self.heap_size = Some(bytes);
        self
    }

    /// Bytes of symmetric heap on top of its size, for what stands between the program and the runtime.
    #[must_use]
    pub fn spare_heap(mut self, bytes: usize) -> Self {
        self.spare_heap = bytes;
        self
    }

    /// Stops the job, with status 124, when it takes longer.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Which processors the PEs may run on.
    #[must_use]
    pub fn bind(mut self, bind: Bind) -> Self {
        self.bind = bind;
        self
    }

    /// Puts `[pe] ` before each line that PEs print, and never mixes lines.
    #[must_use]
    pub fn tag_output(mut self, tag: bool) -> Self {
        self.output = if tag { Output::Tagged } else { Output::Inherited };
        self
    }

    /// Collects what PEs print in [`Outcome::stdout`] and [`Outcome::stderr`].
    #[must_use]
    pub fn capture(mut self, capture: bool) -> Self {
        self.output = if capture { Output::Captured } else { Output::Inherited };
        self
    }

    /// Has interrupt, terminate and hang-up signals to this process stop the job. For processes
    /// whose only work is to launch: the signals keep no other effect here.
    #[must_use]
    pub fn forward_signals(mut self, forward: bool) -> Self {
        self.forward_signals = forward;
        self
    }

    /// Starts the PEs. Standard input goes to PE 0; the others read nothing.
    ///
    /// The PEs die with the calling thread, so what is returned stays in it.
    ///
    /// # Errors
    ///
    /// When a PE cannot be started; then none is left running.
    pub fn spawn(self) -> Result<Running, LaunchError> {
        spawn::spawn(self)
    }
}

/// Becomes the launcher of `npes` processes of this very program with its arguments, and leaves
/// with the job's status.
pub(crate) fn this_program(npes: usize) -> Result<Infallible, String> {
    let program = std::env::current_exe()
        .ok()
        .filter(|path| path.exists())
        .unwrap_or_else(|| Path::new("/proc/self/exe").to_owned());
    let mut args = std::env::args_os();
    let mut job = Job::new(program, npes).forward_signals(true);
    job.name = args.next();
    let outcome = job.args(args).spawn().map_err(|error| error.to_string())?.wait();
    outcome.report();
    std::process::exit(outcome.status)
}

/// What a program started in this environment, without a launcher of ours, would become.
///
/// # Errors
///
/// The line with which it would refuse to start.
pub fn surroundings() -> Result<String, String> {
    Environment::of_process().start().map(|start| start.to_string())
}
