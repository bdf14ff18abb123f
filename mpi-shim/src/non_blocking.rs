//! Messages between two processes, by calls that return before they are done.

#![allow(unsafe_code, reason = "starts operations on memory that a scope has borrowed")]

use crate::buffer::{Buffer, BufferMut};
use crate::element::Element;
use crate::error::Result;
use crate::lent::Lend;
use crate::messages::Matched;
use crate::messages::seal::Endpoints;
use crate::peer::{Source, Tag, Target};
use crate::persistent::Persistent;
use crate::request::Request;
use crate::scope::{Kind, Scope};
use crate::sys::{self, Life, Mode, Receiving};

/// Messages of a communicator that are under way while their process does something else, within the time of a
/// [scope](crate::Mpi::scope).
///
/// Sealed.
pub trait NonBlocking: Endpoints {
    /// Starts to send.
    ///
    /// # Errors
    ///
    /// If there is no such rank or tag, or the message cannot be sent.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.7.2 communication initiation: `MPI_Isend`.
    #[doc(alias = "MPI_Isend")]
    #[inline]
    fn isend<'scope, B: Buffer + ?Sized>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope B,
        to: impl Into<Target>,
        tag: i32,
    ) -> Result<Request<'scope, &'scope B>> {
        start(self, scope, Mode::Standard, data, to.into(), tag)
    }

    /// Starts to send; complete when the message is being received.
    ///
    /// # Errors
    ///
    /// As for [`isend`](Self::isend).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.7.2 communication initiation: `MPI_Issend`.
    #[doc(alias = "MPI_Issend")]
    fn issend<'scope, B: Buffer + ?Sized>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope B,
        to: impl Into<Target>,
        tag: i32,
    ) -> Result<Request<'scope, &'scope B>> {
        start(self, scope, Mode::Synchronous, data, to.into(), tag)
    }

    /// Starts to send what somebody waits for already. If nobody does, the message may be lost, or an error come
    /// of it.
    ///
    /// # Errors
    ///
    /// As for [`isend`](Self::isend).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.7.2 communication initiation: `MPI_Irsend`.
    #[doc(alias = "MPI_Irsend")]
    fn irsend<'scope, B: Buffer + ?Sized>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope B,
        to: impl Into<Target>,
        tag: i32,
    ) -> Result<Request<'scope, &'scope B>> {
        start(self, scope, Mode::Ready, data, to.into(), tag)
    }

    /// Starts to send out of the memory of a [`SendBuffer`](crate::SendBuffer).
    ///
    /// # Errors
    ///
    /// As for [`isend`](Self::isend); if there is no such memory, or no room in it.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.7.2 communication initiation: `MPI_Ibsend`.
    #[doc(alias = "MPI_Ibsend")]
    fn ibsend<'scope, B: Buffer + ?Sized>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope B,
        to: impl Into<Target>,
        tag: i32,
    ) -> Result<Request<'scope, &'scope B>> {
        start(self, scope, Mode::Buffered, data, to.into(), tag)
    }

    /// Starts to receive.
    ///
    /// # Errors
    ///
    /// If there is no such rank or tag. That the message is longer than `room` is said by the request.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.7.2 communication initiation: `MPI_Irecv`.
    #[doc(alias = "MPI_Irecv")]
    #[inline]
    fn irecv<'scope, B: BufferMut + ?Sized>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        room: &'scope mut B,
        from: impl Into<Source>,
        tag: impl Into<Tag>,
    ) -> Result<Request<'scope, &'scope mut B>> {
        let endpoint = self.endpoint();
        let (from, tag) = (from.into(), tag.into());
        let mut lent = room.lend();
        // SAFETY: made of a reference, and used for this only until the request gives it back.
        let mut memory = unsafe { lent.as_mut() }.receiving(endpoint.session)?;
        // SAFETY: it is the scope's until it ends, or the request is complete and gives it back.
        let request =
            unsafe { sys::Request::receive(endpoint.comm, Life::Once, &mut memory, from, tag)? };
        drop(memory);
        Ok(Request::new(&scope.table, scope.table.keep(request, Kind::Receive), lent))
    }

    /// Prepares to send the elements of `data`, as they are at each start, again and again.
    ///
    /// # Errors
    ///
    /// If there is no such rank or tag.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.9 persistent communication requests: `MPI_Send_init`.
    #[doc(alias = "MPI_Send_init")]
    fn send_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut [T],
        to: impl Into<Target>,
        tag: i32,
    ) -> Result<Persistent<'scope, &'scope mut [T]>> {
        prepare(self, scope, Mode::Standard, data, to.into(), tag)
    }

    /// As [`send_init`](Self::send_init), to complete when the message is being received.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.9 persistent communication requests: `MPI_Ssend_init`.
    #[doc(alias = "MPI_Ssend_init")]
    fn ssend_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut [T],
        to: impl Into<Target>,
        tag: i32,
    ) -> Result<Persistent<'scope, &'scope mut [T]>> {
        prepare(self, scope, Mode::Synchronous, data, to.into(), tag)
    }

    /// As [`send_init`](Self::send_init), for what somebody waits for already.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.9 persistent communication requests: `MPI_Rsend_init`.
    #[doc(alias = "MPI_Rsend_init")]
    fn rsend_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut [T],
        to: impl Into<Target>,
        tag: i32,
    ) -> Result<Persistent<'scope, &'scope mut [T]>> {
        prepare(self, scope, Mode::Ready, data, to.into(), tag)
    }

    /// As [`send_init`](Self::send_init), out of the memory of a [`SendBuffer`](crate::SendBuffer).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.9 persistent communication requests: `MPI_Bsend_init`.
    #[doc(alias = "MPI_Bsend_init")]
    fn bsend_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut [T],
        to: impl Into<Target>,
        tag: i32,
    ) -> Result<Persistent<'scope, &'scope mut [T]>> {
        prepare(self, scope, Mode::Buffered, data, to.into(), tag)
    }

    /// Prepares to receive into `room`, again and again.
    ///
    /// # Errors
    ///
    /// If there is no such rank or tag.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.9 persistent communication requests: `MPI_Recv_init`.
    #[doc(alias = "MPI_Recv_init")]
    fn recv_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        room: &'scope mut [T],
        from: impl Into<Source>,
        tag: impl Into<Tag>,
    ) -> Result<Persistent<'scope, &'scope mut [T]>> {
        let endpoint = self.endpoint();
        let (from, tag) = (from.into(), tag.into());
        let mut lent = room.lend();
        // SAFETY: made of a reference, and used for this only until the next operation is under way.
        let mut memory = Receiving::message(unsafe { lent.as_mut() }, endpoint.session)?;
        // SAFETY: `room` is the scope's until it ends, and lent to nobody while a receive is under way.
        let request =
            unsafe { sys::Request::receive(endpoint.comm, Life::Again, &mut memory, from, tag)? };
        drop(memory);
        let slot = scope.table.keep(request, Kind::PersistentReceive);
        Ok(Persistent::new(&scope.table, slot, lent))
    }
}

impl<C: Endpoints + ?Sized> NonBlocking for C {}

impl<'c> Matched<'c> {
    /// Starts to receive it. A long message, whose sender has only said that it comes, takes its time.
    ///
    /// ```
    /// use mpi_shim::prelude::*;
    ///
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let (me, mut room) = (mpi.this_process(), [0u8; 3]);
    ///     mpi.scope(|s| {
    ///         me.isend(s, &[1u8, 2, 3], 0, 7)?;
    ///         let coming = me.mprobe(0, 7)?.irecv(s, &mut room)?;
    ///         assert_eq!(coming.wait()?.0, &[1, 2, 3]);
    ///         Ok(())
    ///     })
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// If the library cannot start. That the message is longer than `room` is said by the request.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.8.3 matched receives: `MPI_Imrecv`.
    #[doc(alias = "MPI_Imrecv")]
    pub fn irecv<'scope, B: BufferMut + ?Sized>(
        self,
        scope: &'scope Scope<'scope, '_>,
        room: &'scope mut B,
    ) -> Result<Request<'scope, &'scope mut B>>
    where
        'c: 'scope,
    {
        let (message, endpoint) = self.into_parts();
        let mut lent = room.lend();
        // SAFETY: made of a reference, and used for this only until the request gives it back.
        let mut memory = unsafe { lent.as_mut() }.receiving(endpoint.session)?;
        // SAFETY: it is the scope's until it ends, or the request is complete and gives it back.
        let request = unsafe { message.start_receive(&mut memory)? };
        drop(memory);
        Ok(Request::new(&scope.table, scope.table.keep(request, Kind::Receive), lent))
    }
}

#[inline]
fn start<'scope, B: Buffer + ?Sized>(
    on: &'scope (impl Endpoints + ?Sized),
    scope: &'scope Scope<'scope, '_>,
    mode: Mode,
    data: &'scope B,
    to: Target,
    tag: i32,
) -> Result<Request<'scope, &'scope B>> {
    let endpoint = on.endpoint();
    let memory = data.sending(endpoint.session)?;
    // SAFETY: `data` stays as it is until the scope ends, when the request is complete.
    let request = unsafe { sys::Request::send(endpoint.comm, mode, Life::Once, &memory, to, tag)? };
    Ok(Request::new(&scope.table, scope.table.keep(request, Kind::Send), data.lend()))
}

fn prepare<'scope, T: Element>(
    on: &'scope (impl Endpoints + ?Sized),
    scope: &'scope Scope<'scope, '_>,
    mode: Mode,
    data: &'scope mut [T],
    to: Target,
    tag: i32,
) -> Result<Persistent<'scope, &'scope mut [T]>> {
    let endpoint = on.endpoint();
    let mut lent = data.lend();
    // SAFETY: made of a reference, and used for this only until it is lent to somebody between two sends.
    let memory = Receiving::elements(unsafe { lent.as_mut() }, endpoint.session)?.into_sending();
    // SAFETY: `data` is the scope's until it ends, and lent to nobody while a send is under way.
    let request =
        unsafe { sys::Request::send(endpoint.comm, mode, Life::Again, &memory, to, tag)? };
    drop(memory);
    let slot = scope.table.keep(request, Kind::PersistentSend);
    Ok(Persistent::new(&scope.table, slot, lent))
}
