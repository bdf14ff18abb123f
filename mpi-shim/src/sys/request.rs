//! Operations under way.

use std::ffi::c_int;
use std::marker::PhantomData;
use std::mem::MaybeUninit;

use mpi_sys::{MPI_Request, MPI_Status};

use super::constants::{MPI_BSEND_OVERHEAD, MPI_REQUEST_NULL, MPI_UNDEFINED};
use super::datatype::in_c;
use super::message::{Mode, blank, status};
use super::{Comm, Receiving, Sending, check, count, faults};
use crate::error::{Error, Result};
use crate::peer::{Source, Tag, Target};
use crate::status::Status;

/// The handle of an operation that is, or can be, under way; or of none any more.
///
/// Dropping it says nothing to the library: whoever started it has to see to its end.
#[repr(transparent)]
pub(crate) struct Request {
    raw: MPI_Request,
    own_thread: PhantomData<*const ()>,
}

/// How many requests are waited for at a time, at most: there is room for their statuses without an allocation.
const TOGETHER: usize = 64;

/// What a request for a message is for.
#[derive(Clone, Copy)]
pub(crate) enum Life {
    /// One message, which is under way from now on.
    Once,
    /// One after the other, each from when the request is started.
    Again,
}

impl Request {
    pub(super) fn of_made(make: impl FnOnce(*mut MPI_Request) -> c_int) -> Result<Self> {
        let mut raw = MPI_REQUEST_NULL();
        check(make(&raw mut raw))?;
        Ok(Self { raw, own_thread: PhantomData })
    }

    /// Starts or prepares to send.
    ///
    /// # Safety
    ///
    /// The memory stays borrowed until the request is complete, whenever it is started.
    #[inline]
    pub(crate) unsafe fn send(
        comm: &Comm,
        mode: Mode,
        life: Life,
        data: &Sending<'_>,
        to: Target,
        tag: c_int,
    ) -> Result<Self> {
        let (to, tag) = (comm.target(to)?, comm.tag(tag)?);
        let make = match life {
            Life::Once => mode.non_blocking(),
            Life::Again => mode.persistent(),
        };
        Self::of_made(|request| {
            // SAFETY: the caller says that the memory stays; it is of this datatype.
            unsafe { make(data.at, data.count, data.datatype, to, tag, comm.raw(), request) }
        })
    }

    /// Starts or prepares to receive.
    ///
    /// # Safety
    ///
    /// As for [`send`](Self::send), for this alone.
    #[inline]
    pub(crate) unsafe fn receive(
        comm: &Comm,
        life: Life,
        data: &mut Receiving<'_>,
        from: Source,
        tag: Tag,
    ) -> Result<Self> {
        let (from, tag) = (comm.source(from)?, comm.pattern(tag)?);
        let make = match life {
            Life::Once => mpi_sys::MPI_Irecv,
            Life::Again => mpi_sys::MPI_Recv_init,
        };
        Self::of_made(|request| {
            // SAFETY: the caller says that the memory stays; it is of this datatype.
            unsafe { make(data.at, data.count, data.datatype, from, tag, comm.raw(), request) }
        })
    }

    /// Starts what was prepared.
    ///
    /// # Safety
    ///
    /// It is a persistent request that is not under way, and its memory is borrowed as those who prepared it said.
    pub(crate) unsafe fn start(&mut self) -> Result<()> {
        // SAFETY: the caller's.
        check(unsafe { mpi_sys::MPI_Start(&raw mut self.raw) })
    }

    /// Gives back what was prepared. It is not under way.
    pub(crate) fn free(&mut self) {
        if !self.is_none() {
            // SAFETY: a handle that is valid. An error would leave it, which is all that can be done.
            unsafe { mpi_sys::MPI_Request_free(&raw mut self.raw) };
        }
    }

    /// Waits for its completion, which an error is as well.
    #[inline]
    pub(crate) fn wait(&mut self) -> Result<Status> {
        let mut raw = blank();
        // SAFETY: a handle that is valid or null, and a place for the answer.
        check(unsafe { mpi_sys::MPI_Wait(&raw mut self.raw, &raw mut raw) })?;
        status(&raw)
    }

    /// Looks whether it is complete.
    #[inline]
    pub(crate) fn test(&mut self) -> Result<Option<Status>> {
        let (mut raw, mut done) = (blank(), 0);
        // SAFETY: a handle that is valid or null, and places for the answers.
        check(unsafe { mpi_sys::MPI_Test(&raw mut self.raw, &raw mut done, &raw mut raw) })?;
        (done != 0).then(|| status(&raw)).transpose()
    }

    /// Looks whether it is complete, with or without an error, which is said by whoever waits for it.
    pub(crate) fn is_complete(&self) -> Result<bool> {
        let (mut raw, mut done) = (blank(), 0);
        // SAFETY: a handle that is valid or null, and places for the answers.
        let code =
            unsafe { mpi_sys::MPI_Request_get_status(self.raw, &raw mut done, &raw mut raw) };
        if done == 0 {
            check(code)?;
        }
        Ok(done != 0)
    }

    /// Asks for its end. It has to be waited for nevertheless.
    pub(crate) fn cancel(&mut self) -> Result<()> {
        // SAFETY: a handle that is valid.
        check(unsafe { mpi_sys::MPI_Cancel(&raw mut self.raw) })
    }

    /// As [`wait`](Self::wait), with whether it was cancelled.
    pub(crate) fn wait_cancelled(&mut self) -> Result<(Status, bool)> {
        let (mut raw, mut cancelled) = (blank(), 0);
        // SAFETY: a handle that is valid or null, and a place for the answer.
        check(unsafe { mpi_sys::MPI_Wait(&raw mut self.raw, &raw mut raw) })?;
        // SAFETY: a status that a call has filled in, and a place for the answer.
        check(unsafe { mpi_sys::MPI_Test_cancelled(&raw const raw, &raw mut cancelled) })?;
        Ok((status(&raw)?, cancelled != 0))
    }

    /// Waits for all of several, and says what became of the first that failed. Each is complete then, failed or not.
    pub(crate) fn wait_for(requests: &mut [Self]) -> Result<()> {
        let mut ended = Ok(());
        for some in requests.chunks_mut(TOGETHER) {
            ended = ended.and(Self::wait_for_some(some));
        }
        ended
    }

    fn wait_for_some(requests: &mut [Self]) -> Result<()> {
        let mut room = [const { MaybeUninit::uninit() }; TOGETHER];
        let (n, statuses) = (requests.len() as c_int, &mut room[..requests.len()]);
        for status in &mut *statuses {
            status.write(blank());
        }
        // SAFETY: as many handles as it is told, valid or null, and as many places for the answers.
        let code = unsafe { wait_all(n, handles(requests), statuses.as_mut_ptr().cast()) };
        if code == mpi_sys::MPI_SUCCESS as c_int {
            return Ok(());
        }
        let told = code == mpi_sys::MPI_ERR_IN_STATUS as c_int;
        let mut ended = Ok(());
        for (request, raw) in requests.iter_mut().zip(statuses) {
            // SAFETY: written above.
            let raw = unsafe { raw.assume_init() };
            let pending = !told || raw.MPI_ERROR == mpi_sys::MPI_ERR_PENDING as c_int;
            let one = if pending { request.wait().map(drop) } else { check(raw.MPI_ERROR) };
            ended = ended.and(one);
        }
        ended
    }

    /// Waits for one of several, and says which; `None` if none is under way.
    pub(crate) fn wait_any(requests: &mut [Self]) -> (Option<usize>, Result<Status>) {
        let (mut raw, mut index) = (blank(), MPI_UNDEFINED());
        let n = in_c(requests.len());
        let code = n.and_then(|n| {
            // SAFETY: as many handles as it is told, valid or null, and places for the answers.
            check(unsafe {
                mpi_sys::MPI_Waitany(n, handles(requests), &raw mut index, &raw mut raw)
            })
        });
        (chosen(index), code.and_then(|()| status(&raw)))
    }

    /// Looks whether one of several is complete, and says which.
    pub(crate) fn test_any(requests: &mut [Self]) -> (Option<usize>, Result<Status>) {
        let (mut raw, mut index, mut done) = (blank(), MPI_UNDEFINED(), 0);
        let n = in_c(requests.len());
        let code = n.and_then(|n| {
            // SAFETY: as above.
            check(unsafe {
                mpi_sys::MPI_Testany(
                    n,
                    handles(requests),
                    &raw mut index,
                    &raw mut done,
                    &raw mut raw,
                )
            })
        });
        (chosen(index), code.and_then(|()| status(&raw)))
    }

    /// Waits until some of several are complete, or looks which are, and says how each came out.
    pub(crate) fn some(requests: &mut [Self], wait: bool) -> Result<Vec<(usize, Result<Status>)>> {
        let n = in_c(requests.len())?;
        let mut done = 0;
        let mut indices = vec![0; requests.len()];
        let mut statuses = vec![blank(); requests.len()];
        let call = if wait { mpi_sys::MPI_Waitsome } else { mpi_sys::MPI_Testsome };
        // SAFETY: as many handles as it is told, valid or null, and as many places for the answers.
        let code = unsafe {
            call(n, handles(requests), &raw mut done, indices.as_mut_ptr(), statuses.as_mut_ptr())
        };
        let each = code == mpi_sys::MPI_ERR_IN_STATUS as c_int;
        if !each {
            check(code)?;
        }
        // None under way is said by a count of its own.
        let done = if done == MPI_UNDEFINED() { 0 } else { count::from_c(done) };
        let outcome = |raw: &MPI_Status| {
            if each {
                check(raw.MPI_ERROR)?;
            }
            status(raw)
        };
        Ok((0..done).map(|i| (count::from_c(indices[i]), outcome(&statuses[i]))).collect())
    }

    pub(super) fn raw(&self) -> MPI_Request {
        self.raw
    }

    /// Where a routine puts one.
    #[inline]
    pub(super) fn place(&mut self) -> *mut MPI_Request {
        &raw mut self.raw
    }

    /// No operation.
    #[inline]
    pub(crate) fn none() -> Self {
        Self { raw: MPI_REQUEST_NULL(), own_thread: PhantomData }
    }

    /// Whether it is no operation, or none any more.
    pub(crate) fn is_none(&self) -> bool {
        self.raw == MPI_REQUEST_NULL()
    }
}

/// `MPI_Waitall`, or what comes to the same.
///
/// # Safety
///
/// As many handles, valid or null, and as many places for statuses.
unsafe fn wait_all(n: c_int, requests: *mut MPI_Request, statuses: *mut MPI_Status) -> c_int {
    if !faults::WAIT_ALL {
        // SAFETY: the caller's.
        return unsafe { mpi_sys::MPI_Waitall(n, requests, statuses) };
    }
    let mut done = 0;
    loop {
        // SAFETY: the caller's, and a place for the answer.
        let code = unsafe { mpi_sys::MPI_Testall(n, requests, &raw mut done, statuses) };
        if done != 0 || code != mpi_sys::MPI_SUCCESS as c_int {
            return code;
        }
    }
}

fn handles(requests: &mut [Request]) -> *mut MPI_Request {
    requests.as_mut_ptr().cast()
}

fn chosen(index: c_int) -> Option<usize> {
    (index != MPI_UNDEFINED()).then(|| count::from_c(index))
}

/// Memory for sends in buffered mode, which the library keeps until [`detach`].
pub(crate) fn attach(memory: Box<[u8]>) -> Result<()> {
    let n = in_c(memory.len())?;
    let at = Box::into_raw(memory);
    // SAFETY: memory that nobody else has any more.
    let attached = check(unsafe { mpi_sys::MPI_Buffer_attach(at.cast(), n) });
    attached.inspect_err(|_: &Error| {
        // SAFETY: the library did not take it, so it is ours again.
        drop(unsafe { Box::from_raw(at) });
    })
}

/// Waits until all messages in buffered mode are on their way, and frees their memory.
pub(crate) fn detach() -> Result<()> {
    let mut at = std::ptr::null_mut::<u8>();
    let mut n = 0;
    // SAFETY: places for the answers.
    check(unsafe { mpi_sys::MPI_Buffer_detach((&raw mut at).cast(), &raw mut n) })?;
    let memory = std::ptr::slice_from_raw_parts_mut(at, count::from_c(n));
    // SAFETY: what `attach` gave, by address and size; only that ever attaches.
    drop(unsafe { Box::from_raw(memory) });
    Ok(())
}

/// What each message in that memory takes beside its own bytes.
pub(crate) fn buffered_overhead() -> usize {
    count::from_c(MPI_BSEND_OVERHEAD())
}
