//! Processes that come and go: spawns, ports, names, sockets.

use std::ffi::{CStr, CString, c_char, c_int};
use std::mem::MaybeUninit;
use std::os::fd::{AsRawFd, BorrowedFd};

use super::agree::prepared;
use super::constants::{
    MPI_APPNUM, MPI_COMM_NULL, MPI_COMM_WORLD, MPI_INFO_NULL, MPI_UNIVERSE_SIZE,
};
use super::{Comm, Info, Session, check, count, failure, faults, string};
use crate::dynamic::ConnectionError;
use crate::error::{Error, Result};

/// What is run, in how many processes.
pub(crate) struct Command {
    pub(crate) program: CString,
    pub(crate) arguments: Vec<CString>,
    pub(crate) processes: usize,
    pub(crate) hints: Info,
}

/// The processes that were started, and what became of each that was to be.
pub(crate) type Spawned = (Comm, Vec<Result<()>>);

impl Comm {
    /// Starts the processes that the root says, all of one world.
    pub(crate) fn spawn(
        &self,
        root: usize,
        session: &Session,
        commands: impl FnOnce() -> Result<Vec<Command>>,
    ) -> Result<Spawned> {
        let (commands, total) = prepared(self, root, session, || {
            let commands = commands()?;
            let total = commands.iter().try_fold(0, |sum: usize, command| {
                if command.processes == 0 {
                    return Err(Error::Connection(ConnectionError::NoProcess));
                }
                let sum = sum.saturating_add(command.processes);
                count::small(sum).map(|_| sum).ok_or(Error::TooLarge { count: sum })
            })?;
            if total == 0 {
                return Err(Error::Connection(ConnectionError::NoProcess));
            }
            Ok((commands, total as u64))
        })?;
        // Elsewhere what is run does not count, but some libraries look at how much it is.
        let commands = match commands {
            Some(commands) => commands,
            None => vec![Command {
                program: CString::default(),
                arguments: Vec::new(),
                processes: total as usize,
                hints: Info::none(),
            }],
        };
        self.start(&commands, total as usize, root)
    }

    fn start(&self, commands: &[Command], total: usize, root: usize) -> Result<Spawned> {
        let mut arguments: Vec<Vec<*mut c_char>> = commands
            .iter()
            .map(|command| {
                let arguments = command.arguments.iter().map(|text| text.as_ptr().cast_mut());
                arguments.chain([std::ptr::null_mut()]).collect()
            })
            .collect();
        let mut programs: Vec<_> =
            commands.iter().map(|command| command.program.as_ptr().cast_mut()).collect();
        let mut arguments: Vec<_> = arguments.iter_mut().map(Vec::as_mut_ptr).collect();
        let processes: Vec<_> = commands.iter().map(|command| command.processes as c_int).collect();
        let hints: Vec<_> = commands.iter().map(|command| command.hints.raw()).collect();
        let mut codes = vec![mpi_sys::MPI_SUCCESS as c_int; total];
        let mut raw = MPI_COMM_NULL();
        // SAFETY: there are as many programs, lists of arguments, numbers and hints as it is told, the texts end with
        // 0 and the lists with null, and there is a place for the code of each process that the root asks for.
        check(unsafe {
            mpi_sys::MPI_Comm_spawn_multiple(
                commands.len() as c_int,
                programs.as_mut_ptr(),
                arguments.as_mut_ptr(),
                processes.as_ptr(),
                hints.as_ptr(),
                self.peer(root)?,
                self.raw(),
                &raw mut raw,
                codes.as_mut_ptr(),
            )
        })?;
        let children = Self::made(raw, self)?.ok_or(Error::Lost { what: "spawned processes" })?;
        Ok((children, codes.into_iter().map(check).collect()))
    }

    /// Meets others at the port that the root names.
    pub(crate) fn meet(
        &self,
        how: Rendezvous,
        root: usize,
        session: &Session,
        hints: Option<&Info>,
        port: impl FnOnce() -> Result<CString>,
    ) -> Result<Self> {
        // Some libraries wait for ever at a port without a name.
        let named = || match port()? {
            port if port.is_empty() => Err(Error::Connection(ConnectionError::NoPort)),
            port => Ok((port, 0)),
        };
        let (port, _) = prepared(self, root, session, named)?;
        let port = port.unwrap_or_default();
        let hints = hints.map_or_else(MPI_INFO_NULL, Info::raw);
        let root = self.peer(root)?;
        let call = match how {
            Rendezvous::Accept => mpi_sys::MPI_Comm_accept,
            Rendezvous::Connect => mpi_sys::MPI_Comm_connect,
        };
        let mut raw = MPI_COMM_NULL();
        // SAFETY: the name ends with 0, the handles are valid, and `raw` is a place for one.
        check(unsafe { call(port.as_ptr(), hints, root, self.raw(), &raw mut raw) })?;
        Self::made(raw, self)?.ok_or(Error::Lost { what: "processes that were met" })
    }

    /// Meets the process at the other end of a socket, which has said that it does this too.
    pub(crate) fn join(socket: BorrowedFd<'_>, session: &Session) -> Result<Option<Self>> {
        let mut raw = MPI_COMM_NULL();
        // SAFETY: the descriptor is open, and `raw` a place for a handle.
        check(unsafe { mpi_sys::MPI_Comm_join(socket.as_raw_fd(), &raw mut raw) })?;
        Self::received(raw, false, session.tag_bound())
    }
}

/// What a process does at a port.
#[derive(Clone, Copy)]
pub(crate) enum Rendezvous {
    /// Meets those who connect.
    Accept,
    /// Meets those who accept.
    Connect,
}

/// The communicator to the processes that started this one, if it was started so, and is not disconnected from them.
/// It is the same each time.
pub(crate) fn parent(session: &Session) -> Result<Option<Comm>> {
    let mut raw = MPI_COMM_NULL();
    // SAFETY: MPI runs, and `raw` is a place for a handle.
    check(unsafe { mpi_sys::MPI_Comm_get_parent(&raw mut raw) })?;
    Comm::received(raw, true, session.tag_bound())
}

/// A port, closed when dropped.
pub(crate) struct Port {
    name: CString,
}

impl Port {
    pub(crate) fn open(_: &Session, hints: Option<&Info>) -> Result<Self> {
        let hints = hints.map_or_else(MPI_INFO_NULL, Info::raw);
        let name = string(mpi_sys::MPI_MAX_PORT_NAME as usize, |name, _| {
            // SAFETY: MPI runs, the handle is valid, and `name` has the room that the standard asks for.
            unsafe { mpi_sys::MPI_Open_port(hints, name) }
        });
        let name = CString::new(name.map_err(failure)?).unwrap_or_default();
        Ok(Self { name })
    }

    pub(crate) fn name(&self) -> &CStr {
        &self.name
    }

    pub(crate) fn publish(&self, service: &CStr, hints: Option<&Info>) -> Result<()> {
        let hints = hints.map_or_else(MPI_INFO_NULL, Info::raw);
        // SAFETY: the texts end with 0, and the handle is valid.
        check(unsafe { mpi_sys::MPI_Publish_name(service.as_ptr(), hints, self.name.as_ptr()) })
    }

    pub(crate) fn unpublish(&self, service: &CStr) -> Result<()> {
        // SAFETY: the texts end with 0.
        check(unsafe {
            mpi_sys::MPI_Unpublish_name(service.as_ptr(), MPI_INFO_NULL(), self.name.as_ptr())
        })
    }
}

impl Drop for Port {
    fn drop(&mut self) {
        // SAFETY: the name is that of an open port, and ends with 0.
        unsafe { mpi_sys::MPI_Close_port(self.name.as_ptr()) };
    }
}

/// The port that was published under a name.
pub(crate) fn lookup(_: &Session, service: &CStr, hints: Option<&Info>) -> Result<String> {
    let hints = hints.map_or_else(MPI_INFO_NULL, Info::raw);
    string(mpi_sys::MPI_MAX_PORT_NAME as usize, |name, _| {
        // SAFETY: MPI runs, the text ends with 0, and `name` has the room that the standard asks for.
        unsafe { mpi_sys::MPI_Lookup_name(service.as_ptr(), hints, name) }
    })
    .map_err(failure)
}

/// How many processes there can be, if the library knows.
pub(crate) fn universe(_: &Session) -> Result<Option<usize>> {
    if faults::launcher_is_started() {
        return Ok(None);
    }
    number(MPI_UNIVERSE_SIZE())
}

/// Which of several programs of a world this is, if the library knows.
pub(crate) fn application(_: &Session) -> Result<Option<usize>> {
    number(MPI_APPNUM())
}

/// A number that is an attribute of the world's.
fn number(key: c_int) -> Result<Option<usize>> {
    let mut value = MaybeUninit::<*const c_int>::zeroed();
    let mut there = 0;
    // SAFETY: the attribute's value is a pointer to an int, for which there is a place.
    check(unsafe {
        mpi_sys::MPI_Comm_get_attr(MPI_COMM_WORLD(), key, value.as_mut_ptr().cast(), &raw mut there)
    })?;
    // SAFETY: a pointer, null if nothing else.
    let value = unsafe { value.assume_init() };
    if there == 0 || value.is_null() {
        return Ok(None);
    }
    // SAFETY: the library's own int, which stays for as long as MPI runs.
    Ok(usize::try_from(unsafe { *value }).ok())
}
