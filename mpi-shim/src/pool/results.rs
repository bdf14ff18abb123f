//! What becomes of orders.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::fmt;
use std::ops::Range;
use std::rc::Rc;
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;

use super::error::PoolError;
use super::manager::{Manager, Taker};
use super::tasks::{Failure, Reply};
use crate::error::{Error, Result};
use crate::messages::Matched;

/// What has become of an order: not yet, or an error, or each result.
type Outcome<R> = Option<Result<Vec<Result<R>>>>;

/// Where the results of an order are to be.
pub(super) struct Slot<R>(RefCell<Outcome<R>>);

impl<R> Slot<R> {
    pub(super) fn new() -> Rc<Self> {
        Rc::new(Self(RefCell::new(None)))
    }

    fn is_full(&self) -> bool {
        self.0.borrow().is_some()
    }

    fn take(&self) -> Outcome<R> {
        self.0.take()
    }
}

impl<R: DeserializeOwned> Taker for Slot<R> {
    fn take(&self, reply: Result<Matched<'_>>, task: &str) {
        let lost = |why| Error::Pool(PoolError::Lost { task: task.to_owned(), why });
        let results = reply.and_then(|reply| {
            let (results, _) = reply.recv_obj::<Reply<R>>()?;
            let each = |result: Result<R, Failure>| result.map_err(|why| why.of(task));
            Ok(results.map_err(lost)?.into_iter().map(each).collect())
        });
        self.0.replace(Some(results));
    }
}

/// A task that is to be done, or is done; see [`MpiPool::submit`](super::MpiPool::submit). Dropped, it is done, and its
/// result thrown away.
pub struct Pending<'a, R> {
    pub(super) manager: &'a Manager<'a>,
    pub(super) slot: Rc<Slot<R>>,
    pub(super) number: u64,
}

impl<R> Pending<'_, R> {
    /// Waits for its result.
    ///
    /// # Errors
    ///
    /// [`PoolError::Failed`] and [`PoolError::Panicked`], with what the task said; [`PoolError::Lost`] if its argument
    /// or its result could not be read or written; [`PoolError::Died`] if its worker has died; if messages fail.
    pub fn wait(self) -> Result<R> {
        loop {
            if let Some(results) = self.slot.take() {
                return one(results);
            }
            self.manager.wait(None)?;
        }
    }

    /// Waits for its result, but no longer than this. A pool without workers does not stop a task for it.
    ///
    /// # Errors
    ///
    /// As for [`wait`](Self::wait); [`PoolError::TimedOut`] if there is none by then, after which it can be waited for
    /// again; [`PoolError::Ended`] if it was had before.
    pub fn wait_for(&mut self, most: Duration) -> Result<R> {
        let until = Until::after(most);
        loop {
            if let Some(results) = self.slot.take() {
                return one(results);
            }
            until.wait(self.manager)?;
        }
    }

    /// Waits until one of several is done, and says which.
    ///
    /// # Errors
    ///
    /// [`PoolError::Ended`] if there is none; if messages fail.
    pub fn any(all: &[Self]) -> Result<usize> {
        let Some(first) = all.first() else { return Err(Error::Pool(PoolError::Ended)) };
        loop {
            if let Some(done) = all.iter().position(|one| one.slot.is_full()) {
                return Ok(done);
            }
            first.manager.wait(None)?;
        }
    }

    /// Looks whether it is done.
    ///
    /// # Errors
    ///
    /// If messages fail.
    pub fn is_done(&self) -> Result<bool> {
        self.manager.look()?;
        Ok(self.slot.is_full())
    }

    /// Has it not be done, unless a worker has it already, which this says by `false`.
    #[must_use = "it may be under way already"]
    pub fn cancel(self) -> bool {
        self.manager.withdraw(self.number)
    }
}

/// That of an order of one.
fn one<R>(results: Result<Vec<Result<R>>>) -> Result<R> {
    results?.pop().unwrap_or_else(|| Err(Error::Pool(PoolError::Ended)))
}

/// How long to wait.
#[derive(Clone, Copy)]
pub(super) struct Until(Option<Instant>);

impl Until {
    /// For ever.
    pub(super) const EVER: Self = Self(None);

    fn after(most: Duration) -> Self {
        Self(Instant::now().checked_add(most))
    }

    /// Waits until something has come, or is an error.
    fn wait(self, manager: &Manager<'_>) -> Result<()> {
        let most = self.0.map(|end| end.saturating_duration_since(Instant::now()));
        if manager.wait(most)? { Ok(()) } else { Err(Error::Pool(PoolError::TimedOut)) }
    }
}

impl<R> fmt::Debug for Pending<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending").field("number", &self.number).finish_non_exhaustive()
    }
}

/// The results of one order of several.
pub(super) struct Part<R> {
    /// The indices of its arguments.
    pub(super) indices: Range<usize>,
    pub(super) slot: Rc<Slot<R>>,
}

/// Gives the next order; `None` if there are no more arguments.
pub(super) type More<'a, R> = Box<dyn FnMut() -> Option<Result<Part<R>>> + 'a>;

/// The results of a task for many arguments, in their order; see [`MpiPool::map`](super::MpiPool::map).
pub struct Mapped<'a, R> {
    pub(super) manager: &'a Manager<'a>,
    /// Those that are not there yet.
    pub(super) parts: VecDeque<Part<R>>,
    /// What gives the orders that are not given yet.
    pub(super) more: More<'a, R>,
    /// Those that are there, and their indices.
    pub(super) there: VecDeque<(usize, Result<R>)>,
    pub(super) until: Until,
}

impl<'a, R> Mapped<'a, R> {
    /// The same, but no longer than this from now on: then what has not come yet is an error,
    /// [`PoolError::TimedOut`], and the end.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use mpi_shim::pool::{MpiPool, Tasks};
    ///
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let mut tasks = Tasks::new();
    ///     let square = tasks.add("square", |x: u64| x * x);
    ///     MpiPool::run(&mpi.world(), &tasks, |pool| {
    ///         let squares = pool.map(square, 0..10)?.within(Duration::from_secs(100));
    ///         squares.sum::<mpi_shim::Result<u64>>()
    ///     })?;
    ///     Ok(())
    /// });
    /// ```
    #[must_use]
    pub fn within(self, most: Duration) -> Self {
        Self { until: Until::after(most), ..self }
    }

    /// The same as they come, each with the index of its argument.
    #[must_use]
    pub fn as_they_come(self) -> AsTheyCome<'a, R> {
        AsTheyCome(self)
    }

    fn next_of(
        &mut self,
        which: impl Fn(&VecDeque<Part<R>>) -> Option<usize>,
    ) -> Option<(usize, Result<R>)> {
        loop {
            if let Some(next) = self.there.pop_front() {
                return Some(next);
            }
            let full = which(&self.parts).filter(|&which| self.parts[which].slot.is_full());
            if let Some(Part { indices, slot }) = full.and_then(|which| self.parts.remove(which)) {
                match slot.take()? {
                    Ok(results) => self.there.extend(indices.zip(results)),
                    Err(error) => {
                        self.there.extend(indices.map(|index| (index, Err(error.clone()))))
                    }
                }
                match (self.more)() {
                    Some(Ok(part)) => self.parts.push_back(part),
                    Some(Err(error)) => return Some((0, Err(error))),
                    None => {}
                }
            } else if self.parts.is_empty() {
                return None;
            } else if let Err(error) = self.until.wait(self.manager) {
                self.parts.clear();
                return Some((0, Err(error)));
            }
        }
    }
}

impl<R> Iterator for Mapped<'_, R> {
    type Item = Result<R>;

    fn next(&mut self) -> Option<Result<R>> {
        self.next_of(|parts| parts.front().map(|_| 0)).map(|(_, result)| result)
    }
}

/// Results as they come, each with the index of its argument; see [`Mapped::as_they_come`].
pub struct AsTheyCome<'a, R>(Mapped<'a, R>);

impl<R> Iterator for AsTheyCome<'_, R> {
    type Item = (usize, Result<R>);

    fn next(&mut self) -> Option<(usize, Result<R>)> {
        self.0.next_of(|parts| parts.iter().position(|part| part.slot.is_full()))
    }
}

impl<R> fmt::Debug for Mapped<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mapped").field("orders", &self.parts.len()).finish_non_exhaustive()
    }
}

impl<R> fmt::Debug for AsTheyCome<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
