//! Operations under way, in a scope that ends with their completion.
//!
//! The scope keeps the requests, so that what user code does with what it was given (waits, drops or forgets it)
//! decides when an operation is complete, and never whether it is before its memory is free again.

#![allow(unsafe_code, reason = "keeps what an operation under way uses")]

use std::cell::RefCell;
#[cfg(mpi_standard = "4")]
use std::collections::BTreeSet;
use std::fmt;
use std::marker::PhantomData;
use std::mem;
#[cfg(mpi_standard = "4")]
use std::ops::Range;
use std::thread;
use std::time::{Duration, Instant};

use crate::PANICKED;
use crate::error::{Error, Result};
use crate::runtime::Mpi;
use crate::status::Status;
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
    all: Vec<Slot>,
    free: Vec<usize>,
}

/// A request, and what has to be known to end it.
struct Slot {
    request: sys::Request,
    kind: Kind,
    under_way: bool,
    /// What the operation uses beside the memory that was lent to it. Nobody looks at it.
    kept: Vec<Kept<'static>>,
    /// How it is started again, if it is no request that the library can start.
    again: Option<Again<'static>>,
    /// The partitions of a send under way that nobody has said are ready.
    #[cfg(mpi_standard = "4")]
    unready: BTreeSet<usize>,
}

/// Starts a prepared collective call.
type Again<'a> = Box<dyn FnMut(&mut Way<'_>) -> Result<()> + 'a>;

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Send,
    Receive,
    Collective,
    OneSided,
    PersistentSend,
    PersistentReceive,
    PersistentCollective,
    #[cfg(mpi_standard = "4")]
    Partitioned,
}

impl Kind {
    fn persistent(self) -> bool {
        !matches!(self, Self::Send | Self::Receive | Self::Collective | Self::OneSided)
    }

    /// Whether it is a message, which can be cancelled and has a status.
    pub(crate) fn message(self) -> bool {
        self.receives() || matches!(self, Self::Send | Self::PersistentSend)
    }

    /// What the library said of one that is complete; of what is no message, that may be anything.
    pub(crate) fn said(self, status: Status) -> Status {
        if self.message() { status } else { Status::NONE }
    }

    fn receives(self) -> bool {
        matches!(self, Self::Receive | Self::PersistentReceive)
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

impl<'scope> Scope<'scope, '_> {
    /// Keeps how a collective call is started, again and again, and says where.
    ///
    /// # Safety
    ///
    /// What `again` tells the library of stays borrowed until the scope ends, whenever it is started.
    pub(crate) unsafe fn keep_again(
        &'scope self,
        again: impl FnMut(&mut Way<'_>) -> Result<()> + 'scope,
    ) -> usize {
        let again: Again<'scope> = Box::new(again);
        // SAFETY: it is dropped before `run` returns; what is borrowed for the scope is borrowed until then.
        let again = unsafe { mem::transmute::<Again<'scope>, Again<'static>>(again) };
        let at = self.table.keep(sys::Request::none(), Kind::PersistentCollective);
        self.table.slots.borrow_mut().all[at].again = Some(again);
        at
    }
}

impl Table<'_> {
    /// Keeps a request until it is complete, and says where.
    #[inline]
    pub(crate) fn keep(&self, request: sys::Request, kind: Kind) -> usize {
        self.keep_with(request, kind, Vec::new())
    }

    fn keep_with(&self, request: sys::Request, kind: Kind, kept: Vec<Kept<'static>>) -> usize {
        let slot = Slot {
            request,
            kind,
            under_way: !kind.persistent(),
            kept,
            again: None,
            #[cfg(mpi_standard = "4")]
            unready: BTreeSet::new(),
        };
        let mut slots = self.slots.borrow_mut();
        match slots.free.pop() {
            Some(at) => {
                slots.all[at] = slot;
                at
            }
            None => {
                slots.all.push(slot);
                slots.all.len() - 1
            }
        }
    }

    /// Calls `with` on a request.
    #[inline]
    pub(crate) fn with<R>(&self, at: usize, with: impl FnOnce(&mut sys::Request) -> R) -> R {
        with(&mut self.slots.borrow_mut().all[at].request)
    }

    /// Says that a request is complete, which leaves its place to another one. What it was for.
    #[inline]
    pub(crate) fn complete(&self, at: usize) -> Kind {
        let mut slots = self.slots.borrow_mut();
        let slot = &mut slots.all[at];
        slot.under_way = false;
        slot.request = sys::Request::none();
        let (kind, kept) = (slot.kind, mem::take(&mut slot.kept));
        slots.free.push(at);
        drop(slots);
        // Last, for it may panic.
        drop(kept);
        kind
    }

    pub(crate) fn kind(&self, at: usize) -> Kind {
        self.slots.borrow().all[at].kind
    }

    /// Starts a persistent request.
    ///
    /// # Safety
    ///
    /// It is not under way, and its memory is borrowed as those who prepared it said.
    pub(crate) unsafe fn start(&self, at: usize) -> Result<()> {
        let slot = &mut self.slots.borrow_mut().all[at];
        match &mut slot.again {
            Some(again) => {
                // SAFETY: the caller's, and what is kept is kept below.
                let mut way = unsafe { Way::start() };
                again(&mut way)?;
                (slot.request, slot.kept) = way.into_request();
            }
            // SAFETY: the caller's.
            None => unsafe { slot.request.start()? },
        }
        slot.under_way = true;
        Ok(())
    }

    /// Says that a persistent request is complete.
    pub(crate) fn rest(&self, at: usize) {
        self.slots.borrow_mut().all[at].rest();
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
        let mut ended = Ok(());
        for slot in &mut slots.all {
            if slot.under_way {
                #[cfg(mpi_standard = "4")]
                {
                    ended = ended.and(slot.ready_rest());
                }
                ended = ended.and(slot.request.wait().map(drop));
                slot.rest();
            }
        }
        slots.release();
        ended
    }

    /// Cancels what can be, and waits for the rest, though not for long.
    fn give_up(&self) {
        let mut slots = self.slots.borrow_mut();
        for slot in slots.all.iter_mut().filter(|slot| slot.under_way && slot.kind.receives()) {
            // What cannot be cancelled is waited for like the others.
            let _ = slot.request.cancel();
        }
        let deadline = Instant::now() + GRACE;
        for slot in slots.all.iter_mut().filter(|slot| slot.under_way) {
            #[cfg(mpi_standard = "4")]
            let _ = slot.ready_rest();
            // An error is an end as well.
            while let Ok(None) = slot.request.test() {
                if Instant::now() > deadline {
                    eprintln!("error: a scope was given up, and what it sent is not received");
                    self.session.abort(PANICKED);
                }
                thread::sleep(GLANCE);
            }
            slot.rest();
        }
        slots.release();
    }
}

/// Sends in partitions.
#[cfg(mpi_standard = "4")]
impl Table<'_> {
    /// Says that a send of so many partitions is under way, of which none is ready.
    pub(crate) fn none_ready(&self, at: usize, partitions: usize) {
        self.slots.borrow_mut().all[at].unready = (0..partitions).collect();
    }

    /// Says that partitions are ready, which were not.
    pub(crate) fn ready(&self, at: usize, partitions: Range<usize>) -> Result<()> {
        self.slots.borrow_mut().all[at].ready(partitions)
    }

    /// Says that all others are ready.
    pub(crate) fn ready_rest(&self, at: usize) -> Result<()> {
        self.slots.borrow_mut().all[at].ready_rest()
    }
}

#[cfg(mpi_standard = "4")]
impl Slot {
    fn ready(&mut self, partitions: Range<usize>) -> Result<()> {
        for partition in partitions.clone() {
            self.unready.remove(&partition);
        }
        self.request.ready(partitions)
    }

    fn ready_rest(&mut self) -> Result<()> {
        mem::take(&mut self.unready)
            .into_iter()
            .try_for_each(|one| self.request.ready(one..one + 1))
    }
}

impl Slot {
    /// It is complete. Only a request that the library can start again is one still.
    fn rest(&mut self) {
        self.under_way = false;
        if self.again.is_some() || !self.kind.persistent() {
            self.request = sys::Request::none();
        }
    }
}

impl Slots {
    /// Gives back what was prepared.
    fn release(&mut self) {
        for slot in self.all.iter_mut().filter(|slot| slot.kind.persistent()) {
            slot.request.free();
        }
    }
}

impl fmt::Debug for Scope<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").finish_non_exhaustive()
    }
}
