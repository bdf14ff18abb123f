//! What a scope has of its requests, each in its place.

#![allow(unsafe_code, reason = "starts what was prepared")]

#[cfg(mpi_standard = "4")]
use std::collections::BTreeSet;
use std::mem;
#[cfg(mpi_standard = "4")]
use std::ops::Range;

use super::{Again, Kind};
use crate::error::{Error, Result};
use crate::status::{Read, Status};
use crate::sys::{self, Kept, Way};

/// Up to how many requests memory is kept for.
const SMALL: usize = 1 << 10;

#[derive(Default)]
pub(super) struct Slots {
    /// One after the other, as the library waits for all at once.
    requests: Vec<sys::Request>,
    all: Vec<Slot>,
    /// Places that can be used again.
    free: Vec<usize>,
    /// What prepared requests have, and few others, where their slots say.
    held: Vec<Held>,
    /// The first error of what was dropped.
    pub(super) lost: Option<Error>,
}

/// What is known of every request.
struct Slot {
    kind: Kind,
    under_way: bool,
    held: Option<usize>,
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
    /// Keeps a request in a place that is free, and says which.
    #[inline(always)]
    pub(super) fn keep(&mut self, request: sys::Request, kind: Kind) -> usize {
        let Self { requests, all, free, .. } = self;
        let slot = Slot { kind, under_way: !kind.persistent(), held: None };
        let at = match free.pop() {
            Some(at) => {
                requests[at] = request;
                // What was held there is empty.
                all[at] = Slot { held: all[at].held, ..slot };
                at
            }
            None => {
                requests.push(request);
                all.push(slot);
                all.len() - 1
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
        *self.held_mut(at) = held;
        at
    }

    /// Leaves the place of a request that is complete to another one. What it was for, and where what few have is.
    #[inline]
    pub(super) fn remove(&mut self, at: usize) -> (Kind, Option<usize>) {
        self.requests[at] = sys::Request::none();
        self.free.push(at);
        let slot = &mut self.all[at];
        slot.under_way = false;
        (slot.kind, slot.held)
    }

    /// Takes out what few requests have.
    pub(super) fn take(&mut self, held: usize) -> Held {
        mem::take(&mut self.held[held])
    }

    #[inline]
    pub(super) fn request(&mut self, at: usize) -> &mut sys::Request {
        &mut self.requests[at]
    }

    pub(super) fn kind(&self, at: usize) -> Kind {
        self.all[at].kind
    }

    pub(super) fn is_under_way(&self, at: usize) -> bool {
        self.all[at].under_way
    }

    /// The places of what is under way.
    pub(super) fn under_way(&self) -> Vec<usize> {
        (0..self.all.len()).filter(|&at| self.is_under_way(at)).collect()
    }

    fn held(&self, at: usize) -> Option<&Held> {
        Some(&self.held[self.all[at].held?])
    }

    pub(super) fn held_mut(&mut self, at: usize) -> &mut Held {
        let held = *self.all[at].held.get_or_insert(self.held.len());
        if held == self.held.len() {
            self.held.push(Held::default());
        }
        &mut self.held[held]
    }

    fn split(&mut self, at: usize) -> Option<sys::Split> {
        self.held[self.all[at].held?].split.take()
    }

    /// Whether it is a request that the library can start again.
    fn is_prepared(&self, at: usize) -> bool {
        self.kind(at).persistent() && self.held(at).is_none_or(|held| held.again.is_none())
    }

    /// Starts a persistent request.
    ///
    /// # Safety
    ///
    /// It is not under way, and its memory is borrowed as those who prepared it said.
    pub(super) unsafe fn start(&mut self, at: usize) -> Result<()> {
        let slot = &mut self.all[at];
        let request = &mut self.requests[at];
        match slot.held.map(|held| &mut self.held[held]) {
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

    pub(super) fn wait(&mut self, at: usize) -> Result<Status> {
        match self.split(at) {
            Some(split) => split.end(),
            None => self.request(at).wait(),
        }
    }

    /// Looks whether it is complete. What is split has come so far that its other half does not wait for others.
    pub(super) fn test(&mut self, at: usize) -> Result<Option<Status>> {
        match self.split(at) {
            Some(split) => split.end().map(Some),
            None => self.request(at).test(),
        }
    }

    /// Says that it is complete. Only a request that the library can start again is one still.
    pub(super) fn rest(&mut self, at: usize) {
        self.all[at].under_way = false;
        if !self.is_prepared(at) {
            *self.request(at) = sys::Request::none();
        }
    }

    /// Waits until everything is complete, gives back what was prepared, and returns the first error.
    pub(super) fn finish(&mut self) -> Result<()> {
        let mut ended = self.lost.take().map_or(Ok(()), Err);
        #[cfg(mpi_standard = "4")]
        if !self.held.is_empty() {
            ended = ended.and(self.ready_all());
        }
        if self.free.len() < self.all.len() {
            ended = ended.and(sys::Request::wait_for(&mut self.requests));
        }
        for split in self.held.iter_mut().filter_map(|held| held.split.take()) {
            ended = ended.and(split.end().map(drop));
        }
        if !self.held.is_empty() {
            self.release();
        }
        ended
    }

    /// Leaves all places. Nothing is under way.
    pub(super) fn clear(&mut self) {
        self.requests.clear();
        self.all.clear();
        self.free.clear();
        self.lost = None;
        self.held.clear();
    }

    /// Whether its memory is worth being kept.
    pub(super) fn is_small(&self) -> bool {
        self.all.capacity() <= SMALL
    }

    /// Gives back what was prepared.
    pub(super) fn release(&mut self) {
        for at in 0..self.all.len() {
            if self.is_prepared(at) {
                self.request(at).free();
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
        self.request(at).ready(partitions)
    }

    /// Says that all others are ready.
    pub(super) fn ready_rest(&mut self, at: usize) -> Result<()> {
        let Some(held) = self.all[at].held else { return Ok(()) };
        let unready = mem::take(&mut self.held[held].unready);
        unready.into_iter().try_for_each(|one| self.request(at).ready(one..one + 1))
    }

    /// Says that all partitions of sends under way are ready.
    pub(super) fn ready_all(&mut self) -> Result<()> {
        let mut ended = Ok(());
        for at in self.under_way() {
            ended = ended.and(self.ready_rest(at));
        }
        ended
    }
}
