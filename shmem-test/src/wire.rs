//! What driver and PEs say to each other, over a socket that has no name in any directory; or in one of
//! its own where PEs may be in another network namespace than their driver, as a system's launcher can
//! have them.
//!
//! The driver sends the number of a trial, or [`FINISH`]. A PE sends its own number when it has
//! initialised, then one [`Report`] per trial. Either side that goes away closes the socket.

use std::io::{self, Read, Write};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixListener, UnixStream};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use tempfile::TempDir;

use crate::Job;
use crate::host;

/// Names the driver's socket to the PEs.
const VARIABLE: &str = "SHMEM_TEST_DRIVER";

/// Instead of a trial's number: finalize and exit.
pub(crate) const FINISH: u32 = u32::MAX;

/// How a trial went on one PE: the panic's message if it did not pass.
pub(crate) type Report = Result<(), String>;

/// The driver's socket, if this process is a PE that a driver launched.
pub(crate) fn requested() -> Option<String> {
    std::env::var(VARIABLE).ok()
}

/// The driver's end.
pub(crate) struct Socket {
    pub(crate) listener: UnixListener,
    /// Where it is, if it is in a directory, which goes when this goes.
    _directory: Option<TempDir>,
}

/// Opens a socket and tells the job about it.
pub(crate) fn listen(job: Job) -> io::Result<(Socket, Job)> {
    static JOBS: AtomicU32 = AtomicU32::new(0);
    let name = format!("shmem-test-{}-{}", process::id(), JOBS.fetch_add(1, Ordering::Relaxed));
    let directory = (!host::is_ours()).then(TempDir::new).transpose()?;
    let name = match &directory {
        Some(directory) => directory.path().join(name).display().to_string(),
        None => name,
    };
    let listener = UnixListener::bind_addr(&address(&name)?)?;
    Ok((Socket { listener, _directory: directory }, job.env(VARIABLE, name)))
}

/// A PE's way to its driver.
pub(crate) fn connect(name: &str) -> io::Result<UnixStream> {
    UnixStream::connect_addr(&address(name)?)
}

/// What begins with a slash is a path.
fn address(name: &str) -> io::Result<SocketAddr> {
    if name.starts_with('/') {
        SocketAddr::from_pathname(name)
    } else {
        SocketAddr::from_abstract_name(name)
    }
}

pub(crate) fn send_number(mut to: &UnixStream, number: u32) -> io::Result<()> {
    to.write_all(&number.to_le_bytes())
}

pub(crate) fn receive_number(mut from: &UnixStream) -> io::Result<u32> {
    let mut bytes = [0; 4];
    from.read_exact(&mut bytes)?;
    Ok(u32::from_le_bytes(bytes))
}

/// A report is the length of the message plus one, or 0 for a pass, then the message.
pub(crate) fn send_report(mut to: &UnixStream, report: &Report) -> io::Result<()> {
    match report {
        Ok(()) => send_number(to, 0),
        Err(message) => {
            let length = u32::try_from(message.len() + 1).map_err(io::Error::other)?;
            send_number(to, length)?;
            to.write_all(message.as_bytes())
        }
    }
}

pub(crate) fn receive_report(mut from: &UnixStream) -> io::Result<Report> {
    match receive_number(from)? {
        0 => Ok(Ok(())),
        length => {
            let mut message = vec![0; length as usize - 1];
            from.read_exact(&mut message)?;
            Ok(Err(String::from_utf8_lossy(&message).into_owned()))
        }
    }
}
