//! The table of tasks, which is the same on the manager and on the workers.

use std::any::{Any, type_name};
use std::fmt::{self, Display};
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::error::PoolError;
use crate::error::{Error, Result};
use crate::messages::Matched;
use crate::objects::Packed;

/// What workers can be asked to do: functions by their names.
///
/// Every process makes the same table, usually at the start of its program; the pool compares names and types. A
/// function may borrow what is there on its own process.
///
/// ```
/// use mpi_shim::pool::Tasks;
///
/// let scale = 2.0;
/// let mut tasks = Tasks::new();
/// let scaled = tasks.add("scaled", |x: f64| scale * x);
/// let power = tasks.add("power", |(base, exponent): (f64, i32)| base.powi(exponent));
/// let parsed = tasks.add_fallible("parsed", |text: String| text.parse::<f64>());
/// # let _ = (scaled, power, parsed);
/// ```
pub struct Tasks<'t> {
    /// So that a task is known to be of this table.
    id: u64,
    all: Vec<Entry<'t>>,
}

struct Entry<'t> {
    signature: Signature,
    serve: Box<dyn Fn(Matched<'_>) -> Packed + 't>,
}

/// By what tasks of two processes are known to be the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Signature {
    pub(super) name: String,
    takes: String,
    returns: String,
}

impl Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}: {} -> {}`", self.name, self.takes, self.returns)
    }
}

/// A task of a table, which takes an `A` and returns an `R`.
pub struct Task<A, R> {
    pub(super) number: usize,
    table: u64,
    types: PhantomData<fn(A) -> R>,
}

impl<A, R> Clone for Task<A, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A, R> Copy for Task<A, R> {}

impl<A, R> fmt::Debug for Task<A, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Task").field("number", &self.number).finish_non_exhaustive()
    }
}

/// Why one of the calls of a task has no result.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Failure {
    Failed(String),
    Panicked(String),
}

/// What comes back for an order of several calls; an error if the order was not understood.
pub(super) type Reply<R> = Result<Vec<Result<R, Failure>>, String>;

impl Failure {
    pub(super) fn of(self, task: &str) -> Error {
        let task = task.to_owned();
        Error::Pool(match self {
            Self::Failed(why) => PoolError::Failed { task, why },
            Self::Panicked(why) => PoolError::Panicked { task, why },
        })
    }
}

impl<'t> Tasks<'t> {
    /// A table of none.
    #[must_use]
    pub fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self { id: NEXT.fetch_add(1, Relaxed), all: Vec::new() }
    }

    /// Adds a function.
    ///
    /// # Panics
    ///
    /// If there is one of this name.
    #[track_caller]
    pub fn add<A, R>(&mut self, name: &str, function: impl Fn(A) -> R + 't) -> Task<A, R>
    where
        A: Serialize + DeserializeOwned,
        R: Serialize + DeserializeOwned,
    {
        self.push(name, move |argument| Ok(function(argument)))
    }

    /// Adds a function whose errors come back to who asked for it, as text.
    ///
    /// # Panics
    ///
    /// If there is one of this name.
    #[track_caller]
    pub fn add_fallible<A, R, E: Display>(
        &mut self,
        name: &str,
        function: impl Fn(A) -> Result<R, E> + 't,
    ) -> Task<A, R>
    where
        A: Serialize + DeserializeOwned,
        R: Serialize + DeserializeOwned,
    {
        self.push(name, move |argument| {
            function(argument).map_err(|error| Failure::Failed(error.to_string()))
        })
    }

    #[track_caller]
    fn push<A, R>(
        &mut self,
        name: &str,
        function: impl Fn(A) -> Result<R, Failure> + 't,
    ) -> Task<A, R>
    where
        A: Serialize + DeserializeOwned,
        R: Serialize + DeserializeOwned,
    {
        let there = self.all.iter().any(|entry| entry.signature.name == name);
        assert!(!there, "there is a task `{name}` already");
        let signature = Signature {
            name: name.to_owned(),
            takes: type_name::<A>().to_owned(),
            returns: type_name::<R>().to_owned(),
        };
        let serve = Box::new(move |order: Matched<'_>| answer(order, &function));
        self.all.push(Entry { signature, serve });
        Task { number: self.all.len() - 1, table: self.id, types: PhantomData }
    }

    pub(super) fn signatures(&self) -> Vec<Signature> {
        self.all.iter().map(|entry| entry.signature.clone()).collect()
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn name(&self, number: usize) -> &str {
        &self.all[number].signature.name
    }

    /// Sees that a task is one of these.
    pub(super) fn has<A, R>(&self, task: Task<A, R>) -> Result<()> {
        if task.table == self.id { Ok(()) } else { Err(Error::Pool(PoolError::NotOfThisPool)) }
    }

    /// Does what an order asks for, and returns what goes back; `None` if there is no such task.
    pub(super) fn serve(&self, order: Matched<'_>) -> Option<Packed> {
        let number = usize::try_from(order.status().tag()).ok()?;
        Some((self.all.get(number)?.serve)(order))
    }
}

impl Default for Tasks<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Tasks<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.all.iter().map(|entry| &entry.signature)).finish()
    }
}

/// The reply to an order.
fn answer<A, R>(order: Matched<'_>, function: &impl Fn(A) -> Result<R, Failure>) -> Packed
where
    A: DeserializeOwned,
    R: Serialize,
{
    // A function that panics has nothing that others see half done: its argument goes with it.
    let call = |argument| {
        let called = catch_unwind(AssertUnwindSafe(|| function(argument)));
        called.unwrap_or_else(|panic| Err(Failure::Panicked(words(&*panic))))
    };
    let reply: Reply<R> = match order.recv_obj::<Vec<A>>() {
        Ok((arguments, _)) => Ok(arguments.into_iter().map(call).collect()),
        Err(error) => Err(error.to_string()),
    };
    Packed::new(&reply).unwrap_or_else(|error| {
        Packed::new::<Reply<R>>(&Err(error.to_string())).expect("text can be written")
    })
}

/// What was said in a panic.
fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|&text| text.to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "nothing that is text".to_owned())
}
