//! The table of tasks, which is the same on the manager and on the workers.

use std::any::{Any, type_name};
use std::convert::Infallible;
use std::fmt::{self, Display};
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::alive::Identity;
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

pub(super) struct Entry<'t> {
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

/// What a manager says to a worker first.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Hello {
    pub(super) tasks: Vec<Signature>,
    pub(super) manager: Option<Identity>,
}

/// What a worker says then.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Welcome {
    pub(super) difference: Option<Difference>,
    pub(super) worker: Option<Identity>,
}

/// The first task that is not the same on two processes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Difference {
    pub(super) here: String,
    pub(super) there: String,
}

impl Difference {
    pub(super) fn first(here: &[Signature], there: &[Signature]) -> Option<Self> {
        let named = |list: &[Signature], at: usize| {
            list.get(at).map_or_else(|| "none".to_owned(), ToString::to_string)
        };
        let at = (0..here.len().max(there.len())).find(|&at| here.get(at) != there.get(at))?;
        Some(Self { here: named(here, at), there: named(there, at) })
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
        self.add_fallible(name, move |argument| Ok::<_, Infallible>(function(argument)))
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
        let there = self.all.iter().any(|entry| entry.signature.name == name);
        assert!(!there, "there is a task `{name}` already");
        let signature = Signature {
            name: name.to_owned(),
            takes: type_name::<A>().to_owned(),
            returns: type_name::<R>().to_owned(),
        };
        let call =
            move |argument| function(argument).map_err(|error| Failure::Failed(error.to_string()));
        let serve = Box::new(move |order: Matched<'_>| answer(order, &call));
        self.all.push(Entry { signature, serve });
        Task { number: self.all.len() - 1, table: self.id, types: PhantomData }
    }

    pub(super) fn signatures(&self) -> Vec<Signature> {
        self.all.iter().map(|entry| entry.signature.clone()).collect()
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn get(&self, number: usize) -> Option<&Entry<'t>> {
        self.all.get(number)
    }

    pub(super) fn name(&self, number: usize) -> &str {
        self.all[number].name()
    }

    /// Sees that a task is one of these.
    pub(super) fn has<A, R>(&self, task: Task<A, R>) -> Result<()> {
        if task.table == self.id { Ok(()) } else { Err(Error::Pool(PoolError::NotOfThisPool)) }
    }
}

impl Entry<'_> {
    pub(super) fn name(&self) -> &str {
        &self.signature.name
    }

    /// Does what an order asks for, and returns what goes back.
    pub(super) fn serve(&self, order: Matched<'_>) -> Packed {
        (self.serve)(order)
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

/// The reply to an order. Whatever of the program's panics has nothing that others see half done: its argument goes
/// with it.
fn answer<A, R>(order: Matched<'_>, function: &impl Fn(A) -> Result<R, Failure>) -> Packed
where
    A: DeserializeOwned,
    R: Serialize,
{
    let call = |argument| {
        let called = catch_unwind(AssertUnwindSafe(|| function(argument)));
        called.unwrap_or_else(|panic| Err(Failure::Panicked(words(&*panic))))
    };
    let lost =
        |what, panic: &(dyn Any + Send)| format!("what {what} has panicked: {}", words(panic));
    let reply = catch_unwind(AssertUnwindSafe(|| order.recv_obj::<Vec<A>>()));
    let reply: Reply<R> = match reply {
        Ok(Ok((arguments, _))) => Ok(arguments.into_iter().map(call).collect()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(panic) => Err(lost("reads its argument", &*panic)),
    };
    let why = match catch_unwind(AssertUnwindSafe(|| Packed::new(&reply))) {
        Ok(Ok(packed)) => return packed,
        Ok(Err(error)) => error.to_string(),
        Err(panic) => lost("writes its result", &*panic),
    };
    Packed::new::<Reply<R>>(&Err(why)).expect("text can be written")
}

/// What was said in a panic.
fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|&text| text.to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "nothing that is text".to_owned())
}
