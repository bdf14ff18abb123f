//! Processes that others start.

use std::env;
use std::ffi::{CString, OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::ConnectionError;
use crate::communicator::Communicator;
use crate::error::{Error, Result};
use crate::intercommunicator::Intercommunicator;
use crate::sys::{self, Command, Session, text};

/// Variables of resource managers, which hand out places for processes.
const MANAGERS: [&str; 3] = ["SLURM_JOB_ID", "PBS_JOBID", "LSB_JOBID"];

/// Hints by which a program is looked for elsewhere.
const ELSEWHERE: [&str; 6] = ["host", "hostfile", "add-host", "add-hostfile", "arch", "path"];

/// A program to be started, in how many processes; see [`Communicator::spawn`].
///
/// ```
/// use mpi_shim::Spawn;
///
/// let workers = Spawn::new("./worker").args(["--quiet", "7"]).processes(4).hint("wdir", "/tmp");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "nothing is started until a communicator spawns it"]
pub struct Spawn {
    program: PathBuf,
    arguments: Vec<OsString>,
    processes: usize,
    hints: Vec<(String, String)>,
}

impl Spawn {
    /// A program, in one process: a path, or a name that is looked for in `PATH`.
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Self { program: program.into(), arguments: Vec::new(), processes: 1, hints: Vec::new() }
    }

    /// Adds an argument, which the program gets as it is.
    pub fn arg(mut self, argument: impl Into<OsString>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    /// Adds several arguments.
    pub fn args(mut self, arguments: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    /// In how many processes it is started.
    pub fn processes(mut self, processes: usize) -> Self {
        self.processes = processes;
        self
    }

    /// Adds a hint for the library: where (`host`), in which directory (`wdir`), whether fewer processes will do
    /// (`soft`), and more that each library has of its own.
    pub fn hint(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.hints.push((key.into(), value.into()));
        self
    }

    fn has(&self, keys: &[&str]) -> bool {
        self.hints.iter().any(|(key, _)| keys.contains(&key.as_str()))
    }

    /// As the library is told of it.
    fn command(&self, session: &Session) -> Result<Command> {
        if !self.has(&ELSEWHERE) && !self.is_there() {
            return Err(Error::Connection(ConnectionError::NoProgram {
                program: self.program.clone(),
            }));
        }
        let mut hints = sys::Info::new(session)?;
        for (key, value) in &self.hints {
            hints.set(&text(key), &text(value))?;
        }
        if self.takes_what_there_is() {
            hints.set(c"map_by", c"slot:OVERSUBSCRIBE")?;
        }
        let whole = |what, text: &OsStr| {
            CString::new(text.as_bytes())
                .map_err(|_| Error::Connection(ConnectionError::Zero { what }))
        };
        Ok(Command {
            program: whole("the name of the program", self.program.as_os_str())?,
            arguments: self
                .arguments
                .iter()
                .map(|argument| whole("an argument", argument))
                .collect::<Result<_>>()?,
            processes: self.processes,
            hints,
        })
    }

    /// Whether a library that counts places for processes is told not to: Open MPI has one for each core, uses up those
    /// of the launcher's first, and fails when there are no more; its launcher does not end after that. Who has another
    /// opinion where processes go, be it the caller or a resource manager, has the last word.
    fn takes_what_there_is(&self) -> bool {
        cfg!(mpi_library = "openmpi")
            && !self.has(&ELSEWHERE)
            && !self.has(&["map_by", "ppr", "mapper"])
            && MANAGERS.iter().all(|name| env::var_os(name).is_none())
    }

    /// Whether there is such a program on this machine. Libraries end the whole job if there is none.
    fn is_there(&self) -> bool {
        let by_path = self.program.components().count() == 1
            && !self.program.as_os_str().as_bytes().contains(&b'/');
        if by_path {
            let path = env::var_os("PATH").unwrap_or_default();
            return env::split_paths(&path).any(|dir| can_run(&dir.join(&self.program)));
        }
        let directory = self.hints.iter().rev().find(|(key, _)| key == "wdir");
        match directory {
            Some((_, directory)) => can_run(&Path::new(directory).join(&self.program)),
            None => can_run(&self.program),
        }
    }
}

/// Whether a path is that of a program.
fn can_run(path: &Path) -> bool {
    path.metadata().is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
}

impl<'mpi> Communicator<'mpi> {
    /// Starts processes: a world of their own, whose [`parent`](crate::Mpi::parent) is the communicator to the processes
    /// of this. Collective; what is started where is the root's to say, and elsewhere `spawn` does not count.
    ///
    /// Returns when the processes have started MPI, as they all have to do: this waits for a program that does not,
    /// until the job is ended. They are connected with those of this until both sides
    /// [disconnect](Intercommunicator::disconnect). Ends of connected processes are one: with some libraries a panic or a
    /// failure of one ends all, and none ends before the others.
    ///
    /// Open MPI 4.1 over PMIx 4, as in Debian 12, loses the first words of a process now and then when the machine is busy,
    /// and does not return then; MPICH over UCX, as there, starts no processes, which is an error.
    ///
    /// Over Open MPI there may be more of them than there are cores or places that the launcher has left, unless a
    /// resource manager counts them, or a hint (`map_by`) says otherwise.
    ///
    /// ```
    /// use mpi_shim::{ConnectionError, Error, Spawn};
    ///
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let nothing = mpi.world().spawn(&Spawn::new("/no/such/program"), 0);
    ///     let Err(Error::Connection(why)) = nothing else { unreachable!() };
    ///     assert!(matches!(why, ConnectionError::NoProgram { .. } | ConnectionError::Refused { .. }));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Rank`](crate::Error::Rank) if there is no such root; [`ConnectionError::NoProgram`] if the program cannot be found and run on the root's
    /// machine, unless hints say that it is elsewhere, [`ConnectionError::NoProcess`] if there are to be none, [`ConnectionError::Zero`] if a
    /// text has a character 0, then [`ConnectionError::Refused`] on the other processes; if the library cannot start them. If the
    /// program is not there on another machine, libraries end the job.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 10.3.2 starting processes and establishing communication: `MPI_Comm_spawn`.
    #[doc(alias = "MPI_Comm_spawn")]
    pub fn spawn(&self, spawn: &Spawn, root: usize) -> Result<Intercommunicator<'mpi>> {
        let (children, _) = self.spawn_multiple(std::slice::from_ref(spawn), root)?;
        Ok(children)
    }

    /// As [`spawn`](Self::spawn), of several programs, or one with various arguments, as one world: the processes of the
    /// first have the first ranks. Also says what became of each process, where a hint allows for fewer.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 10.3.3 starting multiple executables: `MPI_Comm_spawn_multiple`.
    #[doc(alias = "MPI_Comm_spawn_multiple")]
    pub fn spawn_multiple(
        &self,
        all: &[Spawn],
        root: usize,
    ) -> Result<(Intercommunicator<'mpi>, Vec<Result<()>>)> {
        let session = &self.mpi.session;
        let commands = || all.iter().map(|spawn| spawn.command(session)).collect();
        let (comm, each) = self.comm.spawn(root, session, commands)?;
        Ok((Intercommunicator::new(comm, self.mpi), each))
    }
}
