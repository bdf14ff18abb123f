//! Messages between two processes, by calls that return when they are done.

use std::fmt;

use crate::buffer::{Buffer, BufferMut};
use crate::element::Element;
use crate::error::Result;
use crate::peer::{Source, Tag, Target};
use crate::status::Status;
use crate::sys::{Message, Mode, Receiving, exchange, look, probe, receive, replace, send};

use seal::Endpoint;

/// What messages are sent through.
pub(crate) mod seal {
    use crate::sys::{Comm, Session};

    #[derive(Clone, Copy)]
    pub struct Endpoint<'a> {
        pub(crate) comm: &'a Comm,
        pub(crate) session: &'a Session,
    }

    pub trait Endpoints {
        #[doc(hidden)]
        fn endpoint(&self) -> Endpoint<'_>;
    }
}

impl seal::Endpoints for Endpoint<'_> {
    #[inline]
    fn endpoint(&self) -> Endpoint<'_> {
        *self
    }
}

impl seal::Endpoints for crate::Communicator<'_> {
    #[inline]
    fn endpoint(&self) -> seal::Endpoint<'_> {
        self.endpoint()
    }
}

/// Messages between two processes of a communicator.
///
/// A message is found by its source and its tag; two from the same process, of the same tag, come in the order
/// in which they were sent. What is received may be shorter than the room for it, of which the rest stays as it
/// is; what is longer is an error of the class [`Truncate`](crate::ErrorClass::Truncate).
///
/// ```
/// use mpi_shim::prelude::*;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let world = mpi.world();
///     let (me, n) = (world.rank(), world.size());
///     let mut from_left = [0];
///     world.sendrecv(&[me as u64], (me + 1) % n, 0, &mut from_left, (me + n - 1) % n, 0)?;
///     assert_eq!(from_left, [((me + n - 1) % n) as u64]);
///     Ok(())
/// });
/// ```
///
/// Sealed.
pub trait Messages: seal::Endpoints {
    /// Sends. Returns when `data` may change again, be the message received by then or not.
    ///
    /// # Errors
    ///
    /// If there is no such rank or tag, or the message cannot be sent.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.2.1 blocking send: `MPI_Send`.
    #[doc(alias = "MPI_Send")]
    #[inline]
    fn send<B: Buffer + ?Sized>(&self, data: &B, to: impl Into<Target>, tag: i32) -> Result<()> {
        let Endpoint { comm, session } = self.endpoint();
        send(comm, Mode::Standard, &data.sending(session)?, to.into(), tag)
    }

    /// Sends; returns when the message is being received.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.4 communication modes: `MPI_Ssend`.
    #[doc(alias = "MPI_Ssend")]
    fn ssend<B: Buffer + ?Sized>(&self, data: &B, to: impl Into<Target>, tag: i32) -> Result<()> {
        let Endpoint { comm, session } = self.endpoint();
        send(comm, Mode::Synchronous, &data.sending(session)?, to.into(), tag)
    }

    /// Sends what somebody waits for already. If nobody does, the message may be lost, or an error come of it.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.4 communication modes: `MPI_Rsend`.
    #[doc(alias = "MPI_Rsend")]
    fn rsend<B: Buffer + ?Sized>(&self, data: &B, to: impl Into<Target>, tag: i32) -> Result<()> {
        let Endpoint { comm, session } = self.endpoint();
        send(comm, Mode::Ready, &data.sending(session)?, to.into(), tag)
    }

    /// Sends out of the memory of a [`SendBuffer`](crate::SendBuffer), and returns at once.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send); if there is no such memory, or no room in it.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.4 communication modes: `MPI_Bsend`.
    #[doc(alias = "MPI_Bsend")]
    fn bsend<B: Buffer + ?Sized>(&self, data: &B, to: impl Into<Target>, tag: i32) -> Result<()> {
        let Endpoint { comm, session } = self.endpoint();
        send(comm, Mode::Buffered, &data.sending(session)?, to.into(), tag)
    }

    /// Receives. Returns when the message is there.
    ///
    /// # Errors
    ///
    /// If there is no such rank or tag, or the message is longer than `room`.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.2.4 blocking receive: `MPI_Recv`.
    #[doc(alias = "MPI_Recv")]
    #[inline]
    fn recv<B: BufferMut + ?Sized>(
        &self,
        room: &mut B,
        from: impl Into<Source>,
        tag: impl Into<Tag>,
    ) -> Result<Status> {
        let Endpoint { comm, session } = self.endpoint();
        receive(comm, &mut room.receiving(session)?, from.into(), tag.into())
    }

    /// Receives a message of whatever length.
    ///
    /// # Errors
    ///
    /// If there is no such rank or tag; [`Elements`](crate::Error::Elements) if it has no whole number of elements.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.8.2 matching probe: `MPI_Mprobe`, `MPI_Mrecv`.
    fn recv_vec<T: Element>(
        &self,
        from: impl Into<Source>,
        tag: impl Into<Tag>,
    ) -> Result<(Vec<T>, Status)> {
        self.mprobe(from, tag)?.recv_vec()
    }

    /// Sends and receives at the same time.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send) and [`recv`](Self::recv).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.10 send-receive: `MPI_Sendrecv`.
    #[doc(alias = "MPI_Sendrecv")]
    #[inline]
    fn sendrecv<S: Buffer + ?Sized, R: BufferMut + ?Sized>(
        &self,
        data: &S,
        to: impl Into<Target>,
        send_tag: i32,
        room: &mut R,
        from: impl Into<Source>,
        tag: impl Into<Tag>,
    ) -> Result<Status> {
        let Endpoint { comm, session } = self.endpoint();
        let (data, mut room) = (data.sending(session)?, room.receiving(session)?);
        exchange(comm, &data, (to.into(), send_tag), &mut room, (from.into(), tag.into()))
    }

    /// Sends what is in `data`, and receives into it, at the same time.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send) and [`recv`](Self::recv).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.10 send-receive: `MPI_Sendrecv_replace`.
    #[doc(alias = "MPI_Sendrecv_replace")]
    fn sendrecv_replace<B: BufferMut + ?Sized>(
        &self,
        data: &mut B,
        to: impl Into<Target>,
        send_tag: i32,
        from: impl Into<Source>,
        tag: impl Into<Tag>,
    ) -> Result<Status> {
        let Endpoint { comm, session } = self.endpoint();
        let mut data = data.receiving(session)?;
        replace(comm, &mut data, (to.into(), send_tag), (from.into(), tag.into()))
    }

    /// Waits for a message, and leaves it where it is.
    ///
    /// # Errors
    ///
    /// If there is no such rank or tag.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.8.1 probe: `MPI_Probe`.
    #[doc(alias = "MPI_Probe")]
    fn probe(&self, from: impl Into<Source>, tag: impl Into<Tag>) -> Result<Status> {
        probe(self.endpoint().comm, from.into(), tag.into())
    }

    /// Looks for a message, and leaves it where it is.
    ///
    /// # Errors
    ///
    /// If there is no such rank or tag.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.8.1 probe: `MPI_Iprobe`.
    #[doc(alias = "MPI_Iprobe")]
    fn iprobe(&self, from: impl Into<Source>, tag: impl Into<Tag>) -> Result<Option<Status>> {
        look(self.endpoint().comm, from.into(), tag.into())
    }

    /// Waits for a message, and takes it: what is returned receives this one, and nobody else does.
    ///
    /// # Errors
    ///
    /// If there is no such rank or tag.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.8.2 matching probe: `MPI_Mprobe`.
    #[doc(alias = "MPI_Mprobe")]
    fn mprobe(&self, from: impl Into<Source>, tag: impl Into<Tag>) -> Result<Matched<'_>> {
        Matched::probe(self.endpoint(), from.into(), tag.into())
    }

    /// Looks for a message, and takes it if it is there.
    ///
    /// # Errors
    ///
    /// If there is no such rank or tag.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.8.2 matching probe: `MPI_Improbe`.
    #[doc(alias = "MPI_Improbe")]
    fn improbe(&self, from: impl Into<Source>, tag: impl Into<Tag>) -> Result<Option<Matched<'_>>> {
        Matched::look(self.endpoint(), from.into(), tag.into())
    }
}

impl<C: seal::Endpoints + ?Sized> Messages for C {}

/// A message that [`mprobe`](Messages::mprobe) has taken. Dropped, it is received and thrown away.
///
/// ```
/// use mpi_shim::prelude::*;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let me = mpi.this_process();
///     mpi.scope(|s| {
///         me.isend(s, &[1u8, 2, 3], 0, 7)?;
///         let message = me.mprobe(Source::Any, Tag::Any)?;
///         assert_eq!(message.status().bytes(), 3);
///         assert_eq!(message.recv_vec::<u8>()?.0, [1, 2, 3]);
///         Ok(())
///     })
/// });
/// ```
#[must_use = "a message that is dropped is thrown away"]
pub struct Matched<'c> {
    message: Message,
    status: Status,
    endpoint: Endpoint<'c>,
}

impl<'c> Matched<'c> {
    /// Waits for one.
    pub(crate) fn probe(endpoint: Endpoint<'c>, from: Source, tag: Tag) -> Result<Self> {
        let (message, status) = Message::probe(endpoint.comm, from, tag)?;
        Ok(Self { message, status, endpoint })
    }

    /// Looks for one.
    pub(crate) fn look(endpoint: Endpoint<'c>, from: Source, tag: Tag) -> Result<Option<Self>> {
        let found = Message::look(endpoint.comm, from, tag)?;
        Ok(found.map(|(message, status)| Self { message, status, endpoint }))
    }

    /// By what it came.
    #[cfg(feature = "objects")]
    pub(crate) fn endpoint(&self) -> Endpoint<'c> {
        self.endpoint
    }

    /// The message, to be received by other ways, and by what it came.
    pub(crate) fn into_parts(self) -> (Message, Endpoint<'c>) {
        (self.message, self.endpoint)
    }

    /// What is known of it.
    #[must_use]
    pub fn status(&self) -> Status {
        self.status
    }

    /// Receives it.
    ///
    /// # Errors
    ///
    /// If it is longer than `room`; it is gone then.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.8.3 matched receives: `MPI_Mrecv`.
    #[doc(alias = "MPI_Mrecv")]
    pub fn recv<B: BufferMut + ?Sized>(self, room: &mut B) -> Result<Status> {
        let mut room = room.receiving(self.endpoint.session)?;
        self.message.receive(&mut room)
    }

    /// Receives it, into a vector of its length.
    ///
    /// # Errors
    ///
    /// [`Elements`](crate::Error::Elements) if it has no whole number of elements; it is gone then.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.8.3 matched receives: `MPI_Mrecv`.
    pub fn recv_vec<T: Element>(self) -> Result<(Vec<T>, Status)> {
        let mut data: Vec<T> = vec![T::zeroed(); self.status.count::<T>()?];
        let mut room = Receiving::elements(&mut data, self.endpoint.session)?;
        let status = self.message.receive(&mut room)?;
        drop(room);
        Ok((data, status))
    }
}

impl fmt::Debug for Matched<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Matched").field("status", &self.status).finish_non_exhaustive()
    }
}
