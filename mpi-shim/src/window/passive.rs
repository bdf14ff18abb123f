//! Windows that any process may reach at any time.

#![allow(unsafe_code, reason = "refers to memory that a lock keeps for this process")]

use std::fmt;
use std::rc::Rc;

use super::Window;
use super::core::Core;
use super::error::WindowError;
use super::handle::{Mode, Step};
use super::locked::{Locked, LockedAll};
use super::view::View;
use crate::element::Element;
use crate::error::{Error, Result};
use crate::sys::{Lock, Win};

/// A window whose memory any process reaches at any time, under a lock of the process whose memory it is.
///
/// ```
/// use mpi_shim::Lock;
/// use mpi_shim::prelude::*;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let world = mpi.world();
///     let mut passive = world.allocate_window::<u64>(2)?.passive()?;
///     passive.lock(Lock::Exclusive, 0, |owner| -> mpi_shim::Result<()> {
///         let so_far = owner.get_value(0, 0)?;
///         owner.put(&[so_far + 1], 0, 0)
///     })?;
///     let window = passive.close()?;
///     let should = if world.rank() == 0 { world.size() as u64 } else { 0 };
///     assert_eq!(window.local()[0], should);
///     window.free()
/// });
/// ```
#[must_use = "a window that is dropped stays until MPI ends"]
pub struct Passive<'w, T> {
    core: Rc<Core<'w, T>>,
}

impl<'w, T: Element> Window<'w, T> {
    /// Lets any process reach any other's memory. Collective: all processes do the same, or the job ends.
    ///
    /// # Errors
    ///
    /// If the library cannot.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.5 synchronization calls: passive target communication.
    pub fn passive(self) -> Result<Passive<'w, T>> {
        let Self { core } = self;
        core.agree(Step::Passive, 0)?;
        core.mode.set(Mode::Passive);
        Ok(Passive { core })
    }
}

impl<'w, T: Element> Passive<'w, T> {
    /// Runs `body` under a lock of one process's memory; when it returns, all operations are complete.
    ///
    /// # Errors
    ///
    /// Those of `body`; if there is no such process, or the library cannot lock it.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.5.3 lock: `MPI_Win_lock`, `MPI_Win_unlock`.
    #[doc(alias = "MPI_Win_lock")]
    #[doc(alias = "MPI_Win_unlock")]
    pub fn lock<R, E: From<Error>>(
        &mut self,
        lock: Lock,
        rank: usize,
        body: impl FnOnce(&Locked<'w, T>) -> Result<R, E>,
    ) -> Result<R, E> {
        let target = self.core.comm.peer(rank)?;
        self.core.each(|win| win.lock(lock, target))?;
        let locked = Locked::new(&self.core, Some(rank));
        self.core.within(|| body(&locked), |handle| handle.each(|win| win.unlock(target)))
    }

    /// Runs `body` under an exclusive lock of this process's own memory, with that memory.
    ///
    /// ```
    /// # use mpi_shim::prelude::*;
    /// # mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    /// let mut passive = mpi.world().allocate_window::<u64>(2)?.passive()?;
    /// passive.lock_mine(|mine| mine.fill(3))?;
    /// # passive.close()?.free()
    /// # });
    /// ```
    ///
    /// # Errors
    ///
    /// If the library cannot lock it; [`WindowError::Flavor`] if what this process loads and stores is not at once the
    /// same as what others see.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.5.3 lock: `MPI_Win_lock`, with `MPI_LOCK_EXCLUSIVE`; 11.4 memory model: `MPI_WIN_UNIFIED`.
    #[doc(alias = "MPI_WIN_UNIFIED")]
    pub fn lock_mine<R>(&mut self, body: impl FnOnce(&mut [T]) -> R) -> Result<R> {
        if !self.core.win.unified()? {
            return Err(Error::Window(WindowError::Flavor {
                needed: "of the unified memory model",
            }));
        }
        let me = self.core.comm.peer(self.core.comm.rank())?;
        self.core.each(|win| win.lock(Lock::Exclusive, me))?;
        let mut memory = self.core.own(0)?;
        let body = || {
            // SAFETY: the library lets no operation of anybody reach it while this process has the exclusive lock;
            // this process has no other reference, and can make no view meanwhile.
            body(unsafe { memory.as_mut() })
        };
        Ok(self.core.within(body, |handle| handle.each(|win| win.unlock(me))))
    }

    /// Locks every process's memory, shared, until [`unlock_all`](LockedAll::unlock_all). Not collective.
    ///
    /// # Errors
    ///
    /// If the library cannot.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.5.3 lock: `MPI_Win_lock_all`.
    #[doc(alias = "MPI_Win_lock_all")]
    pub fn lock_all(self) -> Result<LockedAll<'w, T>> {
        self.core.each(Win::lock_all)?;
        self.core.mode.set(Mode::LockedAll);
        Ok(LockedAll::new(&self.core))
    }

    pub(super) fn new(core: Rc<Core<'w, T>>) -> Self {
        Self { core }
    }

    /// This process's own part, which others may be writing.
    #[must_use]
    pub fn mine(&self) -> View<'_, T> {
        View::mine(&self.core)
    }

    /// Lets nobody reach another's memory any more. Collective.
    ///
    /// # Errors
    ///
    /// If the library cannot.
    pub fn close(self) -> Result<Window<'w, T>> {
        Window::at_rest(self.core)
    }
}

impl<T> fmt::Debug for Passive<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Passive").finish_non_exhaustive()
    }
}
