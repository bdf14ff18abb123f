//! The requests of a scope.

#![allow(unsafe_code, reason = "starts what was prepared")]

mod slots;

use std::cell::{Cell, RefCell, RefMut};
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
    /// What the last table that ended has left, for the next one.
    static SPARE: Cell<Option<Box<Slots>>> = const { Cell::new(None) };
}

/// The requests of a scope.
pub(crate) struct Table<'a> {
    pub(crate) session: &'a Session,
    /// Until it ends.
    slots: RefCell<Option<Box<Slots>>>,
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

    fn receives(self) -> bool {
        matches!(self, Self::Receive | Self::PersistentReceive)
    }
}

/// What there is to a status that the library gave, which may be anything for what is no message.
pub(crate) struct Said {
    kind: Kind,
    read: Option<Read>,
}

impl Said {
    #[inline]
    pub(crate) fn of(self, status: Status) -> Status {
        match self.read {
            Some(read) => status.of_file(read),
            None if self.kind.message() => status,
            None => Status::NONE,
        }
    }
}

impl<'a> Table<'a> {
    pub(crate) fn new(session: &'a Session) -> Self {
        // A thread that ends has none.
        let spare = SPARE.try_with(Cell::take).ok().flatten();
        Self { session, slots: RefCell::new(Some(spare.unwrap_or_default())) }
    }

    #[inline]
    fn slots(&self) -> RefMut<'_, Slots> {
        RefMut::map(self.slots.borrow_mut(), |slots| {
            &mut **slots.as_mut().expect("the scope has not ended")
        })
    }

    /// Keeps a request until it is complete, and says where.
    #[inline(always)]
    pub(crate) fn keep(&self, request: sys::Request, kind: Kind) -> usize {
        self.slots().keep(request, kind)
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
        self.slots().keep_with(request, kind, Held { kept, ..Held::default() })
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
        self.slots().keep_with(request, Kind::File, held)
    }

    /// Keeps how a collective call is started, again and again, and says where.
    pub(crate) fn keep_again(&self, again: Again<'static>) -> usize {
        let held = Held { again: Some(again), ..Held::default() };
        let mut slots = self.slots();
        slots.keep_with(sys::Request::none(), Kind::PersistentCollective, held)
    }

    /// Calls `with` on a request.
    #[inline]
    pub(crate) fn with<R>(&self, at: usize, with: impl FnOnce(&mut sys::Request) -> R) -> R {
        with(self.slots().request(at))
    }

    /// Ends a split call, which leaves its place to another one.
    pub(crate) fn end_split(&self, at: usize) -> Result<Status> {
        let ended = self.slots().wait(at);
        let said = self.complete(at);
        ended.map(|status| said.of(status))
    }

    /// Keeps an error for the end of the scope, which returns the first.
    pub(crate) fn lose(&self, error: Error) {
        self.slots().lost.get_or_insert(error);
    }

    /// Says that a request is complete, which leaves its place to another one, and what the library says of it.
    #[inline]
    pub(crate) fn complete(&self, at: usize) -> Said {
        let (kind, held) = self.slots().remove(at);
        Said { kind, read: held.and_then(|held| self.empty(held)) }
    }

    /// Drops what few requests have, when the table can be used again, for it may panic. What is known of data of a file.
    #[cold]
    fn empty(&self, held: usize) -> Option<Read> {
        let held = self.slots().take(held);
        held.read
    }

    pub(crate) fn kind(&self, at: usize) -> Kind {
        self.slots().kind(at)
    }

    /// Starts a persistent request.
    ///
    /// # Safety
    ///
    /// It is not under way, and its memory is borrowed as those who prepared it said.
    pub(crate) unsafe fn start(&self, at: usize) -> Result<()> {
        // SAFETY: the caller's.
        unsafe { self.slots().start(at) }
    }

    /// Says that a persistent request is complete.
    pub(crate) fn rest(&self, at: usize) {
        self.slots().rest(at);
    }

    /// What the library says of a persistent request that is complete.
    pub(crate) fn said(&self, at: usize) -> Said {
        Said { kind: self.kind(at), read: None }
    }

    pub(crate) fn is_under_way(&self, at: usize) -> bool {
        self.slots().is_under_way(at)
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
        let ended = self.slots().finish();
        self.end();
        ended
    }

    /// Leaves its memory to the next one. Nothing is under way.
    fn end(&self) {
        let Some(mut slots) = self.slots.take() else { return };
        // May panic, by what users gave.
        slots.clear();
        if slots.is_small() {
            let _ = SPARE.try_with(|spare| spare.set(Some(slots)));
        }
    }

    /// Cancels what can be, and waits for the rest, though not for long.
    pub(crate) fn give_up(&self) {
        // Unwound from by who has ended it already, in a destructor.
        if self.slots.borrow().is_none() {
            return;
        }
        let mut slots = self.slots();
        let under_way = slots.under_way();
        for &at in &under_way {
            if slots.kind(at).receives() {
                // What cannot be cancelled is waited for like the others.
                let _ = slots.request(at).cancel();
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
        drop(slots);
        self.end();
    }
}

/// Sends in partitions.
#[cfg(mpi_standard = "4")]
impl Table<'_> {
    /// Says that a send of so many partitions is under way, of which none is ready.
    pub(crate) fn none_ready(&self, at: usize, partitions: usize) {
        self.slots().held_mut(at).unready = (0..partitions).collect();
    }

    /// Says that partitions are ready, which were not.
    pub(crate) fn ready(&self, at: usize, partitions: Range<usize>) -> Result<()> {
        self.slots().ready(at, partitions)
    }

    /// Says that all others are ready.
    pub(crate) fn ready_rest(&self, at: usize) -> Result<()> {
        self.slots().ready_rest(at)
    }
}
