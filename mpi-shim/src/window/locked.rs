//! What can be done to memory under a lock.

#![allow(
    unsafe_code,
    reason = "starts operations on memory that is borrowed until they are complete"
)]

use std::fmt;
use std::ops::Deref;
use std::rc::Rc;
use std::slice;

use super::core::Core;
use super::locked_epoch::LockedEpoch;
use super::operations::AtomicOp;
use super::passive::Passive;
use super::place::Place;
use super::view::View;
use crate::element::Element;
use crate::error::{Error, Result};
use crate::op::ReduceBits;
use crate::scope;
use crate::sys::{Flush, InEpoch, Win};

/// Memory of one process, or of all, that is locked: for operations that are complete when they return.
/// [`epoch`](Self::epoch) is for those that are to be under way together.
pub struct Locked<'w, T> {
    core: Rc<Core<'w, T>>,
    /// Whose memory it is, if not everybody's.
    whose: Option<usize>,
}

/// A window of which this process has locked every process's memory, shared with all who do so.
///
/// All that [`Locked`] has can be done. Dropped, it unlocks.
///
/// ```
/// use mpi_shim::prelude::*;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let world = mpi.world();
///     let counter = world.allocate_window::<u64>(1)?.passive()?.lock_all()?;
///     let mine = counter.fetch_and_op(1, 0, 0, Sum)?;
///     assert!(mine < world.size() as u64);
///     counter.unlock_all()?.close()?.free()
/// });
/// ```
#[must_use = "a window that is dropped stays until MPI ends"]
pub struct LockedAll<'w, T> {
    locked: Locked<'w, T>,
}

impl<'w, T: Element> Locked<'w, T> {
    pub(super) fn new(core: &Rc<Core<'w, T>>, whose: Option<usize>) -> Self {
        Self { core: Rc::clone(core), whose }
    }

    fn reach(&self) -> Option<&[usize]> {
        self.whose.as_ref().map(slice::from_ref)
    }

    /// Waits until what goes to a process is complete.
    #[inline]
    fn flush(&self, rank: usize) {
        self.core.flush(Flush::Remote(Some(rank)));
    }

    /// Writes elements.
    ///
    /// # Errors
    ///
    /// If there is no such process, the elements are not within its part, or it is not locked.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.3.1 put: `MPI_Put`, `MPI_Win_flush`.
    #[doc(alias = "MPI_Put")]
    #[inline]
    pub fn put<'p>(&self, data: &[T], rank: usize, place: impl Into<Place<'p, T>>) -> Result<()> {
        // SAFETY: under the lock, and complete before this returns, or the job ends. Also below.
        unsafe { self.core.put::<InEpoch>(self.reach(), data, rank, place.into())? };
        self.flush(rank);
        Ok(())
    }

    /// Reads elements.
    ///
    /// # Errors
    ///
    /// As for [`put`](Self::put).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.3.2 get: `MPI_Get`, `MPI_Win_flush`.
    #[doc(alias = "MPI_Get")]
    #[inline]
    pub fn get<'p>(
        &self,
        room: &mut [T],
        rank: usize,
        place: impl Into<Place<'p, T>>,
    ) -> Result<()> {
        // SAFETY: as above.
        unsafe { self.core.get::<InEpoch>(self.reach(), room, rank, place.into())? };
        self.flush(rank);
        Ok(())
    }

    /// Reads one element.
    ///
    /// # Errors
    ///
    /// As for [`put`](Self::put).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.3.2 get: `MPI_Get`, `MPI_Win_flush`.
    #[inline]
    pub fn get_value<'p>(&self, rank: usize, place: impl Into<Place<'p, T>>) -> Result<T> {
        let mut room = [T::zeroed()];
        self.get(&mut room, rank, place)?;
        Ok(room[0])
    }

    /// Combines what is there with `data`, each element atomically.
    ///
    /// # Errors
    ///
    /// As for [`put`](Self::put).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.3.4 accumulate functions: `MPI_Accumulate`, `MPI_Win_flush`.
    #[doc(alias = "MPI_Accumulate")]
    #[inline]
    pub fn accumulate<'p>(
        &self,
        data: &[T],
        rank: usize,
        place: impl Into<Place<'p, T>>,
        op: impl AtomicOp<T>,
    ) -> Result<()> {
        // SAFETY: as above.
        unsafe { self.core.accumulate::<InEpoch>(self.reach(), data, rank, place.into(), &op)? };
        self.flush(rank);
        Ok(())
    }

    /// As [`accumulate`](Self::accumulate), and reads what was there before.
    ///
    /// # Errors
    ///
    /// As for [`put`](Self::put); if there is not as much room as data.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.3.4 accumulate functions: `MPI_Get_accumulate`, `MPI_Win_flush`.
    #[doc(alias = "MPI_Get_accumulate")]
    #[inline]
    pub fn get_accumulate<'p>(
        &self,
        data: &[T],
        room: &mut [T],
        rank: usize,
        place: impl Into<Place<'p, T>>,
        op: impl AtomicOp<T>,
    ) -> Result<()> {
        let both = (data, room);
        // SAFETY: as above.
        unsafe {
            self.core.get_accumulate::<InEpoch>(self.reach(), both, rank, place.into(), &op)?
        };
        self.flush(rank);
        Ok(())
    }

    /// Combines one element with `value`, atomically, and returns what was there before.
    ///
    /// # Errors
    ///
    /// As for [`put`](Self::put).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.3.4 accumulate functions: `MPI_Fetch_and_op`, `MPI_Win_flush`.
    #[doc(alias = "MPI_Fetch_and_op")]
    #[inline]
    pub fn fetch_and_op<'p>(
        &self,
        value: T,
        rank: usize,
        place: impl Into<Place<'p, T>>,
        op: impl AtomicOp<T>,
    ) -> Result<T> {
        let mut room = T::zeroed();
        let both = (&value, &mut room);
        // SAFETY: as above.
        unsafe { self.core.fetch_and_op(self.reach(), both, rank, place.into(), &op)? };
        self.flush(rank);
        Ok(room)
    }

    /// Writes `new` if `expected` is there, atomically, and returns what was there before.
    ///
    /// # Errors
    ///
    /// As for [`put`](Self::put).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.3.4 accumulate functions: `MPI_Compare_and_swap`, `MPI_Win_flush`.
    #[doc(alias = "MPI_Compare_and_swap")]
    #[inline]
    pub fn compare_and_swap<'p>(
        &self,
        expected: T,
        new: T,
        rank: usize,
        place: impl Into<Place<'p, T>>,
    ) -> Result<T>
    where
        T: ReduceBits,
    {
        let mut room = T::zeroed();
        let values = (&expected, &new, &mut room);
        // SAFETY: as above; the elements are integers.
        unsafe { self.core.compare_and_swap(self.reach(), values, rank, place.into())? };
        self.flush(rank);
        Ok(room)
    }

    /// Runs `body`, which starts operations; when it returns, they are complete.
    ///
    /// ```
    /// # use mpi_shim::prelude::*;
    /// # mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    /// let world = mpi.world();
    /// let window = world.allocate_window::<i32>(4)?.passive()?.lock_all()?;
    /// let (data, mut back) = ([1, 2, 3], [0; 3]);
    /// window.epoch(|e| {
    ///     e.put(&data, world.rank(), 1)?;
    ///     e.flush(world.rank())?;
    ///     let (back, _) = e.rget(&mut back, world.rank(), 1)?.wait()?;
    ///     assert_eq!(*back, [1, 2, 3]);
    ///     Ok(())
    /// })?;
    /// # window.unlock_all()?.close()?.free()
    /// # });
    /// ```
    ///
    /// # Errors
    ///
    /// Those of `body`, and of requests that it did not wait for.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.5.4 flush and sync: `MPI_Win_flush_all`.
    #[doc(alias = "MPI_Win_flush_all")]
    pub fn epoch<'env, R, E: From<Error>>(
        &'env self,
        body: impl for<'scope> FnOnce(&LockedEpoch<'scope, 'env, T>) -> Result<R, E>,
    ) -> Result<R, E> {
        let core: &'env Core<'env, T> = &self.core;
        let reach = self.reach();
        core.within(
            || scope::run(&core.mpi.session, |scope| body(&LockedEpoch::new(core, reach, scope))),
            |handle| handle.each(|win| win.flush(Flush::Remote(self.whose))),
        )
    }

    /// Lets this process see what others have written to its memory, and others see what it has.
    ///
    /// # Errors
    ///
    /// If the library cannot.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.5.4 flush and sync: `MPI_Win_sync`.
    #[doc(alias = "MPI_Win_sync")]
    pub fn sync(&self) -> Result<()> {
        self.core.each(Win::sync)
    }

    /// This process's own part, which others may be writing.
    #[must_use]
    pub fn mine(&self) -> View<'_, T> {
        View::mine(&self.core)
    }
}

impl<'w, T: Element> LockedAll<'w, T> {
    pub(super) fn new(core: &Rc<Core<'w, T>>) -> Self {
        Self { locked: Locked::new(core, None) }
    }

    /// A process's part of a window of [shared memory](crate::Communicator::share_window), which others may be
    /// writing. [`sync`](Locked::sync) stands between the copies of different processes.
    ///
    /// # Errors
    ///
    /// [`WindowError::Flavor`](crate::WindowError::Flavor) of another window; if there is no such process.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.2.3 window that allocates shared memory: `MPI_Win_shared_query`.
    #[doc(alias = "MPI_Win_shared_query")]
    pub fn view(&self, rank: usize) -> Result<View<'_, T>> {
        self.core.view(rank)
    }

    /// Unlocks every process's memory; all operations are complete then. Not collective.
    ///
    /// # Errors
    ///
    /// If the library cannot.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.5.3 lock: `MPI_Win_unlock_all`.
    #[doc(alias = "MPI_Win_unlock_all")]
    pub fn unlock_all(self) -> Result<Passive<'w, T>> {
        let core = self.locked.core;
        core.unlock_all()?;
        Ok(Passive::new(core))
    }
}

impl<'w, T> Deref for LockedAll<'w, T> {
    type Target = Locked<'w, T>;

    fn deref(&self) -> &Locked<'w, T> {
        &self.locked
    }
}

impl<T> fmt::Debug for Locked<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Locked").field("whose", &self.whose).finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for LockedAll<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LockedAll").finish_non_exhaustive()
    }
}
