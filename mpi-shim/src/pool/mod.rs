//! A pool of processes that do what one of them asks for.
//!
//! Every process makes the same table of [`Tasks`] and calls [`MpiPool::run`]. Rank 0 gets the pool; the others do what is
//! submitted to it until that returns. What a task takes and returns are [objects](crate::objects).

mod alive;
mod error;
mod manager;
mod results;
mod tasks;
mod worker;

use std::collections::VecDeque;
use std::fmt;
use std::iter;
use std::rc::Rc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::communicator::Communicator;
use crate::error::{Error, Result};
use crate::intercommunicator::Intercommunicator;
use crate::messages::seal::{Endpoint, Endpoints};
use crate::objects::Packed;

use manager::Manager;
use results::{Part, Slot, Until};

pub use error::PoolError;
pub use results::{AsTheyCome, Mapped, Pending};
pub use tasks::{Task, Tasks};

/// The tag by which tasks are compared, before there are orders.
const TASKS: i32 = 0;

/// Processes that do what one of them asks for.
///
/// Each has one thing to do at a time. A task that fails or panics is an error of who asked for it, and the worker
/// goes on. In a job of one process, that does the work itself, when it waits for results.
///
/// A worker that dies, by a signal or because a task ends its process, takes the job with it, and the launcher says which
/// it was. If the launcher is told to go on (`--enable-recovery` of Open MPI's), its task is an error,
/// [`PoolError::Died`], others have the rest to do, and the job ends with an error when the pool does: MPI cannot go on
/// without a process. That is known of workers on the manager's machine only.
///
/// ```
/// use mpi_shim::pool::{MpiPool, Tasks};
/// use mpi_shim::prelude::*;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let mut tasks = Tasks::new();
///     let square = tasks.add("square", |x: u64| x * x);
///     let sum = MpiPool::run(&mpi.world(), &tasks, |pool| -> mpi_shim::Result<u64> {
///         let seven = pool.submit(square, 7)?;
///         let squares = pool.map(square, 0..10)?.collect::<mpi_shim::Result<Vec<_>>>()?;
///         Ok(squares.into_iter().sum::<u64>() + seven.wait()?)
///     })?;
///     assert_eq!(sum, (mpi.world().rank() == 0).then_some(285 + 49));
///     Ok(())
/// });
/// ```
pub struct MpiPool<'p> {
    manager: Manager<'p>,
    workers: usize,
}

impl<'p> MpiPool<'p> {
    /// Calls `manage` on rank 0, with the other processes as workers, and returns what it does; on the workers, `None`
    /// when it has. Collective.
    ///
    /// What was submitted and not begun when `manage` returns, or panics, is not done.
    ///
    /// # Errors
    ///
    /// [`PoolError::OtherTasks`], at the manager and at who has others; those of `manage`, at the manager;
    /// [`PoolError::Died`] if a worker has died, even if `manage` could do without; if messages fail.
    #[doc(alias = "MPICommExecutor")]
    pub fn run<V, E: From<Error>>(
        over: &Communicator<'_>,
        tasks: &Tasks<'_>,
        manage: impl FnOnce(&MpiPool<'_>) -> Result<V, E>,
    ) -> Result<Option<V>, E> {
        let own = over.duplicate()?;
        if own.rank() == 0 {
            MpiPool::managed(own.endpoint(), tasks, 1..own.size(), manage).map(Some)
        } else {
            worker::serve(own.endpoint(), tasks, 0)?;
            Ok(None)
        }
    }

    /// As [`run`](Self::run), with the processes on the other side as workers, which call [`serve`](Self::serve): those that
    /// were [spawned](Communicator::spawn) for this, or have come by a [port](crate::Port). Rank 0 of this side has the pool.
    ///
    /// ```no_run
    /// use mpi_shim::Spawn;
    /// use mpi_shim::pool::{MpiPool, Tasks};
    /// use mpi_shim::prelude::*;
    ///
    /// mpi_shim::run(|mpi| -> Result<(), Box<dyn std::error::Error>> {
    ///     let mut tasks = Tasks::new();
    ///     let square = tasks.add("square", |x: u64| x * x);
    ///     if let Some(parent) = mpi.parent()? {
    ///         MpiPool::serve(&parent, &tasks)?;
    ///         return Ok(parent.disconnect()?);
    ///     }
    ///     let workers = mpi.world().spawn(&Spawn::new(std::env::current_exe()?).processes(4), 0)?;
    ///     MpiPool::lead(&workers, &tasks, |pool| pool.submit(square, 7)?.wait())?;
    ///     Ok(workers.disconnect()?)
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// As there.
    #[doc(alias = "MPIPoolExecutor")]
    pub fn lead<V, E: From<Error>>(
        over: &Intercommunicator<'_>,
        tasks: &Tasks<'_>,
        manage: impl FnOnce(&MpiPool<'_>) -> Result<V, E>,
    ) -> Result<Option<V>, E> {
        let own = over.duplicate()?;
        if own.rank() > 0 {
            return Ok(None);
        }
        MpiPool::managed(own.endpoint(), tasks, 0..own.remote_size(), manage).map(Some)
    }

    /// Does what the manager on the other side asks for, until its [`lead`](Self::lead) returns. Collective.
    ///
    /// # Errors
    ///
    /// [`PoolError::OtherTasks`]; if messages fail.
    pub fn serve(under: &Intercommunicator<'_>, tasks: &Tasks<'_>) -> Result<()> {
        let own = under.duplicate()?;
        worker::serve(own.endpoint(), tasks, 0)
    }

    fn managed<V, E: From<Error>>(
        at: Endpoint<'p>,
        tasks: &'p Tasks<'p>,
        workers: impl ExactSizeIterator<Item = usize>,
        manage: impl FnOnce(&MpiPool<'_>) -> Result<V, E>,
    ) -> Result<V, E> {
        let pool = Self { workers: workers.len(), manager: Manager::new(at, tasks, workers)? };
        let value = manage(&pool)?;
        pool.manager.end()?;
        Ok(value)
    }

    /// How many workers there are; 0 where the manager does the work itself.
    #[must_use]
    pub fn workers(&self) -> usize {
        self.workers
    }

    /// Has a task done.
    ///
    /// # Errors
    ///
    /// [`PoolError::NotOfThisPool`]; if the argument cannot be written; if messages fail.
    pub fn submit<A, R>(&self, task: Task<A, R>, argument: A) -> Result<Pending<'_, R>>
    where
        A: Serialize,
        R: DeserializeOwned + 'static,
    {
        let (number, slot) = self.order(task, &vec![argument], None)?;
        Ok(Pending { manager: &self.manager, slot, number })
    }

    /// Has a task done for each of many arguments. Functions of several arguments take them as a tuple.
    ///
    /// # Errors
    ///
    /// As for [`submit`](Self::submit).
    #[doc(alias = "starmap")]
    pub fn map<A, R>(
        &self,
        task: Task<A, R>,
        arguments: impl IntoIterator<Item = A>,
    ) -> Result<Mapped<'_, R>>
    where
        A: Serialize,
        R: DeserializeOwned + 'static,
    {
        self.map_chunks(task, arguments, 1)
    }

    /// As [`map`](Self::map), so many at a time to a worker, which pays for what is done quickly.
    ///
    /// # Errors
    ///
    /// As for [`submit`](Self::submit).
    ///
    /// # Panics
    ///
    /// If a chunk is to be of none.
    #[track_caller]
    pub fn map_chunks<A, R>(
        &self,
        task: Task<A, R>,
        arguments: impl IntoIterator<Item = A>,
        chunk: usize,
    ) -> Result<Mapped<'_, R>>
    where
        A: Serialize,
        R: DeserializeOwned + 'static,
    {
        assert!(chunk > 0, "a chunk of no arguments is never done");
        let parts = iter::from_fn(self.orders(task, arguments, chunk)).collect::<Result<_>>()?;
        Ok(self.mapped(parts, || None))
    }

    /// As [`map`](Self::map), with an argument taken only when one of the results is had, after so many that are taken at
    /// once: for more arguments, or larger ones, than there is memory for.
    ///
    /// ```
    /// use mpi_shim::pool::{MpiPool, Tasks};
    ///
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let mut tasks = Tasks::new();
    ///     let square = tasks.add("square", |x: u64| x * x);
    ///     MpiPool::run(&mpi.world(), &tasks, |pool| -> mpi_shim::Result<()> {
    ///         let squares = pool.map_ahead(square, 0.., 4)?;
    ///         let small = squares.map_while(Result::ok).take_while(|&square| square < 1000);
    ///         assert_eq!(small.count(), 32);
    ///         Ok(())
    ///     })?;
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`submit`](Self::submit).
    ///
    /// # Panics
    ///
    /// If none is to be taken at once.
    #[doc(alias = "buffersize")]
    #[track_caller]
    pub fn map_ahead<'a, A, R>(
        &'a self,
        task: Task<A, R>,
        arguments: impl IntoIterator<Item = A> + 'a,
        ahead: usize,
    ) -> Result<Mapped<'a, R>>
    where
        A: Serialize + 'a,
        R: DeserializeOwned + 'static,
    {
        assert!(ahead > 0, "a result comes only of an argument that is taken before");
        let mut more = self.orders(task, arguments, 1);
        let parts = iter::from_fn(&mut more).take(ahead).collect::<Result<_>>()?;
        Ok(self.mapped(parts, more))
    }

    /// What gives an order for the next of many arguments.
    fn orders<A, R>(
        &self,
        task: Task<A, R>,
        arguments: impl IntoIterator<Item = A>,
        chunk: usize,
    ) -> impl FnMut() -> Option<Result<Part<R>>>
    where
        A: Serialize,
        R: DeserializeOwned + 'static,
    {
        let (mut arguments, mut first) = (arguments.into_iter(), 0);
        move || {
            let some = Vec::from_iter(arguments.by_ref().take(chunk));
            let indices = first..first + some.len();
            first = indices.end;
            let slot = (!some.is_empty()).then(|| self.order(task, &some, None))?;
            Some(slot.map(|(_, slot)| Part { indices, slot }))
        }
    }

    /// Has a task done once by each worker: what they need before they do others. The results are in the order of the
    /// workers. Where there are none, this process does it, once.
    ///
    /// ```
    /// use std::cell::OnceCell;
    ///
    /// use mpi_shim::pool::{MpiPool, Tasks};
    ///
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let table = OnceCell::new();
    ///     let mut tasks = Tasks::new();
    ///     let prepare = tasks.add("prepare", |n: usize| drop(table.set(vec![7; n])));
    ///     let at = tasks.add("at", |i: usize| table.get().map(|table| table[i]));
    ///     MpiPool::run(&mpi.world(), &tasks, |pool| -> mpi_shim::Result<()> {
    ///         pool.on_each(prepare, 100)?.collect::<mpi_shim::Result<()>>()?;
    ///         assert_eq!(pool.submit(at, 99)?.wait()?, Some(7));
    ///         Ok(())
    ///     })?;
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`submit`](Self::submit).
    #[doc(alias = "initializer")]
    pub fn on_each<A, R>(&self, task: Task<A, R>, argument: A) -> Result<Mapped<'_, R>>
    where
        A: Serialize,
        R: DeserializeOwned + 'static,
    {
        let argument = vec![argument];
        let workers: Vec<_> = self.manager.workers().into_iter().map(Some).collect();
        let by = if workers.is_empty() { vec![None] } else { workers };
        let parts = by.into_iter().enumerate().map(|(at, by)| {
            let (_, slot) = self.order(task, &argument, by)?;
            Ok(Part { indices: at..at + 1, slot })
        });
        Ok(self.mapped(parts.collect::<Result<_>>()?, || None))
    }

    fn mapped<'a, R>(
        &'a self,
        parts: VecDeque<Part<R>>,
        more: impl FnMut() -> Option<Result<Part<R>>> + 'a,
    ) -> Mapped<'a, R> {
        let (there, until) = (VecDeque::new(), Until::EVER);
        Mapped { manager: &self.manager, parts, more: Box::new(more), there, until }
    }

    fn order<A, R>(
        &self,
        task: Task<A, R>,
        arguments: &Vec<A>,
        by: Option<usize>,
    ) -> Result<(u64, Rc<Slot<R>>)>
    where
        A: Serialize,
        R: DeserializeOwned + 'static,
    {
        let tasks = self.manager.tasks();
        tasks.has(task)?;
        let (slot, packed) = (Slot::new(), Packed::new(arguments)?);
        let number = self.manager.order(task.number, packed, by, Rc::clone(&slot) as _)?;
        Ok((number, slot))
    }
}

impl fmt::Debug for MpiPool<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MpiPool").field("workers", &self.workers).finish_non_exhaustive()
    }
}
