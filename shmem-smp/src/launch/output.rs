//! What PEs print: collected, or passed on with the PE's number before each line.

use rustix::event::{PollFd, PollFlags, poll};
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::io::Errno;
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::process::{ChildStderr, ChildStdout};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use std::{fs::File, mem};

/// Where a PE's text goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stream {
    Out,
    Err,
}

/// A line that never ends is passed on in pieces of this size.
const LONGEST_LINE: usize = 64 << 10;

/// What is left in the pipes of a job that is over is there at once; a process that a PE left
/// behind could keep them open for ever.
const PATIENCE: Duration = Duration::from_millis(500);

/// One end of a pipe that a PE writes to.
struct Source {
    pe: usize,
    stream: Stream,
    pipe: Option<File>,
    line: Vec<u8>,
}

/// What was collected of each PE's standard output and standard error.
pub(crate) type Collected = [Vec<Vec<u8>>; 2];

/// Reads all pipes of a job in one thread.
pub(crate) struct Pump {
    thread: Option<JoinHandle<()>>,
    stop: Option<OwnedFd>,
    collected: Arc<Mutex<Collected>>,
}

/// The pipes of the PEs that have been started.
#[derive(Default)]
pub(crate) struct Pipes(Vec<Source>);

impl Pipes {
    pub(crate) fn add(
        &mut self,
        pe: usize,
        out: Option<ChildStdout>,
        err: Option<ChildStderr>,
    ) -> io::Result<()> {
        let ends = [(Stream::Out, out.map(OwnedFd::from)), (Stream::Err, err.map(OwnedFd::from))];
        for (stream, fd) in ends {
            let Some(fd) = fd else { continue };
            fcntl_setfl(&fd, fcntl_getfl(&fd)? | OFlags::NONBLOCK)?;
            self.0.push(Source { pe, stream, pipe: Some(File::from(fd)), line: Vec::new() });
        }
        Ok(())
    }
}

impl Pump {
    /// Collects what `npes` PEs print, or passes it on line by line when `tag`.
    pub(crate) fn start(pipes: Pipes, npes: usize, tag: bool) -> io::Result<Self> {
        let collected = Arc::new(Mutex::new([vec![Vec::new(); npes], vec![Vec::new(); npes]]));
        if pipes.0.is_empty() {
            return Ok(Self { thread: None, stop: None, collected });
        }
        let (stopped, stop) = rustix::pipe::pipe_with(rustix::pipe::PipeFlags::CLOEXEC)?;
        let sink = Sink { collected: Arc::clone(&collected), tag };
        let thread = std::thread::Builder::new()
            .name("shmem output".into())
            .spawn(move || pump(pipes.0, &stopped, &sink))?;
        Ok(Self { thread: Some(thread), stop: Some(stop), collected })
    }

    /// Reads what is left once all PEs are gone.
    pub(crate) fn finish(&mut self) -> Collected {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic there has been reported; what was collected before it is still good.
            let _ = thread.join();
        }
        mem::take(&mut *self.collected.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn pump(mut sources: Vec<Source>, stopped: &OwnedFd, sink: &Sink) {
    let mut deadline = None;
    loop {
        sources.retain(|source| source.pipe.is_some());
        let left = deadline.map(|end: Instant| end.saturating_duration_since(Instant::now()));
        if sources.is_empty() || left == Some(Duration::ZERO) {
            break;
        }
        let ready = match wait(&sources, deadline.is_none().then_some(stopped), left) {
            Ok(ready) => ready,
            Err(Errno::INTR) => continue,
            Err(_) => break,
        };
        if ready[0] {
            deadline = Some(Instant::now() + PATIENCE);
        }
        for (source, _) in sources.iter_mut().zip(&ready[1..]).filter(|(_, ready)| **ready) {
            source.read(sink);
        }
    }
    for source in &mut sources {
        sink.end_line(source);
    }
}

/// Which of the stop signal (first) and the sources have something to say.
fn wait(
    sources: &[Source],
    stopped: Option<&OwnedFd>,
    timeout: Option<Duration>,
) -> Result<Vec<bool>, Errno> {
    let pipes = sources.iter().filter_map(|source| source.pipe.as_ref());
    let mut fds: Vec<_> = pipes.map(|pipe| PollFd::new(pipe, PollFlags::IN)).collect();
    fds.extend(stopped.map(|fd| PollFd::from_borrowed_fd(fd.as_fd(), PollFlags::IN)));
    let timeout = timeout.and_then(|left| left.try_into().ok());
    poll(&mut fds, timeout.as_ref())?;
    let mut ready: Vec<_> = fds.iter().map(|fd| !fd.revents().is_empty()).collect();
    let stop = if stopped.is_some() { ready.pop().unwrap_or(false) } else { false };
    ready.insert(0, stop);
    Ok(ready)
}

impl Source {
    fn read(&mut self, sink: &Sink) {
        let mut buffer = [0; 16 << 10];
        let Some(pipe) = &mut self.pipe else { return };
        match pipe.read(&mut buffer) {
            Ok(0) => self.close(sink),
            Ok(n) => {
                if !sink.accept(self, &buffer[..n]) {
                    self.pipe = None;
                }
            }
            Err(e)
                if matches!(e.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => {}
            Err(_) => self.close(sink),
        }
    }

    fn close(&mut self, sink: &Sink) {
        sink.end_line(self);
        self.pipe = None;
    }
}

/// What becomes of the text.
struct Sink {
    collected: Arc<Mutex<Collected>>,
    tag: bool,
}

impl Sink {
    /// Answers `false` when nobody takes the text any more.
    fn accept(&self, source: &mut Source, bytes: &[u8]) -> bool {
        if !self.tag {
            let mut collected = self.collected.lock().unwrap_or_else(PoisonError::into_inner);
            collected[source.stream as usize][source.pe].extend_from_slice(bytes);
            return true;
        }
        source.line.extend_from_slice(bytes);
        let whole = match source.line.iter().rposition(|&byte| byte == b'\n') {
            Some(end) => end + 1,
            None if source.line.len() >= LONGEST_LINE => source.line.len(),
            None => return true,
        };
        let lines: Vec<u8> = source.line.drain(..whole).collect();
        print_tagged(source.pe, source.stream, &lines).is_ok()
    }

    /// Passes on what came without a newline at its end.
    fn end_line(&self, source: &mut Source) {
        if self.tag && !source.line.is_empty() {
            let line = mem::take(&mut source.line);
            // Where it goes is closed, and there is nobody left to tell.
            let _ = print_tagged(source.pe, source.stream, &line);
        }
    }
}

fn print_tagged(pe: usize, stream: Stream, lines: &[u8]) -> io::Result<()> {
    let text = tagged(pe, lines);
    match stream {
        Stream::Out => {
            let mut out = io::stdout().lock();
            out.write_all(&text)?;
            out.flush()
        }
        Stream::Err => io::stderr().write_all(&text),
    }
}

/// The lines with the PE's number before each, and a newline behind the last.
fn tagged(pe: usize, lines: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(lines.len() + 16);
    for line in lines.split_inclusive(|&byte| byte == b'\n') {
        text.extend_from_slice(format!("[{pe}] ").as_bytes());
        text.extend_from_slice(line);
    }
    if text.last() != Some(&b'\n') {
        text.push(b'\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::tagged;

    #[test]
    fn every_line_gets_its_tag() {
        assert_eq!(tagged(3, b"a\n\nb"), b"[3] a\n[3] \n[3] b\n");
        assert_eq!(tagged(12, b"x\n"), b"[12] x\n");
    }
}
