//! Epochs of some processes: those who let others reach their memory, and those who reach it.

use std::fmt;
use std::rc::Rc;
use std::sync::atomic::{Ordering, fence};

use super::Window;
use super::core::Core;
use super::epoch::Epoch;
use super::error::WindowError;
use super::handle::{Handle, Mode, Step};
use super::view::View;
use crate::element::Element;
use crate::error::{Error, Result};
use crate::sys::{Group, Request, Win, await_beckoning, beckon};

/// A window whose processes let some others reach their memory, for a while, and have it to themselves otherwise.
///
/// ```
/// use mpi_shim::prelude::*;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let world = mpi.world();
///     let (me, n) = (world.rank(), world.size());
///     let (left, right) = ((me + n - 1) % n, (me + 1) % n);
///     let (paired, data) = (world.allocate_window::<usize>(1)?.paired()?, [me]);
///     let mut exposed = paired.post(&[left])?;
///     exposed.access(&[right], |e| e.put(&data, right, 0))?;
///     let paired = exposed.wait()?;
///     assert_eq!(paired.local(), [left]);
///     paired.close()?.free()
/// });
/// ```
#[must_use = "a window that is dropped stays until MPI ends"]
pub struct Paired<'w, T> {
    core: Rc<Core<'w, T>>,
}

/// A window of which some processes may reach this one's memory.
#[must_use = "a window that is dropped stays until MPI ends"]
pub struct Exposed<'w, T> {
    core: Rc<Core<'w, T>>,
}

/// What [`Exposed::test`] has found.
#[derive(Debug)]
pub enum Exposure<'w, T> {
    /// All others have done what they wanted.
    Over(Paired<'w, T>),
    /// They have not yet.
    Lasts(Exposed<'w, T>),
}

impl<'w, T: Element> Window<'w, T> {
    /// Begins a time of epochs of some processes each. Collective: all processes do the same, or the job ends.
    ///
    /// # Errors
    ///
    /// If the library cannot.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.5.2 general active target synchronization.
    pub fn paired(self) -> Result<Paired<'w, T>> {
        let Self { core } = self;
        core.agree(Step::Paired, 0)?;
        core.mode.set(Mode::Paired);
        Ok(Paired { core })
    }
}

impl<'w, T: Element> Paired<'w, T> {
    /// This process's part, which nobody else can reach now.
    #[must_use]
    pub fn local(&self) -> &[T] {
        self.core.slice(0).unwrap_or_default()
    }

    /// This process's part, which nobody else can reach now, to be changed.
    #[must_use]
    pub fn local_mut(&mut self) -> &mut [T] {
        self.core.slice_mut(0).unwrap_or_default()
    }

    /// Lets processes reach this one's memory, until each of them has done so once.
    ///
    /// # Errors
    ///
    /// If there is no such process, or one is named twice.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.5.2 general active target synchronization: `MPI_Win_post`.
    #[doc(alias = "MPI_Win_post")]
    pub fn post(self, ranks: &[usize]) -> Result<Exposed<'w, T>> {
        let Self { core } = self;
        core.post(ranks)?;
        Ok(Exposed { core })
    }

    /// Runs `body`, which reaches the memory of processes, for which this waits until they have let it.
    ///
    /// When it returns, what it has started is complete here, and there when they have waited.
    ///
    /// # Errors
    ///
    /// Those of `body`; if there is no such process, or one is named twice; [`WindowError::OutOfEpoch`] if this process
    /// is one of them, which it has not let.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.5.2 general active target synchronization: `MPI_Win_start`, `MPI_Win_complete`.
    #[doc(alias = "MPI_Win_start")]
    #[doc(alias = "MPI_Win_complete")]
    pub fn access<'env, R, E: From<Error>>(
        &'env mut self,
        ranks: &'env [usize],
        body: impl for<'scope> FnOnce(&Epoch<'scope, 'env, T>) -> Result<R, E>,
    ) -> Result<R, E> {
        access(&self.core, ranks, body)
    }

    /// Ends the time of such epochs. Collective.
    ///
    /// # Errors
    ///
    /// If the library cannot.
    pub fn close(self) -> Result<Window<'w, T>> {
        Window::at_rest(self.core)
    }
}

impl<'w, T: Element> Exposed<'w, T> {
    /// As [`Paired::access`]; this process may be one of `ranks`, once, if it has let itself.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.5.2 general active target synchronization: `MPI_Win_start`, `MPI_Win_complete`.
    #[doc(alias = "MPI_Win_start")]
    #[doc(alias = "MPI_Win_complete")]
    pub fn access<'env, R, E: From<Error>>(
        &'env mut self,
        ranks: &'env [usize],
        body: impl for<'scope> FnOnce(&Epoch<'scope, 'env, T>) -> Result<R, E>,
    ) -> Result<R, E> {
        access(&self.core, ranks, body)
    }

    /// Waits until all whom [`post`](Paired::post) let have reached this process's memory; not for this process itself, if
    /// it has not.
    ///
    /// # Errors
    ///
    /// If the library cannot.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.5.2 general active target synchronization: `MPI_Win_wait`.
    #[doc(alias = "MPI_Win_wait")]
    pub fn wait(self) -> Result<Paired<'w, T>> {
        let Self { core } = self;
        core.handle.wait()?;
        Ok(Paired { core })
    }

    /// Looks whether they have.
    ///
    /// # Errors
    ///
    /// If the library cannot.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.5.2 general active target synchronization: `MPI_Win_test`.
    #[doc(alias = "MPI_Win_test")]
    pub fn test(self) -> Result<Exposure<'w, T>> {
        let over = self.core.test()?;
        let Self { core } = self;
        Ok(if over { Exposure::Over(Paired { core }) } else { Exposure::Lasts(Self { core }) })
    }

    /// This process's own part, which others may be writing.
    #[must_use]
    pub fn mine(&self) -> View<'_, T> {
        View::mine(&self.core)
    }
}

fn access<'env, T: Element, R, E: From<Error>>(
    core: &'env Core<'env, T>,
    ranks: &'env [usize],
    body: impl for<'scope> FnOnce(&Epoch<'scope, 'env, T>) -> Result<R, E>,
) -> Result<R, E> {
    core.start(ranks)?;
    core.within(|| body(&Epoch::new(core, Some(ranks))), |handle| handle.each(Win::complete))
}

/// Who lets whom, which is said by messages: each is for one epoch of whom it goes to.
impl Handle {
    /// Processes of the window.
    fn group(&self, ranks: &[usize]) -> Result<Group> {
        let mut numbers = Vec::with_capacity(ranks.len());
        for &rank in ranks {
            let number = self.comm.peer(rank)?;
            if numbers.contains(&number) {
                return Err(Error::Twice { rank });
            }
            numbers.push(number);
        }
        self.comm.group()?.select(&numbers, false)
    }

    /// Lets processes reach this one's memory.
    fn post(&self, ranks: &[usize]) -> Result<()> {
        let group = self.group(ranks)?;
        self.each(|win| win.post(&group))?;
        self.mode.set(Mode::Exposed);
        self.lets_itself.set(ranks.contains(&self.comm.rank()));
        fence(Ordering::SeqCst);
        for &rank in ranks {
            self.letting.borrow_mut().push(beckon(&self.comm, rank)?);
        }
        Ok(())
    }

    /// Begins to reach the memory of processes, when they have let this one.
    fn start(&self, ranks: &[usize]) -> Result<()> {
        let (me, group) = (self.comm.rank(), self.group(ranks)?);
        // This process would wait for itself.
        if ranks.contains(&me) && !self.lets_itself.replace(false) {
            return Err(Error::Window(WindowError::OutOfEpoch { rank: me }));
        }
        ranks.iter().try_for_each(|&rank| await_beckoning(&self.comm, rank))?;
        fence(Ordering::SeqCst);
        self.each(|win| win.start(&group))
    }

    /// Waits until those have come whom this process let.
    fn wait(&self) -> Result<()> {
        self.come_to_itself()?;
        self.each_from(self.over.take(), Win::wait)?;
        self.end_of_letting()
    }

    /// Looks whether they have. What is over must not be asked again.
    pub(super) fn test(&self) -> Result<bool> {
        let (mut over, mut lasts) = (self.over.take(), false);
        self.each_from(over, |win| {
            lasts = lasts || !win.test()?;
            over += usize::from(!lasts);
            Ok(())
        })?;
        if lasts {
            self.over.set(over);
        } else {
            self.end_of_letting()?;
        }
        Ok(!lasts)
    }

    fn end_of_letting(&self) -> Result<()> {
        self.mode.set(Mode::Paired);
        Request::wait_for(&mut self.letting.take())
    }

    /// Reaches this process's own memory, if it let itself and has not: nobody else does that for it.
    pub(super) fn come_to_itself(&self) -> Result<()> {
        if !self.lets_itself.get() {
            return Ok(());
        }
        self.start(&[self.comm.rank()])?;
        self.each(Win::complete)
    }
}

impl<T> fmt::Debug for Paired<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Paired").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Exposed<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exposed").finish_non_exhaustive()
    }
}
