//! Who hands out orders and collects replies.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

use super::tasks::{Signature, Tasks};
use super::{PoolError, TASKS};
use crate::error::{Error, Result};
use crate::messages::Matched;
use crate::messages::seal::Endpoint;
use crate::objects::{Objects, Packed, exchange};
use crate::patience::patiently;
use crate::peer::{Source, Tag, Target};
use crate::sys::Mode;

/// What takes the reply to an order of a task.
pub(super) trait Taker {
    fn take(&self, reply: Result<Matched<'_>>, task: &str);
}

/// What is to be done, in one go, by one worker.
struct Order {
    number: u64,
    task: usize,
    packed: Packed,
    taker: Rc<dyn Taker>,
}

pub(super) struct Manager<'p> {
    at: Endpoint<'p>,
    tasks: &'p Tasks<'p>,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    /// How many orders there have been.
    orders: u64,
    queue: VecDeque<Order>,
    idle: Vec<usize>,
    /// Each with its task and who takes its reply.
    busy: HashMap<usize, (usize, Rc<dyn Taker>)>,
}

impl State {
    /// Whether there is no worker at all.
    fn has_nobody(&self) -> bool {
        self.idle.is_empty() && self.busy.is_empty()
    }
}

impl<'p> Manager<'p> {
    /// Makes these ranks workers, if they have the same tasks. Without any, this process does the work itself.
    pub(super) fn new(
        at: Endpoint<'p>,
        tasks: &'p Tasks<'p>,
        workers: impl Iterator<Item = usize>,
    ) -> Result<Self> {
        let idle: Vec<_> = workers.collect();
        let state = State { idle: idle.clone(), ..State::default() };
        let manager = Self { at, tasks, state: RefCell::new(state) };
        let signatures = tasks.signatures();
        let mut first = Ok(());
        for rank in idle {
            at.send_obj(&signatures, rank, TASKS)?;
            let (other, _) = at.recv_obj::<Option<Difference>>(rank, TASKS)?;
            let other =
                other.map(|Difference { here, there }| PoolError::OtherTasks { rank, here, there });
            first = first.and(other.map_or(Ok(()), |error| Err(Error::Pool(error))));
        }
        // Dropping it lets the workers go.
        first.map(|()| manager)
    }

    pub(super) fn tasks(&self) -> &'p Tasks<'p> {
        self.tasks
    }

    /// Gives an order, now or when a worker is free. The taker is called when there is a reply, never before this
    /// returns.
    pub(super) fn order(&self, task: usize, packed: Packed, taker: Rc<dyn Taker>) -> Result<u64> {
        let number = {
            let state = &mut *self.state.borrow_mut();
            state.orders += 1;
            state.queue.push_back(Order { number: state.orders, task, packed, taker });
            state.orders
        };
        self.hand_out()?;
        Ok(number)
    }

    /// Takes an order back, if nobody has it yet.
    pub(super) fn withdraw(&self, number: u64) -> bool {
        let state = &mut *self.state.borrow_mut();
        let before = state.queue.len();
        state.queue.retain(|order| order.number != number);
        state.queue.len() < before
    }

    fn hand_out(&self) -> Result<()> {
        loop {
            let state = &mut *self.state.borrow_mut();
            let Some(worker) = state.idle.last().copied() else { return Ok(()) };
            let Some(Order { task, packed, taker, .. }) = state.queue.pop_front() else {
                return Ok(());
            };
            // It waits for this, so that the message need not wait for it.
            if let Err(error) =
                packed.send(self.at, Mode::Standard, Target::Rank(worker), task as i32)
            {
                taker.take(Err(error.clone()), self.tasks.name(task));
                return Err(error);
            }
            state.idle.pop();
            state.busy.insert(worker, (task, taker));
        }
    }

    /// Waits for a reply, and has it taken; an error if none is to come.
    pub(super) fn wait(&self) -> Result<()> {
        if self.state.borrow().busy.is_empty() {
            return if self.work()? { Ok(()) } else { Err(Error::Pool(PoolError::Ended)) };
        }
        let reply = patiently(|| Matched::look(self.at, Source::Any, Tag::Any))?;
        self.take(reply)
    }

    /// Has those replies taken that are there.
    pub(super) fn look(&self) -> Result<()> {
        if self.state.borrow().has_nobody() {
            return self.work().map(drop);
        }
        while let Some(reply) = Matched::look(self.at, Source::Any, Tag::Any)? {
            self.take(reply)?;
        }
        Ok(())
    }

    fn take(&self, reply: Matched<'_>) -> Result<()> {
        let worker = reply.status().source().ok_or(Error::Lost { what: "worker" })?;
        let order = self.state.borrow_mut().busy.remove(&worker);
        let (task, taker) = order.ok_or(Error::Lost { what: "order" })?;
        // Before the worker gets more to do: it is not done with sending this.
        taker.take(Ok(reply), self.tasks.name(task));
        self.state.borrow_mut().idle.push(worker);
        self.hand_out()
    }

    /// Does the next order here if there is one, for want of workers: as they do, through messages to this process
    /// itself.
    fn work(&self) -> Result<bool> {
        let next = self.state.borrow_mut().queue.pop_front();
        let Some(Order { task, packed, taker, .. }) = next else { return Ok(false) };
        let (me, tag) = (self.at.comm.rank(), task as i32);
        let to = (Target::Rank(me), tag);
        let coming = || Matched::probe(self.at, Source::Rank(me), Tag::Is(tag));
        let reply = exchange(self.at, &packed, to, || Ok(self.tasks.serve(coming()?)))?;
        let reply = reply.ok_or(Error::Lost { what: "task" })?;
        exchange(self.at, &reply, to, || {
            taker.take(coming(), self.tasks.name(task));
            Ok(true)
        })
    }

    fn end(&self) -> Result<()> {
        self.state.borrow_mut().queue.clear();
        while !self.state.borrow().busy.is_empty() {
            self.wait()?;
        }
        for worker in self.state.take().idle {
            at_end(self.at, worker, self.tasks.len())?;
        }
        Ok(())
    }
}

/// Lets a worker go.
fn at_end(at: Endpoint<'_>, worker: usize, tag: usize) -> Result<()> {
    at.send_obj(&(), worker, tag as i32)
}

impl Drop for Manager<'_> {
    /// Waits until the workers are done with what they have, and lets them go.
    fn drop(&mut self) {
        // Who cannot be reached is not waited for; there is nobody to tell.
        let _ = self.end();
    }
}

/// The first task that is not the same on two processes.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
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
