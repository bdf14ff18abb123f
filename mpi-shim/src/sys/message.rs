//! Messages between two processes, by calls that return when it is done.

use std::ffi::{c_int, c_void};
use std::marker::PhantomData;

use mpi_sys::{MPI_Comm, MPI_Datatype, MPI_Message, MPI_Request, MPI_Status};

use super::constants::{
    MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_BYTE, MPI_MESSAGE_NULL, MPI_PROC_NULL, MPI_STATUS_IGNORE,
};
use super::{Comm, Receiving, Request, Sending, check, refused};
#[cfg(feature = "objects")]
use crate::element::Element;
use crate::error::{ErrorClass, Result};
use crate::peer::{Source, Tag, Target};
use crate::status::Status;

/// When a send is complete.
#[derive(Clone, Copy)]
pub(crate) enum Mode {
    Standard,
    Buffered,
    Synchronous,
    Ready,
}

type Send =
    unsafe extern "C" fn(*const c_void, c_int, MPI_Datatype, c_int, c_int, MPI_Comm) -> c_int;
type StartSend = unsafe extern "C" fn(
    *const c_void,
    c_int,
    MPI_Datatype,
    c_int,
    c_int,
    MPI_Comm,
    *mut MPI_Request,
) -> c_int;

impl Mode {
    #[inline]
    fn blocking(self) -> Send {
        match self {
            Self::Standard => mpi_sys::MPI_Send,
            Self::Buffered => mpi_sys::MPI_Bsend,
            Self::Synchronous => mpi_sys::MPI_Ssend,
            Self::Ready => mpi_sys::MPI_Rsend,
        }
    }

    #[inline]
    pub(super) fn non_blocking(self) -> StartSend {
        match self {
            Self::Standard => mpi_sys::MPI_Isend,
            Self::Buffered => mpi_sys::MPI_Ibsend,
            Self::Synchronous => mpi_sys::MPI_Issend,
            Self::Ready => mpi_sys::MPI_Irsend,
        }
    }

    pub(super) fn persistent(self) -> StartSend {
        match self {
            Self::Standard => mpi_sys::MPI_Send_init,
            Self::Buffered => mpi_sys::MPI_Bsend_init,
            Self::Synchronous => mpi_sys::MPI_Ssend_init,
            Self::Ready => mpi_sys::MPI_Rsend_init,
        }
    }
}

/// Where messages go and come from, as C has it, once it is known to be a place that there is.
impl Comm {
    #[inline]
    pub(super) fn target(&self, to: Target) -> Result<c_int> {
        match to {
            Target::Rank(rank) => self.peer(rank),
            Target::Nobody => Ok(MPI_PROC_NULL()),
        }
    }

    #[inline]
    pub(super) fn source(&self, from: Source) -> Result<c_int> {
        match from {
            Source::Rank(rank) => self.peer(rank),
            Source::Any => Ok(MPI_ANY_SOURCE()),
            Source::Nobody => Ok(MPI_PROC_NULL()),
        }
    }

    #[inline]
    pub(super) fn pattern(&self, tag: Tag) -> Result<c_int> {
        match tag {
            Tag::Is(tag) => self.tag(tag),
            Tag::Any => Ok(MPI_ANY_TAG()),
        }
    }
}

/// What a call fills in.
#[inline]
pub(super) fn blank() -> MPI_Status {
    // SAFETY: integers, in every library.
    unsafe { std::mem::zeroed() }
}

/// A status as it can be looked at without the library.
#[inline]
pub(super) fn status(raw: &MPI_Status) -> Result<Status> {
    Ok(Status {
        source: usize::try_from(raw.MPI_SOURCE).ok(),
        tag: raw.MPI_TAG,
        bytes: bytes(raw)?,
    })
}

/// How long a message is: what `MPI_Get_elements_x` says, at a fraction of its cost.
#[cfg(mpi_library = "openmpi")]
#[inline]
fn bytes(raw: &MPI_Status) -> Result<usize> {
    Ok(raw._ucount)
}

/// As above. The lowest bit of the second word says whether it was cancelled.
#[cfg(mpi_library = "mpich")]
#[inline]
fn bytes(raw: &MPI_Status) -> Result<usize> {
    let [low, high] = [raw.count_lo, raw.count_hi_and_cancelled].map(i32::cast_unsigned);
    Ok((high as usize >> 1) << 32 | low as usize)
}

/// How long a message is.
#[cfg(mpi_library = "other")]
fn bytes(raw: &MPI_Status) -> Result<usize> {
    let mut bytes = 0;
    // SAFETY: a status that a call has filled in, and a place for the answer.
    check(unsafe { mpi_sys::MPI_Get_elements_x(raw, MPI_BYTE(), &raw mut bytes) })?;
    Ok(usize::try_from(bytes).unwrap_or_default())
}

#[inline]
pub(crate) fn send(
    comm: &Comm,
    mode: Mode,
    data: &Sending<'_>,
    to: Target,
    tag: c_int,
) -> Result<()> {
    let (to, tag) = (comm.target(to)?, comm.tag(tag)?);
    // SAFETY: the memory is borrowed, and of this datatype.
    check(unsafe { mode.blocking()(data.at, data.count, data.datatype, to, tag, comm.raw()) })
}

#[inline]
pub(crate) fn receive(
    comm: &Comm,
    data: &mut Receiving<'_>,
    from: Source,
    tag: Tag,
) -> Result<Status> {
    let (from, tag) = (comm.source(from)?, comm.pattern(tag)?);
    let mut raw = blank();
    // SAFETY: the memory is borrowed for this, and of this datatype; a message that is longer is an error.
    check(unsafe {
        mpi_sys::MPI_Recv(data.at, data.count, data.datatype, from, tag, comm.raw(), &raw mut raw)
    })?;
    status(&raw)
}

/// What became of a call that sends and receives at once, of which the receive is over if it is what fails.
#[inline]
fn exchanged(code: c_int) -> Result<()> {
    check(code).map_err(|error| refused(error, &[ErrorClass::Truncate], "of a send and a receive"))
}

/// Sends and receives at the same time.
#[inline]
pub(crate) fn exchange(
    comm: &Comm,
    data: &Sending<'_>,
    (to, send_tag): (Target, c_int),
    room: &mut Receiving<'_>,
    (from, tag): (Source, Tag),
) -> Result<Status> {
    let (to, send_tag) = (comm.target(to)?, comm.tag(send_tag)?);
    let (from, tag) = (comm.source(from)?, comm.pattern(tag)?);
    let mut raw = blank();
    // SAFETY: both memories are borrowed, one for this alone, and of these datatypes.
    exchanged(unsafe {
        mpi_sys::MPI_Sendrecv(
            data.at,
            data.count,
            data.datatype,
            to,
            send_tag,
            room.at,
            room.count,
            room.datatype,
            from,
            tag,
            comm.raw(),
            &raw mut raw,
        )
    })?;
    status(&raw)
}

/// Sends what is there, and receives into its place.
pub(crate) fn replace(
    comm: &Comm,
    data: &mut Receiving<'_>,
    (to, send_tag): (Target, c_int),
    (from, tag): (Source, Tag),
) -> Result<Status> {
    let (to, send_tag) = (comm.target(to)?, comm.tag(send_tag)?);
    let (from, tag) = (comm.source(from)?, comm.pattern(tag)?);
    let mut raw = blank();
    // SAFETY: the memory is borrowed for this alone, initialised, and of this datatype.
    exchanged(unsafe {
        mpi_sys::MPI_Sendrecv_replace(
            data.at,
            data.count,
            data.datatype,
            to,
            send_tag,
            from,
            tag,
            comm.raw(),
            &raw mut raw,
        )
    })?;
    status(&raw)
}

/// Waits for a message without receiving it.
pub(crate) fn probe(comm: &Comm, from: Source, tag: Tag) -> Result<Status> {
    let (from, tag) = (comm.source(from)?, comm.pattern(tag)?);
    let mut raw = blank();
    // SAFETY: the handle is valid, and `raw` a place for the answer.
    check(unsafe { mpi_sys::MPI_Probe(from, tag, comm.raw(), &raw mut raw) })?;
    status(&raw)
}

/// Looks for a message.
pub(crate) fn look(comm: &Comm, from: Source, tag: Tag) -> Result<Option<Status>> {
    let (from, tag) = (comm.source(from)?, comm.pattern(tag)?);
    let (mut raw, mut there) = (blank(), 0);
    // SAFETY: the handle is valid, and there are places for the answers.
    check(unsafe { mpi_sys::MPI_Iprobe(from, tag, comm.raw(), &raw mut there, &raw mut raw) })?;
    (there != 0).then(|| status(&raw)).transpose()
}

/// A message that a probe has taken out of the queue, which nobody else can receive.
pub(crate) struct Message {
    raw: MPI_Message,
    own_thread: PhantomData<*const ()>,
}

impl Message {
    fn new(raw: MPI_Message) -> Self {
        Self { raw, own_thread: PhantomData }
    }

    /// Waits for one.
    pub(crate) fn probe(comm: &Comm, from: Source, tag: Tag) -> Result<(Self, Status)> {
        let (from, tag) = (comm.source(from)?, comm.pattern(tag)?);
        let (mut message, mut raw) = (MPI_MESSAGE_NULL(), blank());
        // SAFETY: the handle is valid, and there are places for the answers.
        check(unsafe {
            mpi_sys::MPI_Mprobe(from, tag, comm.raw(), &raw mut message, &raw mut raw)
        })?;
        Ok((Self::new(message), status(&raw)?))
    }

    /// Looks for one.
    pub(crate) fn look(comm: &Comm, from: Source, tag: Tag) -> Result<Option<(Self, Status)>> {
        let (from, tag) = (comm.source(from)?, comm.pattern(tag)?);
        let (mut there, mut message, mut raw) = (0, MPI_MESSAGE_NULL(), blank());
        // SAFETY: as above.
        check(unsafe {
            mpi_sys::MPI_Improbe(
                from,
                tag,
                comm.raw(),
                &raw mut there,
                &raw mut message,
                &raw mut raw,
            )
        })?;
        if there == 0 {
            return Ok(None);
        }
        Ok(Some((Self::new(message), status(&raw)?)))
    }

    /// Receives it into these elements.
    #[cfg(feature = "objects")]
    pub(crate) fn receive_elements<T: Element>(self, data: &mut [T]) -> Result<Status> {
        self.receive(&mut Receiving::of_elements(data)?)
    }

    pub(crate) fn receive(mut self, data: &mut Receiving<'_>) -> Result<Status> {
        let mut raw = blank();
        // SAFETY: the memory is borrowed for this, and of this datatype; the handle is valid.
        let code = unsafe {
            mpi_sys::MPI_Mrecv(data.at, data.count, data.datatype, &raw mut self.raw, &raw mut raw)
        };
        // Received, even if with an error; the library need not say so then.
        self.raw = MPI_MESSAGE_NULL();
        check(code)?;
        status(&raw)
    }

    /// Starts to receive it.
    ///
    /// # Safety
    ///
    /// The memory stays borrowed for this alone until the request is complete.
    pub(crate) unsafe fn start_receive(mut self, data: &mut Receiving<'_>) -> Result<Request> {
        let message = &raw mut self.raw;
        Request::of_made(|request| {
            // SAFETY: the caller says that the memory stays; it is of this datatype, and the handle is valid.
            unsafe { mpi_sys::MPI_Imrecv(data.at, data.count, data.datatype, message, request) }
        })
    }
}

impl Drop for Message {
    /// Receives it without room for any of it, so that its sender does not wait for ever.
    fn drop(&mut self) {
        if self.raw != MPI_MESSAGE_NULL() {
            // SAFETY: no memory is written, and the handle is valid.
            unsafe {
                mpi_sys::MPI_Mrecv(
                    std::ptr::dangling_mut::<u8>().cast(),
                    0,
                    MPI_BYTE(),
                    &raw mut self.raw,
                    MPI_STATUS_IGNORE(),
                )
            };
        }
    }
}
