//! Signals to the launcher that are meant for the job.

use rustix::process::{Signal, getpgrp};
use rustix::termios::tcgetpgrp;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::backend::SignalDelivery;
use signal_hook::iterator::exfiltrator::SignalOnly;
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;

/// Receives what asks a job to stop, in place of the signals' usual effect.
pub(crate) struct Signals(SignalDelivery<UnixStream, SignalOnly>);

impl Signals {
    pub(crate) fn catch() -> io::Result<Self> {
        let (read, write) = UnixStream::pair()?;
        read.set_nonblocking(true)?;
        let signals = [SIGINT, SIGTERM, SIGHUP];
        SignalDelivery::with_pipe(read, write, SignalOnly, signals).map(Self)
    }

    /// Readable when a signal came.
    pub(crate) fn fd(&self) -> BorrowedFd<'_> {
        self.0.get_read().as_fd()
    }

    /// What came since the last call.
    pub(crate) fn take(&mut self) -> Vec<Signal> {
        self.0.pending().filter_map(Signal::from_named_raw).collect()
    }
}

/// Whether the PEs got this signal already: a terminal sends Ctrl-C to all its foreground.
pub(crate) fn came_from_terminal(signal: Signal) -> bool {
    signal == Signal::INT
        && File::open("/dev/tty")
            .ok()
            .and_then(|tty| tcgetpgrp(tty).ok())
            .is_some_and(|foreground| foreground == getpgrp())
}

/// A signal's name, such as `SIGKILL`.
pub(crate) fn name(signal: i32) -> String {
    signal_hook::low_level::signal_name(signal)
        .map_or_else(|| "a real-time signal".into(), Into::into)
}
