//! Who hands out orders and collects replies.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;
use std::time::Duration;

use super::alive::{Identity, Watch};
use super::tasks::{Difference, Hello, Tasks, Welcome};
use super::{PoolError, TASKS};
use crate::error::{Error, Result};
use crate::messages::Matched;
use crate::messages::seal::Endpoint;
use crate::objects::{Objects, Packed, exchange};
use crate::patience::{patiently, patiently_for};
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
    /// Who is to do it, if not anybody.
    by: Option<usize>,
    packed: Packed,
    taker: Rc<dyn Taker>,
}

pub(super) struct Manager<'p> {
    at: Endpoint<'p>,
    tasks: &'p Tasks<'p>,
    state: RefCell<State>,
}

struct State {
    /// How many orders there have been.
    orders: u64,
    queue: VecDeque<Order>,
    idle: Vec<usize>,
    /// Each with its task and who takes its reply.
    busy: HashMap<usize, (usize, Rc<dyn Taker>)>,
    watch: Watch,
    /// The first worker that has died, and what it was to do.
    died: Option<PoolError>,
}

impl State {
    /// Whether there is no worker at all.
    fn has_nobody(&self) -> bool {
        self.idle.is_empty() && self.busy.is_empty()
    }

    /// The next order that somebody can do who has nothing else to do, and who that is.
    fn next(&mut self) -> Option<(usize, Order)> {
        let can = |order: &Order| match order.by {
            Some(worker) => self.idle.iter().position(|&idle| idle == worker),
            None => self.idle.len().checked_sub(1),
        };
        let found = self.queue.iter().enumerate().find_map(|(at, order)| Some((at, can(order)?)));
        let (at, idle) = found?;
        Some((self.idle.remove(idle), self.queue.remove(at)?))
    }

    /// Does without a worker that has died, and what only it could do.
    fn bury(&mut self, worker: usize, tasks: &Tasks<'_>) {
        self.watch.forget(worker);
        self.idle.retain(|&idle| idle != worker);
        let had = self.busy.remove(&worker);
        let (rank, task) = (worker, had.as_ref().map(|(task, _)| tasks.name(*task).to_owned()));
        self.died.get_or_insert(PoolError::Died { rank, task });
        let (its, rest) = self.queue.drain(..).partition(|order| order.by == Some(worker));
        self.queue = rest;
        let its = VecDeque::into_iter(its).map(|order| (order.task, order.taker));
        for (task, taker) in had.into_iter().chain(its) {
            let task = tasks.name(task);
            let error = PoolError::Died { rank, task: Some(task.to_owned()) };
            taker.take(Err(Error::Pool(error)), task);
        }
    }
}

/// What a wait brings.
enum Event<'a> {
    Reply(Matched<'a>),
    Died(usize),
}

impl<'p> Manager<'p> {
    /// Makes these ranks workers, if they have the same tasks. Without any, this process does the work itself.
    pub(super) fn new(
        at: Endpoint<'p>,
        tasks: &'p Tasks<'p>,
        workers: impl Iterator<Item = usize>,
    ) -> Result<Self> {
        let (idle, mut watch) = (Vec::from_iter(workers), Watch::new());
        let hello = Hello { tasks: tasks.signatures(), manager: Identity::own() };
        let mut first = Ok(());
        for &rank in &idle {
            at.send_obj(&hello, rank, TASKS)?;
            let (welcome, _) = at.recv_obj::<Welcome>(rank, TASKS)?;
            watch.add(rank, welcome.worker);
            let other = welcome
                .difference
                .map(|Difference { here, there }| PoolError::OtherTasks { rank, here, there });
            first = first.and(other.map_or(Ok(()), |error| Err(Error::Pool(error))));
        }
        let (queue, busy) = (VecDeque::new(), HashMap::new());
        let state = RefCell::new(State { orders: 0, queue, idle, busy, watch, died: None });
        let manager = Self { at, tasks, state };
        // Dropping it lets the workers go.
        first.map(|()| manager)
    }

    pub(super) fn tasks(&self) -> &'p Tasks<'p> {
        self.tasks
    }

    /// Who there is to give orders to.
    pub(super) fn workers(&self) -> Vec<usize> {
        let state = self.state.borrow();
        let mut all: Vec<_> = state.idle.iter().chain(state.busy.keys()).copied().collect();
        all.sort_unstable();
        all
    }

    /// Gives an order, now or when a worker is free. The taker is called when there is a reply, never before this
    /// returns.
    pub(super) fn order(
        &self,
        task: usize,
        packed: Packed,
        by: Option<usize>,
        taker: Rc<dyn Taker>,
    ) -> Result<u64> {
        let number = {
            let state = &mut *self.state.borrow_mut();
            state.orders += 1;
            state.queue.push_back(Order { number: state.orders, task, by, packed, taker });
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
            let Some((worker, order)) = state.next() else { return Ok(()) };
            if state.watch.has_lost(worker) {
                state.queue.push_front(order);
                self.bury(state, worker);
                continue;
            }
            let Order { task, packed, taker, .. } = order;
            // It waits for this, so that the message need not wait for it.
            if let Err(error) =
                packed.send(self.at, Mode::Standard, Target::Rank(worker), task as i32)
            {
                taker.take(Err(error.clone()), self.tasks.name(task));
                return Err(error);
            }
            state.busy.insert(worker, (task, taker));
        }
    }

    fn bury(&self, state: &mut State, worker: usize) {
        self.at.session.lose("process that has died");
        state.bury(worker, self.tasks);
    }

    /// Waits for a reply, and has it taken, or does without a worker that has died; an error if there is nothing to wait
    /// for. Says whether there was something within this time.
    pub(super) fn wait(&self, most: Option<Duration>) -> Result<bool> {
        if self.state.borrow().busy.is_empty() {
            return if self.work()? { Ok(true) } else { Err(Error::Pool(PoolError::Ended)) };
        }
        let event = match most {
            None => Some(patiently(|| self.event())?),
            Some(most) => patiently_for(most, || self.event())?,
        };
        let Some(event) = event else { return Ok(false) };
        self.have(event).map(|()| true)
    }

    /// Has those replies taken that are there.
    pub(super) fn look(&self) -> Result<()> {
        if self.state.borrow().has_nobody() {
            return self.work().map(drop);
        }
        while let Some(event) = self.event()? {
            self.have(event)?;
        }
        Ok(())
    }

    fn event(&self) -> Result<Option<Event<'p>>> {
        if let Some(reply) = Matched::look(self.at, Source::Any, Tag::Any)? {
            return Ok(Some(Event::Reply(reply)));
        }
        let Some(worker) = self.state.borrow_mut().watch.look() else { return Ok(None) };
        // What it said before is true.
        let last = Matched::look(self.at, Source::Rank(worker), Tag::Any)?;
        Ok(Some(last.map_or(Event::Died(worker), Event::Reply)))
    }

    fn have(&self, event: Event<'_>) -> Result<()> {
        match event {
            Event::Died(worker) => self.bury(&mut self.state.borrow_mut(), worker),
            Event::Reply(reply) => {
                let worker = reply.status().source().ok_or(Error::Lost { what: "worker" })?;
                let order = self.state.borrow_mut().busy.remove(&worker);
                let (task, taker) = order.ok_or(Error::Lost { what: "order" })?;
                self.state.borrow_mut().idle.push(worker);
                // Before the worker gets more to do: it is not done with sending this.
                taker.take(Ok(reply), self.tasks.name(task));
            }
        }
        self.hand_out()
    }

    /// Does the next order here if there is one, for want of workers: as they do, through messages to this process
    /// itself.
    fn work(&self) -> Result<bool> {
        let next = self.state.borrow_mut().queue.pop_front();
        let Some(Order { task, packed, taker, .. }) = next else { return Ok(false) };
        let at = self.at;
        let (me, tag) = (at.comm.rank(), task as i32);
        let to = (Target::Rank(me), tag);
        let coming = || Matched::probe(at, Source::Rank(me), Tag::Is(tag));
        let entry = self.tasks.get(task).ok_or(Error::Lost { what: "task" })?;
        let reply = exchange(at, &packed, to, || Ok(entry.serve(coming()?)))?;
        exchange(at, &reply, to, || {
            taker.take(coming(), self.tasks.name(task));
            Ok(true)
        })
    }

    /// Waits until the workers are done with what they have, and lets them go. An error if one of them has died.
    pub(super) fn end(&self) -> Result<()> {
        self.state.borrow_mut().queue.clear();
        while !self.state.borrow().busy.is_empty() {
            self.wait(None)?;
        }
        let idle = std::mem::take(&mut self.state.borrow_mut().idle);
        for worker in idle {
            let mut state = self.state.borrow_mut();
            if state.watch.has_lost(worker) {
                self.bury(&mut state, worker);
            } else {
                self.at.send_obj(&(), worker, self.tasks.len() as i32)?;
            }
        }
        self.state.borrow_mut().died.take().map_or(Ok(()), |died| Err(Error::Pool(died)))
    }
}

impl Drop for Manager<'_> {
    fn drop(&mut self) {
        // Who cannot be reached is not waited for; there is nobody to tell.
        let _ = self.end();
    }
}
