//! What a window is, whatever state it is in.

#![allow(
    unsafe_code,
    reason = "gives windows and attached memory back, and refers to memory at rest"
)]

use std::cell::RefCell;
use std::ops::Deref;
use std::ptr::NonNull;
use std::rc::Rc;

use super::error::WindowError;
use super::handle::{Handle, Mode};
use super::view::View;
use crate::element::Element;
use crate::error::{Error, Result};
use crate::runtime::Mpi;
use crate::sys::{Flush, Win};

/// Memory of each process, in one place of a window.
pub(super) struct Region<T> {
    pub(super) win: Win,
    /// This process's own.
    pub(super) memory: NonNull<[T]>,
    /// How many elements each process has.
    pub(super) lens: Vec<usize>,
}

/// A window. It outlives its states, and is given back by agreement or not at all.
pub(crate) struct Core<'a, T> {
    pub(super) mpi: &'a Mpi,
    pub(super) handle: Rc<Handle>,
    pub(super) regions: RefCell<Vec<Option<Region<T>>>>,
    pub(super) shared: bool,
    pub(super) dynamic: bool,
}

impl<T: Element> Core<'_, T> {
    /// Gives the window back, in whatever state it is. Collective.
    pub(super) fn free(&self, given_up: bool) -> Result<()> {
        self.handle.free(given_up)?;
        if self.dynamic {
            for region in self.regions.take().into_iter().flatten() {
                // SAFETY: it was a box, and no process knows the window any more.
                drop(unsafe { Box::from_raw(region.memory.as_ptr()) });
            }
        }
        Ok(())
    }

    /// Sees to it that nobody reaches memory that was lent to the window, or ends the job.
    pub(super) fn give_back(&self, in_order: bool) {
        self.must(self.free(!in_order));
    }

    /// Sees that a process is there, and one of `reach`, if not all are.
    #[inline]
    pub(super) fn must_reach(&self, reach: Option<&[usize]>, rank: usize) -> Result<()> {
        if rank >= self.comm.size() {
            return Err(Error::Rank { rank, size: self.comm.size() });
        }
        if reach.is_some_and(|ranks| !ranks.contains(&rank)) {
            return Err(Error::Window(WindowError::OutOfEpoch { rank }));
        }
        Ok(())
    }

    /// This process's part of a region.
    pub(super) fn own(&self, region: usize) -> Result<NonNull<[T]>> {
        let regions = self.regions.borrow();
        let own = regions.get(region).and_then(Option::as_ref).map(|region| region.memory);
        own.ok_or(Error::Window(WindowError::Region { region }))
    }

    /// This process's part of a region, as long as no other can reach it.
    pub(super) fn slice(&self, region: usize) -> Result<&[T]> {
        self.must_rest();
        // SAFETY: no process is in an epoch that reaches it, and none begins one before this one says that it can be
        // reached, which the borrow prevents: whoever has the state by value says so.
        Ok(unsafe { self.own(region)?.as_ref() })
    }

    /// As [`slice`](Self::slice), for the state that has the core to itself.
    #[expect(clippy::mut_from_ref, reason = "the state is borrowed for this alone")]
    pub(super) fn slice_mut(&self, region: usize) -> Result<&mut [T]> {
        self.must_rest();
        // SAFETY: as above; the state is borrowed for this alone.
        Ok(unsafe { self.own(region)?.as_mut() })
    }

    fn must_rest(&self) {
        debug_assert!(matches!(self.mode.get(), Mode::Rest | Mode::Paired), "nobody reaches it");
    }

    /// A process's part of shared memory.
    pub(super) fn view(&self, rank: usize) -> Result<View<'_, T>> {
        if !self.shared {
            return Err(Error::Window(WindowError::Flavor { needed: "of shared memory" }));
        }
        let len = self.len_of(rank)?;
        let base = NonNull::new(self.win.shared(rank)?.cast::<T>());
        let base = if len == 0 { Some(NonNull::dangling()) } else { base };
        let base = base.ok_or(Error::Lost { what: "memory of another process" })?;
        Ok(View::new(NonNull::slice_from_raw_parts(base, len)))
    }

    pub(super) fn len_of(&self, rank: usize) -> Result<usize> {
        self.must_reach(None, rank)?;
        let regions = self.regions.borrow();
        let first = regions.first().and_then(Option::as_ref);
        Ok(first.map_or(0, |region| region.lens[rank]))
    }

    /// Waits until operations are complete, or ends the job: the memory that they use is borrowed for so long only.
    #[inline]
    pub(super) fn flush(&self, what: Flush) {
        self.must(self.each(|win| win.flush(what)));
    }
}

impl<T> Drop for Core<'_, T> {
    /// Nobody waits for a lock that is dropped. The window itself stays until MPI ends: giving it back is a matter of
    /// all processes.
    fn drop(&mut self) {
        // An error leaves it locked, which is all that can be done.
        let _ = self.unlock_all();
    }
}

impl<T> Deref for Core<'_, T> {
    type Target = Handle;

    fn deref(&self) -> &Handle {
        &self.handle
    }
}
