//! How the PEs of a foreign launcher's job find each other.
//!
//! PE 0 listens on an abstract socket whose name all of them can tell, waits until everybody has
//! come, writes down who they are, and hands each the job's memory. Nobody gets on before that,
//! so a job is complete or it is none. Each of the others holds a name of its own: the kernel
//! gives each name to one process, hence each rank, and frees it when that process ends.

use super::claim;
use super::environment::LAUNCHER;
use super::foreign::Place;
use super::handover::{hand_over, take_over, turn_away};
use super::process::Process;
use super::{Attached, new_segment};
use crate::layout::{PROTOCOL, layout_id};
use crate::segment::{Extent, Segment};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::net::sockopt::socket_peercred;
use rustix::net::{Shutdown, shutdown};
use rustix::process::getuid;
use shmem_core::heap_size::HeapSize;
use std::io::{self, Read, Write};
use std::mem;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixListener, UnixStream};
use std::time::{Duration, Instant};

/// How long PEs wait for each other unless this variable says otherwise.
const PATIENCE: Duration = Duration::from_secs(30);
pub(crate) const TIMEOUT: &str = "SHMEM_SMP_TIMEOUT";

/// A PE that has connected says at once who it is.
const INTRODUCTION: Duration = Duration::from_secs(2);

/// PE 0 may have begun to wait this much after the others, and tells them when it gives up.
const LATER: Duration = Duration::from_secs(2);

/// Joins the job with all its PEs.
pub(crate) fn meet(
    place: &Place,
    heap: HeapSize,
    seconds: Option<usize>,
) -> Result<Attached, String> {
    let patience = seconds.map_or(PATIENCE, |seconds| Duration::from_secs(seconds as u64));
    let meeting = Meeting { place, patience, until: Instant::now() + patience };
    let own_name = meeting.take_name()?;
    let segment = if place.rank == 0 {
        let segment = meeting.host(&own_name, heap)?;
        // The name stays taken, but whoever still knocks is turned away.
        let _ = shutdown(&own_name, Shutdown::Both);
        segment
    } else {
        meeting.visit()?
    };
    // Held until the process ends: a process that inherits the environment finds the rank taken.
    mem::forget(own_name);
    Ok(Attached { segment, pe: place.rank, supervised: false })
}

struct Meeting<'a> {
    place: &'a Place,
    patience: Duration,
    until: Instant,
}

/// Who comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Introduction {
    protocol: u32,
    layout: u32,
    rank: u32,
    size: u32,
}

impl Introduction {
    const BYTES: usize = 16;

    fn to_bytes(self) -> [u8; Self::BYTES] {
        let words = [self.protocol, self.layout, self.rank, self.size].map(u32::to_le_bytes);
        words.as_flattened().try_into().expect("four words are sixteen bytes")
    }

    fn from_bytes(bytes: [u8; Self::BYTES]) -> Self {
        let (words, _) = bytes.as_chunks::<4>();
        let [protocol, layout, rank, size] = [0, 1, 2, 3].map(|i| u32::from_le_bytes(words[i]));
        Self { protocol, layout, rank, size }
    }
}

/// Somebody who came and waits for the others.
struct Visitor {
    stream: UnixStream,
    process: Process,
}

impl Meeting<'_> {
    /// An abstract name: it is in no filesystem, and gone with the last process that holds it.
    fn name(&self, rank: usize) -> io::Result<SocketAddr> {
        let (user, job) = (getuid().as_raw(), &self.place.job);
        SocketAddr::from_abstract_name(format!("shmem-smp:{user}:{job}:{rank}"))
    }

    fn take_name(&self) -> Result<UnixListener, String> {
        let rank = self.place.rank;
        let listener = self.name(rank).and_then(|name| UnixListener::bind_addr(&name));
        listener.map_err(|error| match error.kind() {
            io::ErrorKind::AddrInUse => format!(
                "another process is PE {rank} of this job already: a process that a PE starts \
                 does not become that PE; to give it a job of its own, start it with \
                 {LAUNCHER}=none"
            ),
            _ => format!("cannot meet the other PEs: {error}"),
        })
    }

    /// What PE 0 does.
    fn host(&self, listener: &UnixListener, heap: HeapSize) -> Result<Segment, String> {
        let size = self.place.size;
        let segment = new_segment(size, heap, false)?;
        let mut visitors: Vec<Option<Visitor>> = (1..size).map(|_| None).collect();
        let come = self.await_all(listener, &mut visitors);
        if let Err(why) = &come {
            for visitor in visitors.into_iter().flatten() {
                turn_away(visitor.stream, why);
            }
            return Err(why.clone());
        }
        let claim = |pe: usize, process| {
            claim::claim(&segment.control(pe).identity.0, process)
                .expect("nobody else has the segment yet")
        };
        claim(0, Process::this());
        for (visitor, pe) in visitors.iter().flatten().zip(1..) {
            claim(pe, visitor.process);
        }
        for visitor in visitors.iter().flatten() {
            // One that has died since is noticed by those who watch it.
            let _ = hand_over(&visitor.stream, &segment);
        }
        Ok(segment)
    }

    fn await_all(
        &self,
        listener: &UnixListener,
        visitors: &mut [Option<Visitor>],
    ) -> Result<(), String> {
        let broken = |error: io::Error| format!("cannot meet the other PEs: {error}");
        listener.set_nonblocking(true).map_err(broken)?;
        while visitors.iter().any(Option::is_none) {
            let left = self.until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(self.missing(visitors));
            }
            let mut fds = [PollFd::new(listener, PollFlags::IN)];
            // An interrupted wait is a short one; so is one too long to be told.
            let _ = poll(&mut fds, left.try_into().ok().as_ref());
            match listener.accept() {
                Ok((stream, _)) => self.receive(stream, visitors)?,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(broken(error)),
            }
        }
        Ok(())
    }

    /// Lets somebody in. Strangers are left standing; what the job cannot go on with is an error.
    fn receive(
        &self,
        mut stream: UnixStream,
        visitors: &mut [Option<Visitor>],
    ) -> Result<(), String> {
        let Ok(peer) = socket_peercred(&stream) else { return Ok(()) };
        let mut bytes = [0; Introduction::BYTES];
        let introduced = stream.set_nonblocking(false).is_ok()
            && stream.set_read_timeout(Some(INTRODUCTION)).is_ok()
            && stream.set_write_timeout(Some(INTRODUCTION)).is_ok();
        if peer.uid != getuid() || !introduced || stream.read_exact(&mut bytes).is_err() {
            return Ok(());
        }
        let Introduction { protocol, layout, rank, size } = Introduction::from_bytes(bytes);
        if (protocol, layout) != (PROTOCOL, layout_id()) {
            let why = format!(
                "PE {rank} runs another build of the runtime (protocol {protocol} layout \
                 {layout:#x}, PE 0 has protocol {PROTOCOL} layout {:#x}): start one program on \
                 all PEs",
                layout_id()
            );
            turn_away(stream, &why);
            return Err(why);
        }
        if size as usize != self.place.size {
            let why = format!(
                "PE {rank} was told that there are {size} PEs, PE 0 that there are {}",
                self.place.size
            );
            turn_away(stream, &why);
            return Err(why);
        }
        let pid = peer.pid.as_raw_nonzero().get().unsigned_abs();
        let seat = (rank as usize).checked_sub(1).and_then(|seat| visitors.get_mut(seat));
        match (seat, Process::of(pid)) {
            (Some(seat @ None), Some(process)) => *seat = Some(Visitor { stream, process }),
            (Some(Some(_)), _) => turn_away(stream, &format!("PE {rank} has come already")),
            _ => {}
        }
        Ok(())
    }

    fn missing(&self, visitors: &[Option<Visitor>]) -> String {
        let absent: Vec<_> =
            (1..).zip(visitors).filter(|(_, v)| v.is_none()).map(|(pe, _)| pe).collect();
        let came = self.place.size - absent.len();
        self.promised(&format!(
            "only {came} came within {:?}: {} did not",
            self.patience,
            pes(&absent)
        ))
    }

    fn promised(&self, but: &str) -> String {
        let Place { label, size, .. } = self.place;
        format!(
            "the environment ({label}) promises {size} PEs, but {but}; start all of them with \
             this program, wait longer with {TIMEOUT} (seconds), or start one PE alone with \
             {LAUNCHER}=none"
        )
    }

    /// What the other PEs do.
    fn visit(&self) -> Result<Segment, String> {
        let broken = |error: io::Error| format!("cannot meet PE 0: {error}");
        let mut stream = self.connect()?;
        if socket_peercred(&stream).map_err(|error| broken(error.into()))?.uid != getuid() {
            return Err("another user's process stands where PE 0 should be".to_owned());
        }
        let Place { rank, size, .. } = *self.place;
        let introduction = Introduction {
            protocol: PROTOCOL,
            layout: layout_id(),
            rank: rank as u32,
            size: size as u32,
        };
        stream.write_all(&introduction.to_bytes()).map_err(broken)?;
        stream.set_read_timeout(Some(self.patience + LATER)).map_err(broken)?;
        let fd = take_over(&mut stream).map_err(|why| self.promised(&why))??;
        let segment = Segment::open(fd, Extent::Whole).map_err(|error| error.to_string())?;
        match claim::owner(&segment.control(rank).identity.0) {
            Some(owner) if owner.pid == std::process::id() => Ok(segment),
            _ => Err(format!(
                "PE 0 and PE {rank} do not see each other's processes: start them in one process \
                 namespace"
            )),
        }
    }

    fn connect(&self) -> Result<UnixStream, String> {
        let mut pause = Duration::from_millis(1);
        loop {
            let error = match self.name(0).and_then(|name| UnixStream::connect_addr(&name)) {
                Ok(stream) => return Ok(stream),
                Err(error) => error,
            };
            if !matches!(error.kind(), io::ErrorKind::ConnectionRefused | io::ErrorKind::WouldBlock)
            {
                return Err(format!("cannot meet PE 0: {error}"));
            }
            if Instant::now() >= self.until {
                return Err(self.promised(&format!("PE 0 did not come within {:?}", self.patience)));
            }
            std::thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(50));
        }
    }
}

/// `PE 3`, or `PEs 1, 2 and 5`.
fn pes(numbers: &[usize]) -> String {
    match numbers {
        [one] => format!("PE {one}"),
        [first @ .., last] => {
            let first: Vec<_> = first.iter().map(usize::to_string).collect();
            format!("PEs {} and {last}", first.join(", "))
        }
        [] => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAP: HeapSize = HeapSize { bytes: 1 << 20, variable: None };

    fn place(job: &str, rank: usize, size: usize) -> Place {
        let job = format!("test:{}:{job}", std::process::id());
        Place { label: "a test", rank, size, job }
    }

    #[test]
    fn introductions_survive_the_socket() {
        let introduction = Introduction { protocol: 1, layout: 2, rank: 3, size: 4 };
        assert_eq!(Introduction::from_bytes(introduction.to_bytes()), introduction);
    }

    #[test]
    fn all_come_and_share_one_memory() {
        let attached: Vec<_> = std::thread::scope(|scope| {
            let join =
                |rank| scope.spawn(move || meet(&place("all", rank, 4), HEAP, None).unwrap());
            let threads: Vec<_> = (0..4).rev().map(join).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let word = |a: &Attached| {
            a.segment.control(2).bell.0.rings.load(std::sync::atomic::Ordering::SeqCst)
        };
        attached[0].segment.control(2).bell.0.rings.store(5, std::sync::atomic::Ordering::SeqCst);
        assert!(attached.iter().all(|attached| word(attached) == 5));
        let again = meet(&place("all", 2, 4), HEAP, None).err().unwrap();
        assert!(again.contains("is PE 2 of this job already"), "{again}");
    }

    #[test]
    fn those_who_do_not_come_are_named() {
        let errors: Vec<_> = std::thread::scope(|scope| {
            let join =
                |rank| scope.spawn(move || meet(&place("some", rank, 5), HEAP, Some(1)).err());
            let threads: Vec<_> = [0, 2].into_iter().map(join).collect();
            threads.into_iter().map(|thread| thread.join().unwrap().unwrap()).collect()
        });
        for error in errors {
            let expected = "promises 5 PEs, but only 2 came within 1s: PEs 1, 3 and 4 did not;";
            assert!(error.contains(expected), "{error}");
        }
        let alone = meet(&place("none", 1, 2), HEAP, Some(1)).err().unwrap();
        assert!(alone.contains("PE 0 did not come within 1s"), "{alone}");
    }

    #[test]
    fn who_was_told_otherwise_is_refused_with_everybody() {
        let errors: Vec<_> = std::thread::scope(|scope| {
            let join = |(rank, size)| {
                scope.spawn(move || meet(&place("sizes", rank, size), HEAP, None).err())
            };
            let threads: Vec<_> = [(0, 2), (1, 3)].into_iter().map(join).collect();
            threads.into_iter().map(|thread| thread.join().unwrap().unwrap()).collect()
        });
        for error in errors {
            assert_eq!(error, "PE 1 was told that there are 3 PEs, PE 0 that there are 2");
        }
    }
}
