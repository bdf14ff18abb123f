//! What a scope has of its requests, each in its place.

use std::collections::BTreeMap;
#[cfg(mpi_standard = "4")]
use std::collections::BTreeSet;
#[cfg(mpi_standard = "4")]
use std::ops::Range;

use super::{Again, Kind};
use crate::error::{Error, Result};
use crate::status::{Read, Status};
use crate::sys::{self, Kept};

/// For how many requests memory is kept when a scope ends.
const SPARED: usize = 1 << 10;

#[derive(Default)]
pub(super) struct Slots {
    /// One after the other, as the library waits for all at once.
    pub(super) requests: Vec<sys::Request>,
    pub(super) all: Vec<Slot>,
    /// Of all requests that are more than one message or one call.
    pub(super) held: BTreeMap<usize, Held>,
    free: Vec<usize>,
    /// The first error of what was dropped.
    pub(super) lost: Option<Error>,
}

/// What is known of every request.
#[derive(Clone, Copy)]
pub(super) struct Slot {
    pub(super) kind: Kind,
    pub(super) under_way: bool,
}

/// What few requests have.
#[derive(Default)]
pub(super) struct Held {
    /// Of a split call, which is under way without a request: its other half.
    pub(super) split: Option<sys::Split>,
    /// What the operation uses beside the memory that was lent to it. Nobody looks at it.
    pub(super) kept: Vec<Kept<'static>>,
    /// Of data of a file, what is known beside what the library says.
    pub(super) read: Option<Read>,
    /// How it is started again, if it is no request that the library can start.
    pub(super) again: Option<Again<'static>>,
    /// The partitions of a send under way that nobody has said are ready.
    #[cfg(mpi_standard = "4")]
    pub(super) unready: BTreeSet<usize>,
}

impl Slots {
    pub(super) const fn new() -> Self {
        Self {
            requests: Vec::new(),
            all: Vec::new(),
            held: BTreeMap::new(),
            free: Vec::new(),
            lost: None,
        }
    }

    /// Keeps a request in a place that is free, and says which.
    #[inline]
    pub(super) fn keep(&mut self, request: sys::Request, kind: Kind) -> usize {
        let slot = Slot { kind, under_way: !kind.persistent() };
        let at = match self.free.pop() {
            Some(at) => {
                (self.requests[at], self.all[at]) = (request, slot);
                at
            }
            None => {
                self.requests.push(request);
                self.all.push(slot);
                self.all.len() - 1
            }
        };
        if kind.persistent() {
            self.held_mut(at);
        }
        at
    }

    /// As [`keep`](Self::keep), of a request that has more.
    pub(super) fn keep_with(&mut self, request: sys::Request, kind: Kind, held: Held) -> usize {
        let at = self.keep(request, kind);
        self.held.insert(at, held);
        at
    }

    /// Leaves the place of a request that is complete to another one. What there was.
    #[inline]
    pub(super) fn remove(&mut self, at: usize) -> (Kind, Option<Held>) {
        self.requests[at] = sys::Request::none();
        self.all[at].under_way = false;
        self.free.push(at);
        let held = if self.held.is_empty() { None } else { self.held.remove(&at) };
        (self.all[at].kind, held)
    }

    /// Leaves all places.
    pub(super) fn clear(&mut self) {
        let Self { requests, all, held, free, lost } = self;
        requests.clear();
        requests.shrink_to(SPARED);
        all.clear();
        all.shrink_to(SPARED);
        free.clear();
        free.shrink_to(SPARED);
        *lost = None;
        held.clear();
    }

    pub(super) fn held_mut(&mut self, at: usize) -> &mut Held {
        self.held.entry(at).or_default()
    }

    fn split(&mut self, at: usize) -> Option<sys::Split> {
        self.held.get_mut(&at)?.split.take()
    }

    /// Whether it is a request that the library can start again.
    fn is_prepared(&self, at: usize) -> bool {
        self.all[at].kind.persistent() && self.held.get(&at).is_none_or(|held| held.again.is_none())
    }

    pub(super) fn wait(&mut self, at: usize) -> Result<Status> {
        match self.split(at) {
            Some(split) => split.end(),
            None => self.requests[at].wait(),
        }
    }

    /// Looks whether it is complete. What is split has come so far that its other half does not wait for others.
    pub(super) fn test(&mut self, at: usize) -> Result<Option<Status>> {
        match self.split(at) {
            Some(split) => split.end().map(Some),
            None => self.requests[at].test(),
        }
    }

    /// Says that it is complete. Only a request that the library can start again is one still.
    pub(super) fn rest(&mut self, at: usize) {
        self.all[at].under_way = false;
        if !self.is_prepared(at) {
            self.requests[at] = sys::Request::none();
        }
    }

    /// Waits until everything is complete, gives back what was prepared, and returns the first error.
    pub(super) fn finish(&mut self) -> Result<()> {
        let ended = self.lost.take().map_or(Ok(()), Err);
        #[cfg(mpi_standard = "4")]
        let ended = ended.and(self.ready_all());
        let mut ended = ended.and(sys::Request::wait_for(&mut self.requests));
        for split in self.held.values_mut().filter_map(|held| held.split.take()) {
            ended = ended.and(split.end().map(drop));
        }
        self.release();
        ended
    }

    /// Gives back what was prepared.
    pub(super) fn release(&mut self) {
        for (&at, held) in &self.held {
            if self.all[at].kind.persistent() && held.again.is_none() {
                self.requests[at].free();
            }
        }
    }
}

/// Sends in partitions.
#[cfg(mpi_standard = "4")]
impl Slots {
    /// Says that partitions are ready, which were not.
    pub(super) fn ready(&mut self, at: usize, partitions: Range<usize>) -> Result<()> {
        let unready = &mut self.held_mut(at).unready;
        for partition in partitions.clone() {
            unready.remove(&partition);
        }
        self.requests[at].ready(partitions)
    }

    /// Says that all others are ready.
    pub(super) fn ready_rest(&mut self, at: usize) -> Result<()> {
        let unready = std::mem::take(&mut self.held_mut(at).unready);
        unready.into_iter().try_for_each(|one| self.requests[at].ready(one..one + 1))
    }

    /// Says that all partitions of sends under way are ready.
    pub(super) fn ready_all(&mut self) -> Result<()> {
        let places: Vec<_> = self.held.keys().copied().collect();
        let mut ended = Ok(());
        for at in places {
            ended = ended.and(self.ready_rest(at));
        }
        ended
    }
}
