//! Operations under way, in a scope that ends with their completion.
//!
//! The scope keeps the requests, so that what user code does with what it was given (waits, drops or forgets it)
//! decides when an operation is complete, and never whether it is before its memory is free again.

#![allow(unsafe_code, reason = "keeps what an operation under way uses")]

use std::cell::RefCell;
use std::fmt;
use std::marker::PhantomData;
use std::mem;
use std::thread;
use std::time::{Duration, Instant};

use crate::PANICKED;
use crate::error::{Error, Result};
use crate::runtime::Mpi;
use crate::status::{Read, Status};
use crate::sys::{self, Kept, Session, Way};

/// How long operations of a scope that was given up have to complete.
const GRACE: Duration = Duration::from_secs(10);

/// Between two looks whether they have.
const GLANCE: Duration = Duration::from_millis(1);

/// Where operations are under way; see [`Mpi::scope`].
pub struct Scope<'scope, 'env: 'scope> {
    pub(crate) table: Table<'env>,
    /// So that neither of them can be taken for a shorter or longer one.
    scope: PhantomData<&'scope mut &'scope ()>,
    env: PhantomData<&'env mut &'env ()>,
}

/// The requests of a scope.
pub(crate) struct Table<'a> {
    pub(crate) session: &'a Session,
    slots: RefCell<Slots>,
}

#[derive(Default)]
struct Slots {
    /// Those of the slots, for the library to see them side by side.
    requests: Vec<sys::Request>,
    all: Vec<Slot>,
    free: Vec<usize>,
    /// The first error of what was dropped.
    lost: Option<Error>,
}

/// What has to be known to end a request.
struct Slot {
    kind: Kind,
    under_way: bool,
    /// Of a split call, which is under way without a request: its other half.
    split: Option<sys::Split>,
    /// What the operation uses beside the memory that was lent to it. Nobody looks at it.
    kept: Vec<Kept<'static>>,
}

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Send,
    Receive,
    Collective,
    OneSided,
    PersistentSend,
    PersistentReceive,
    #[cfg(mpi_standard = "4")]
    PersistentCollective,
    /// Data of a file, with what is known of it beside what the library says.
    File(Read),
}

impl Kind {
    fn persistent(self) -> bool {
        !matches!(
            self,
            Self::Send | Self::Receive | Self::Collective | Self::OneSided | Self::File(_)
        )
    }

    /// Whether it is a message, which can be cancelled and has a status.
    pub(crate) fn message(self) -> bool {
        self.receives() || matches!(self, Self::Send | Self::PersistentSend)
    }

    /// What the library said of one that is complete; of what is no message, that may be anything.
    pub(crate) fn said(self, status: Status) -> Status {
        match self {
            Self::File(read) => status.of_file(read),
            _ if self.message() => status,
            _ => Status::NONE,
        }
    }

    fn receives(self) -> bool {
        matches!(self, Self::Receive | Self::PersistentReceive)
    }
}

impl Slots {
    fn wait(&mut self, at: usize) -> Result<Status> {
        match self.all[at].split.take() {
            Some(split) => split.end(),
            None => self.requests[at].wait(),
        }
    }

    /// Looks whether it is complete. What is split has come so far that its other half does not wait for others.
    fn test(&mut self, at: usize) -> Result<Option<Status>> {
        match self.all[at].split.take() {
            Some(split) => split.end().map(Some),
            None => self.requests[at].test(),
        }
    }

    /// Waits for all requests in one call, and returns the first error.
    fn wait_together(&mut self) -> Result<()> {
        let ended = sys::Request::wait_for(&mut self.requests);
        for slot in self.all.iter_mut().filter(|slot| slot.split.is_none()) {
            slot.under_way = false;
        }
        ended
    }

    /// Gives back what was prepared.
    fn release(&mut self) {
        for (slot, request) in self.all.iter().zip(&mut self.requests) {
            if slot.kind.persistent() {
                request.free();
            }
        }
    }
}

impl Mpi {
    /// Runs `body` with a scope for operations that go on while it does something else.
    ///
    /// When this returns, or is unwound from, they are complete, whatever has become of their requests; what
    /// they use is borrowed until then. An error of one that `body` did not wait for is returned.
    ///
    /// If `body` fails or panics, its receives are cancelled, and what is not complete within ten seconds ends
    /// the job. Collective calls cannot be cancelled: others have to come to them.
    ///
    /// ```
    /// use mpi_shim::prelude::*;
    ///
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let world = mpi.world();
    ///     let right = (world.rank() + 1) % world.size();
    ///     let mut inbox = [0.0; 4];
    ///     mpi.scope(|s| {
    ///         let coming = world.irecv(s, &mut inbox, Source::Any, 0)?;
    ///         world.isend(s, &[1.5; 4], right, 0)?;
    ///         // Time for something else.
    ///         let (inbox, status) = coming.wait()?;
    ///         assert_eq!((inbox[3], status.count::<f64>()?), (1.5, 4));
    ///         Ok(())
    ///     })
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// Those of `body`, and of operations that it did not wait for.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.7.3 communication completion: `MPI_Wait`.
    #[doc(alias = "MPI_Wait")]
    pub fn scope<'env, R, E: From<Error>>(
        &'env self,
        body: impl for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> Result<R, E>,
    ) -> Result<R, E> {
        run(&self.session, body)
    }
}

/// Runs `body` with a scope.
pub(crate) fn run<'env, R, E: From<Error>>(
    session: &'env Session,
    body: impl for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> Result<R, E>,
) -> Result<R, E> {
    /// Gives a scope up that is unwound from.
    struct Unwinding<'a>(&'a Table<'a>);

    impl Drop for Unwinding<'_> {
        fn drop(&mut self) {
            if thread::panicking() {
                self.0.give_up();
            }
        }
    }

    let table = Table { session, slots: RefCell::default() };
    let scope = Scope { table, scope: PhantomData, env: PhantomData };
    let unwinding = Unwinding(&scope.table);
    let result = body(&scope);
    let ended = match &result {
        Ok(_) => scope.table.finish(),
        Err(_) => {
            scope.table.give_up();
            Ok(())
        }
    };
    drop(unwinding);
    let value = result?;
    ended?;
    Ok(value)
}

impl<'scope> Scope<'scope, '_> {
    /// Keeps the request of a collective call until it is complete, with what that uses, and says where.
    pub(crate) fn keep(&'scope self, call: Way<'scope>, kind: Kind) -> usize {
        let (request, kept) = call.into_request();
        let kept = kept.into_iter().map(|kept| {
            // SAFETY: it is never looked at, and dropped when the request is complete, or before `run` returns;
            // what is borrowed for the scope is borrowed until then.
            unsafe { mem::transmute::<Kept<'scope>, Kept<'static>>(kept) }
        });
        self.table.keep_with(request, kind, kept.collect())
    }
}

impl Table<'_> {
    /// Keeps a request until it is complete, and says where.
    #[inline]
    pub(crate) fn keep(&self, request: sys::Request, kind: Kind) -> usize {
        self.keep_with(request, kind, Vec::new())
    }

    fn keep_with(&self, request: sys::Request, kind: Kind, kept: Vec<Kept<'static>>) -> usize {
        let under_way = !kind.persistent();
        self.keep_slot(request, Slot { kind, under_way, split: None, kept })
    }

    /// Keeps what moves data of a file until it is complete, with a datatype that was made for it, and says where.
    pub(crate) fn keep_file(
        &self,
        moving: sys::Moving,
        datatype: Option<sys::Datatype>,
        read: Read,
    ) -> usize {
        let sys::Moving { request, split, done } = moving;
        let read = done.map_or(read, |status| Read { asked: 0, there: status.of_file(read).bytes });
        let kept = datatype.into_iter().map(|datatype| Box::new(datatype) as Kept<'static>);
        let kept = kept.collect();
        self.keep_slot(request, Slot { kind: Kind::File(read), under_way: true, split, kept })
    }

    #[inline]
    fn keep_slot(&self, request: sys::Request, slot: Slot) -> usize {
        let mut slots = self.slots.borrow_mut();
        match slots.free.pop() {
            Some(at) => {
                slots.all[at] = slot;
                slots.requests[at] = request;
                at
            }
            None => {
                slots.all.push(slot);
                slots.requests.push(request);
                slots.all.len() - 1
            }
        }
    }

    /// Calls `with` on a request.
    #[inline]
    pub(crate) fn with<R>(&self, at: usize, with: impl FnOnce(&mut sys::Request) -> R) -> R {
        with(&mut self.slots.borrow_mut().requests[at])
    }

    /// Ends a split call, which leaves its place to another one.
    pub(crate) fn end_split(&self, at: usize) -> Result<Status> {
        let ended = self.slots.borrow_mut().wait(at);
        let kind = self.complete(at);
        ended.map(|status| kind.said(status))
    }

    /// Keeps an error for the end of the scope, which returns the first.
    pub(crate) fn lose(&self, error: Error) {
        self.slots.borrow_mut().lost.get_or_insert(error);
    }

    /// Says that a request is complete, which leaves its place to another one. What it was for.
    #[inline]
    pub(crate) fn complete(&self, at: usize) -> Kind {
        let mut slots = self.slots.borrow_mut();
        let slot = &mut slots.all[at];
        slot.under_way = false;
        let (kind, kept) = (slot.kind, mem::take(&mut slot.kept));
        slots.requests[at] = sys::Request::none();
        slots.free.push(at);
        drop(slots);
        // Last, for it may panic.
        drop(kept);
        kind
    }

    pub(crate) fn kind(&self, at: usize) -> Kind {
        self.slots.borrow().all[at].kind
    }

    /// Says whether a persistent request is under way from now on.
    pub(crate) fn set_under_way(&self, at: usize, under_way: bool) {
        self.slots.borrow_mut().all[at].under_way = under_way;
    }

    pub(crate) fn is_under_way(&self, at: usize) -> bool {
        self.slots.borrow().all[at].under_way
    }

    /// Takes a request out, to call the library with several.
    pub(crate) fn take(&self, at: usize) -> sys::Request {
        self.with(at, |request| std::mem::replace(request, sys::Request::none()))
    }

    /// Puts back what [`take`](Self::take) took.
    pub(crate) fn put(&self, at: usize, taken: sys::Request) {
        self.with(at, |request| *request = taken);
    }

    /// Waits until everything is complete, and returns the first error.
    fn finish(&self) -> Result<()> {
        let mut slots = self.slots.borrow_mut();
        let mut ended = slots.lost.take().map_or(Ok(()), Err);
        if slots.requests.len() > 1 {
            ended = ended.and(slots.wait_together());
        }
        for at in 0..slots.all.len() {
            if slots.all[at].under_way {
                slots.all[at].under_way = false;
                ended = ended.and(slots.wait(at).map(drop));
            }
        }
        slots.release();
        ended
    }

    /// Cancels what can be, and waits for the rest, though not for long.
    fn give_up(&self) {
        let mut slots = self.slots.borrow_mut();
        let Slots { requests, all, .. } = &mut *slots;
        for (slot, request) in all.iter().zip(requests) {
            if slot.under_way && slot.kind.receives() {
                // What cannot be cancelled is waited for like the others.
                let _ = request.cancel();
            }
        }
        let deadline = Instant::now() + GRACE;
        for at in 0..slots.all.len() {
            // An error is an end as well.
            while slots.all[at].under_way && matches!(slots.test(at), Ok(None)) {
                if Instant::now() > deadline {
                    eprintln!("error: a scope was given up, and what it sent is not received");
                    self.session.abort(PANICKED);
                }
                thread::sleep(GLANCE);
            }
            slots.all[at].under_way = false;
        }
        slots.release();
    }
}

impl fmt::Debug for Scope<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").finish_non_exhaustive()
    }
}
