//! Objects on their way: values as the messages that they go by.

use std::any::type_name;
use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::aside::{self, Memory};
use super::envelope::{self, Envelope};
use super::error::{Contents, ObjectError, Sender};
use super::format::{Format, Postcard};
use crate::error::{Error, Result};
use crate::messages::Matched;
use crate::messages::seal::Endpoint;
use crate::non_blocking::NonBlocking;
use crate::patience::patiently_for;
use crate::peer::{Source, Tag, Target};
use crate::request::Request;
use crate::scope::{self, Scope};
use crate::status::Status;
use crate::sys::{self, Message, Mode, Sending};

/// A value that is written once, to be sent as often as one likes; and what it takes to send one without waiting.
///
/// ```
/// use mpi_shim::objects::Packed;
/// use mpi_shim::prelude::*;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let me = mpi.this_process();
///     let packed = Packed::new(&vec!["one".to_owned(), "two".to_owned()])?;
///     mpi.scope(|s| {
///         let sent = me.isend_obj(s, &packed, 0, 7)?;
///         let (words, _): (Vec<String>, _) = me.recv_obj(0, 7)?;
///         assert_eq!(words[1], "two");
///         sent.wait()
///     })
/// });
/// ```
#[derive(Clone)]
pub struct Packed {
    message: Vec<u8>,
    parts: Vec<Arc<dyn Memory>>,
}

impl Packed {
    /// Writes a value in the format that is used unless another is asked for.
    ///
    /// # Errors
    ///
    /// [`ObjectError::Unwritable`] if it cannot be written.
    pub fn new<T: Serialize>(value: &T) -> Result<Self> {
        Self::in_format::<T, Postcard>(value)
    }

    /// Writes a value in a format.
    ///
    /// # Errors
    ///
    /// As for [`new`](Self::new).
    pub fn in_format<T: Serialize, F: Format>(value: &T) -> Result<Self> {
        let (message, parts) = aside::collecting(|| write::<T, F>(value));
        let mut message = message?;
        envelope::end(&mut message, parts.iter().map(|part| part.bytes().len()));
        Ok(Self { message, parts })
    }

    /// Writes all of a value into one message, of which a copy is sent in any case.
    pub(super) fn in_one<T: Serialize, F: Format>(value: &T) -> Result<Self> {
        Ok(Self { message: write::<T, F>(value)?, parts: Vec::new() })
    }

    /// What goes where an object cannot: a reason why.
    pub(super) fn reason<T>(why: &str) -> Self {
        let mut message = envelope::begin("", type_name::<T>());
        message.extend(why.as_bytes());
        Self { message, parts: Vec::new() }
    }

    /// How many bytes go in all.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.message.len() + self.parts.iter().map(|part| part.bytes().len()).sum::<usize>()
    }

    pub(crate) fn send(&self, at: Endpoint<'_>, mode: Mode, to: Target, tag: i32) -> Result<()> {
        if self.parts.is_empty() {
            let message = Sending::elements(&self.message, at.session)?;
            return sys::send(at.comm, mode, &message, to, tag);
        }
        scope::run(at.session, |s| self.start(&at, s, mode, to, tag).map(drop))
    }

    /// Starts to send all of it: whoever receives waits for every part before it takes the first.
    pub(super) fn start<'scope, C: NonBlocking>(
        &'scope self,
        at: &'scope C,
        scope: &'scope Scope<'scope, '_>,
        mode: Mode,
        to: Target,
        tag: i32,
    ) -> Result<Vec<Request<'scope, &'scope [u8]>>> {
        let parts = self.parts.iter().map(|part| part.bytes());
        let start = |bytes| match mode {
            Mode::Synchronous => at.issend(scope, bytes, to, tag),
            Mode::Buffered => at.ibsend(scope, bytes, to, tag),
            Mode::Standard | Mode::Ready => at.isend(scope, bytes, to, tag),
        };
        std::iter::once(&*self.message).chain(parts).map(start).collect()
    }
}

impl fmt::Debug for Packed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Packed").field("bytes", &self.bytes()).finish_non_exhaustive()
    }
}

/// What a value's message begins with, and the value.
fn write<T: Serialize, F: Format>(value: &T) -> Result<Vec<u8>> {
    let mut message = envelope::begin(F::NAME, type_name::<T>());
    F::write(value, &mut message)
        .map_err(|error| Error::Object(ObjectError::unwritable::<T, F>(&error)))?;
    Ok(message)
}

/// How long to wait for a part of an object that is there. Its sender has started all of them at once.
const PARTS_COME_WITHIN: Duration = Duration::from_secs(10);

/// Receives the object whose message this is.
pub(super) fn open<T: DeserializeOwned, F: Format>(message: Matched<'_>) -> Result<(T, Status)> {
    let at = message.endpoint();
    let (bytes, status) = message.recv_vec::<u8>()?;
    let from = Sender::of(status);
    let Some(envelope) = Envelope::open(&bytes) else {
        return Err(Error::Object(ObjectError::NoObject { from, message: Contents(bytes) }));
    };
    // All of them, before anything can be wrong: what is not received below is thrown away, and the next message is
    // another one's.
    let parts = parts(at, status, envelope.parts())?;
    if envelope.format.is_empty() {
        let why = String::from_utf8_lossy(envelope.body).into_owned();
        return Err(Error::Object(ObjectError::Peer { why }));
    }
    if envelope.format != F::NAME {
        let sent = envelope.format.to_owned();
        return Err(Error::Object(ObjectError::OtherFormat { expected: F::NAME, sent, from }));
    }
    if envelope.type_name != type_name::<T>() {
        let sent = envelope.type_name.to_owned();
        return Err(Error::Object(ObjectError::OtherType {
            expected: type_name::<T>(),
            sent,
            from,
        }));
    }
    let (value, error) = aside::offering(parts, || F::read(envelope.body));
    match (value, error) {
        (Ok(value), None) => Ok((value, status)),
        (_, Some(error)) => Err(error),
        (Err(error), None) => Err(Error::Object(ObjectError::unreadable::<T, F>(from, &error))),
    }
}

/// The parts that follow a message, if they come, and are as long as it says.
fn parts(
    at: Endpoint<'_>,
    of: Status,
    lengths: impl ExactSizeIterator<Item = u64>,
) -> Result<VecDeque<(Message, Status)>> {
    let (from, tag) = (of.source.map_or(Source::Nobody, Source::Rank), Tag::Is(of.tag));
    let (number, mut parts, mut wrong) = (lengths.len(), VecDeque::new(), None);
    for (part, should) in lengths.enumerate() {
        let found = patiently_for(PARTS_COME_WITHIN, || Message::look(at.comm, from, tag))?;
        let is = found.as_ref().map(|(_, status)| status.bytes as u64);
        if is != Some(should) {
            let from = Sender::of(of);
            wrong.get_or_insert(ObjectError::Part { from, part, number, is, should });
        }
        match found {
            Some(found) => parts.push_back(found),
            None => break,
        }
    }
    wrong.map_or(Ok(parts), |wrong| Err(Error::Object(wrong)))
}

/// Sends one object, and receives meanwhile.
pub(crate) fn exchange<R>(
    at: Endpoint<'_>,
    packed: &Packed,
    (to, tag): (Target, i32),
    receive: impl FnOnce() -> Result<R>,
) -> Result<R> {
    // What is received wrongly is no reason to give up what is sent.
    scope::run(at.session, |s| -> Result<_> {
        packed.start(&at, s, Mode::Standard, to, tag)?;
        Ok(receive())
    })?
}
