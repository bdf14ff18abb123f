//! The requests of a scope.

#![allow(unsafe_code, reason = "starts what was prepared")]

use std::cell::RefCell;
#[cfg(mpi_standard = "4")]
use std::collections::BTreeSet;
use std::iter;
use std::mem;
#[cfg(mpi_standard = "4")]
use std::ops::Range;
use std::thread;
use std::time::{Duration, Instant};

use crate::PANICKED;
use crate::error::{Error, Result};
use crate::status::{Read, Status};
use crate::sys::{self, Kept, Session, Way};

/// How long operations of a scope that was given up have to complete.
const GRACE: Duration = Duration::from_secs(10);

/// Between two looks whether they have.
const GLANCE: Duration = Duration::from_millis(1);

/// The requests of a scope.
pub(crate) struct Table<'a> {
    pub(crate) session: &'a Session,
    slots: RefCell<Slots>,
}

#[derive(Default)]
struct Slots {
    /// One after the other, as the library waits for all of them at once.
    requests: Vec<sys::Request>,
    /// Of each, in its place.
    all: Vec<Slot>,
    free: Vec<usize>,
    /// The first error of what was dropped.
    lost: Option<Error>,
}

/// What has to be known of a request to end it.
struct Slot {
    kind: Kind,
    under_way: bool,
    /// What messages do not have.
    held: Option<Box<Held>>,
}

/// What few requests have.
#[derive(Default)]
struct Held {
    /// Of a split call, which is under way without a request: its other half.
    split: Option<sys::Split>,
    /// What the operation uses beside the memory that was lent to it. Nobody looks at it.
    kept: Vec<Kept<'static>>,
    /// Of data of a file, what is known beside what the library says.
    read: Option<Read>,
    /// How it is started again, if it is no request that the library can start.
    again: Option<Again<'static>>,
    /// The partitions of a send under way that nobody has said are ready.
    #[cfg(mpi_standard = "4")]
    unready: BTreeSet<usize>,
}

/// Starts a prepared collective call.
pub(crate) type Again<'a> = Box<dyn FnMut(&mut Way<'_>) -> Result<()> + 'a>;

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
    /// Data of a file.
    File,
}

impl Kind {
    fn persistent(self) -> bool {
        !matches!(
            self,
            Self::Send | Self::Receive | Self::Collective | Self::OneSided | Self::File
        )
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

impl<'a> Table<'a> {
    pub(crate) fn new(session: &'a Session) -> Self {
        Self { session, slots: RefCell::default() }
    }

    /// Keeps a request until it is complete, and says where.
    #[inline]
    pub(crate) fn keep(&self, request: sys::Request, kind: Kind) -> usize {
        self.slots.borrow_mut().keep(request, Slot::new(kind))
    }

    /// As [`keep`](Self::keep), with what it uses.
    pub(crate) fn keep_with(
        &self,
        request: sys::Request,
        kind: Kind,
        kept: Vec<Kept<'static>>,
    ) -> usize {
        let held = (!kept.is_empty()).then(|| Held { kept, ..Held::default() });
        let slot = Slot { held: held.map(Box::new), ..Slot::new(kind) };
        self.slots.borrow_mut().keep(request, slot)
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
        let held = Held { split, kept: kept.collect(), read: Some(read), ..Held::default() };
        let slot = Slot { held: Some(Box::new(held)), ..Slot::new(Kind::File) };
        self.slots.borrow_mut().keep(request, slot)
    }

    /// Keeps how a collective call is started, again and again, and says where.
    pub(crate) fn keep_again(&self, again: Again<'static>) -> usize {
        let held = Held { again: Some(again), ..Held::default() };
        let slot =
            Slot { held: Some(Box::new(held)), ..Slot::new(Kind::PersistentCollective) };
        self.slots.borrow_mut().keep(sys::Request::none(), slot)
    }

    /// Calls `with` on a request.
    #[inline]
    pub(crate) fn with<R>(&self, at: usize, with: impl FnOnce(&mut sys::Request) -> R) -> R {
        with(&mut self.slots.borrow_mut().requests[at])
    }

    /// Ends a split call, which leaves its place to another one.
    pub(crate) fn end_split(&self, at: usize) -> Result<Status> {
        let ended = self.slots.borrow_mut().wait(at);
        self.complete(at, ended)
    }

    /// Keeps an error for the end of the scope, which returns the first.
    pub(crate) fn lose(&self, error: Error) {
        self.slots.borrow_mut().lost.get_or_insert(error);
    }

    /// Says that a request is complete, which leaves its place to another one, and what became of it.
    #[inline]
    pub(crate) fn complete(&self, at: usize, ended: Result<Status>) -> Result<Status> {
        let mut slots = self.slots.borrow_mut();
        slots.requests[at] = sys::Request::none();
        let slot = &mut slots.all[at];
        slot.under_way = false;
        let (kind, held) = (slot.kind, slot.held.take());
        slots.free.push(at);
        drop(slots);
        let read = held.as_ref().and_then(|held| held.read);
        // Last, for it may panic.
        drop(held);
        ended.map(|status| read.map_or_else(|| kind.said(status), |read| status.of_file(read)))
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
        let Slots { requests, all, .. } = &mut *self.slots.borrow_mut();
        let (request, slot) = (&mut requests[at], &mut all[at]);
        match slot.held.as_deref_mut() {
            Some(Held { again: Some(again), kept, .. }) => {
                // SAFETY: the caller's, and what is kept is kept below.
                let mut way = unsafe { Way::start() };
                again(&mut way)?;
                (*request, *kept) = way.into_request();
            }
            // SAFETY: the caller's.
            _ => unsafe { request.start()? },
        }
        slot.under_way = true;
        Ok(())
    }

    /// Says that a persistent request is complete.
    pub(crate) fn rest(&self, at: usize) {
        self.slots.borrow_mut().rest(at);
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
    pub(crate) fn finish(&self) -> Result<()> {
        let mut slots = self.slots.borrow_mut();
        let ended = slots.lost.take().map_or(Ok(()), Err);
        #[cfg(mpi_standard = "4")]
        let ended = ended.and(slots.ready_all());
        let mut ended = ended.and(sys::Request::wait_for(&mut slots.requests));
        for slot in &mut slots.all {
            if let Some(split) = slot.split() {
                ended = ended.and(split.end().map(drop));
            }
        }
        slots.release();
        let complete = mem::take(&mut *slots);
        drop(slots);
        // Last, for it may panic.
        drop(complete);
        ended
    }

    /// Cancels what can be, and waits for the rest, though not for long.
    pub(crate) fn give_up(&self) {
        let mut slots = self.slots.borrow_mut();
        let under_way: Vec<_> =
            (0..slots.all.len()).filter(|&at| slots.all[at].under_way).collect();
        for &at in &under_way {
            if slots.all[at].kind.receives() {
                // What cannot be cancelled is waited for like the others.
                let _ = slots.requests[at].cancel();
            }
        }
        #[cfg(mpi_standard = "4")]
        let _ = slots.ready_all();
        let deadline = Instant::now() + GRACE;
        for at in under_way {
            // An error is an end as well.
            while let Ok(None) = slots.test(at) {
                if Instant::now() > deadline {
                    eprintln!(
                        "error: a scope was given up, and others do not come to what it started"
                    );
                    self.session.abort(PANICKED);
                }
                thread::sleep(GLANCE);
            }
            slots.rest(at);
        }
        slots.release();
    }
}

/// Sends in partitions.
#[cfg(mpi_standard = "4")]
impl Table<'_> {
    /// Says that a send of so many partitions is under way, of which none is ready.
    pub(crate) fn none_ready(&self, at: usize, partitions: usize) {
        let slot = &mut self.slots.borrow_mut().all[at];
        slot.held.get_or_insert_default().unready = (0..partitions).collect();
    }

    /// Says that partitions are ready, which were not.
    pub(crate) fn ready(&self, at: usize, partitions: Range<usize>) -> Result<()> {
        let Slots { requests, all, .. } = &mut *self.slots.borrow_mut();
        let unready = &mut all[at].held.get_or_insert_default().unready;
        for partition in partitions.clone() {
            unready.remove(&partition);
        }
        requests[at].ready(partitions)
    }

    /// Says that all others are ready.
    pub(crate) fn ready_rest(&self, at: usize) -> Result<()> {
        let Slots { requests, all, .. } = &mut *self.slots.borrow_mut();
        all[at].ready_rest(&mut requests[at])
    }
}

impl Slot {
    #[inline]
    fn new(kind: Kind) -> Self {
        Self { kind, under_way: !kind.persistent(), held: None }
    }

    fn split(&mut self) -> Option<sys::Split> {
        self.held.as_mut()?.split.take()
    }

    /// Whether its request is one that the library can start again.
    fn is_prepared(&self) -> bool {
        let again = self.held.as_ref().is_some_and(|held| held.again.is_some());
        self.kind.persistent() && !again
    }

    /// Says that all other partitions of a send are ready.
    #[cfg(mpi_standard = "4")]
    fn ready_rest(&mut self, request: &mut sys::Request) -> Result<()> {
        let Some(held) = &mut self.held else { return Ok(()) };
        mem::take(&mut held.unready).into_iter().try_for_each(|one| request.ready(one..one + 1))
    }
}

impl Slots {
    #[inline]
    fn keep(&mut self, request: sys::Request, slot: Slot) -> usize {
        match self.free.pop() {
            Some(at) => {
                (self.requests[at], self.all[at]) = (request, slot);
                at
            }
            None => {
                self.requests.push(request);
                self.all.push(slot);
                self.all.len() - 1
            }
        }
    }

    fn wait(&mut self, at: usize) -> Result<Status> {
        match self.all[at].split() {
            Some(split) => split.end(),
            None => self.requests[at].wait(),
        }
    }

    /// Looks whether it is complete. What is split has come so far that its other half does not wait for others.
    fn test(&mut self, at: usize) -> Result<Option<Status>> {
        match self.all[at].split() {
            Some(split) => split.end().map(Some),
            None => self.requests[at].test(),
        }
    }

    /// Says that it is complete. Only a request that the library can start again is one still.
    fn rest(&mut self, at: usize) {
        self.all[at].under_way = false;
        if !self.all[at].is_prepared() {
            self.requests[at] = sys::Request::none();
        }
    }

    /// Says that all partitions of sends under way are ready.
    #[cfg(mpi_standard = "4")]
    fn ready_all(&mut self) -> Result<()> {
        let each = iter::zip(&mut self.all, &mut self.requests);
        each.fold(Ok(()), |ended, (slot, request)| ended.and(slot.ready_rest(request)))
    }

    /// Gives back what was prepared.
    fn release(&mut self) {
        for (slot, request) in iter::zip(&self.all, &mut self.requests) {
            if slot.is_prepared() {
                request.free();
            }
        }
    }
}
