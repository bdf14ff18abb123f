//! The requests of a scope.

#![allow(unsafe_code, reason = "starts what was prepared")]

mod slots;

use std::cell::{Cell, RefCell};
#[cfg(mpi_standard = "4")]
use std::ops::Range;
use std::thread;
use std::time::{Duration, Instant};

use crate::PANICKED;
use crate::error::{Error, Result};
use crate::status::{Read, Status};
use crate::sys::{self, Kept, Session, Way};

use slots::{Held, Slots};

/// How long operations of a scope that was given up have to complete.
const GRACE: Duration = Duration::from_secs(10);

/// Between two looks whether they have.
const GLANCE: Duration = Duration::from_millis(1);

thread_local! {
    /// The memory of the last table that ended, for the next one.
    static SPARE: Cell<Slots> = const { Cell::new(Slots::new()) };
}

/// The requests of a scope.
pub(crate) struct Table<'a> {
    pub(crate) session: &'a Session,
    slots: RefCell<Slots>,
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
        !matches!(self, Self::Send | Self::Receive | Self::Collective | Self::OneSided | Self::File)
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
        let slots = SPARE.try_with(Cell::take).unwrap_or_default();
        Self { session, slots: RefCell::new(slots) }
    }

    /// Keeps a request until it is complete, and says where.
    #[inline]
    pub(crate) fn keep(&self, request: sys::Request, kind: Kind) -> usize {
        self.slots.borrow_mut().keep(request, kind)
    }

    /// As [`keep`](Self::keep), with what it uses.
    pub(crate) fn keep_with(
        &self,
        request: sys::Request,
        kind: Kind,
        kept: Vec<Kept<'static>>,
    ) -> usize {
        if kept.is_empty() {
            return self.keep(request, kind);
        }
        self.slots.borrow_mut().keep_with(request, kind, Held { kept, ..Held::default() })
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
        self.slots.borrow_mut().keep_with(request, Kind::File, held)
    }

    /// Keeps how a collective call is started, again and again, and says where.
    pub(crate) fn keep_again(&self, again: Again<'static>) -> usize {
        let held = Held { again: Some(again), ..Held::default() };
        let mut slots = self.slots.borrow_mut();
        slots.keep_with(sys::Request::none(), Kind::PersistentCollective, held)
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
        let (kind, held) = self.slots.borrow_mut().remove(at);
        let read = held.as_ref().and_then(|held| held.read);
        // When the table can be used again, for it may panic.
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
        let Slots { requests, all, held, .. } = &mut *self.slots.borrow_mut();
        match held.get_mut(&at) {
            Some(Held { again: Some(again), kept, .. }) => {
                // SAFETY: the caller's, and what is kept is kept below.
                let mut way = unsafe { Way::start() };
                again(&mut way)?;
                (requests[at], *kept) = way.into_request();
            }
            // SAFETY: the caller's.
            _ => unsafe { requests[at].start()? },
        }
        all[at].under_way = true;
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
        let ended = self.slots.borrow_mut().finish();
        let mut slots = self.slots.take();
        // When nothing is under way any more, for it may panic.
        slots.clear();
        // A thread that ends keeps none.
        let _ = SPARE.try_with(|spare| spare.set(slots));
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
        self.slots.borrow_mut().held_mut(at).unready = (0..partitions).collect();
    }

    /// Says that partitions are ready, which were not.
    pub(crate) fn ready(&self, at: usize, partitions: Range<usize>) -> Result<()> {
        self.slots.borrow_mut().ready(at, partitions)
    }

    /// Says that all others are ready.
    pub(crate) fn ready_rest(&self, at: usize) -> Result<()> {
        self.slots.borrow_mut().ready_rest(at)
    }
}
