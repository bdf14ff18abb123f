//! PE 0's answer to those who come: the job's memory, or why they cannot have it.

use crate::segment::Segment;
use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, recvmsg, sendmsg,
};
use std::io::{self, IoSlice, IoSliceMut, Read, Write};
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;

/// A reply is a text that says why not, or a single zero byte that brings the segment.
const WELCOME: u8 = 0;

/// Says why somebody cannot join.
pub(super) fn turn_away(mut stream: UnixStream, why: &str) {
    // Whoever does not listen any more need not be told.
    let _ = stream.write_all(why.as_bytes());
}

/// Gives the job's memory to somebody who may join.
pub(super) fn hand_over(stream: &UnixStream, segment: &Segment) -> io::Result<()> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = SendAncillaryBuffer::new(&mut space);
    let fds = [segment.fd()];
    assert!(
        control.push(SendAncillaryMessage::ScmRights(&fds)),
        "there is space for one descriptor"
    );
    sendmsg(stream, &[IoSlice::new(&[WELCOME])], &mut control, SendFlags::NOSIGNAL)?;
    Ok(())
}

/// Receives the job's memory. The outer error is PE 0's silence, the inner one its refusal.
pub(super) fn take_over(stream: &mut UnixStream) -> Result<Result<OwnedFd, String>, String> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    let mut first = [WELCOME];
    let flags = RecvFlags::CMSG_CLOEXEC;
    let silent = |error: io::Error| match error.kind() {
        io::ErrorKind::WouldBlock => "PE 0 still waited for some of them".to_owned(),
        _ => "PE 0 left before all had come".to_owned(),
    };
    let received = recvmsg(&*stream, &mut [IoSliceMut::new(&mut first)], &mut control, flags)
        .map_err(|error| silent(error.into()))?;
    let mut fds = control.drain().filter_map(|message| match message {
        RecvAncillaryMessage::ScmRights(fds) => Some(fds),
        _ => None,
    });
    if let Some(fd) = fds.next().and_then(|mut fds| fds.next()) {
        return Ok(Ok(fd));
    }
    let mut text = first[..received.bytes].to_vec();
    stream.read_to_end(&mut text).map_err(silent)?;
    if text.is_empty() {
        return Err("PE 0 left before all had come".to_owned());
    }
    Ok(Err(String::from_utf8_lossy(&text).into_owned()))
}
