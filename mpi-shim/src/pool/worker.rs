//! Who does what is ordered.

use std::sync::{Mutex, Once};

use super::TASKS;
use super::alive::{Identity, Watch};
use super::error::PoolError;
use super::tasks::{Difference, Hello, Tasks, Welcome};
use crate::error::{Error, Result};
use crate::messages::Matched;
use crate::messages::seal::Endpoint;
use crate::objects::Objects;
use crate::patience::patiently;
use crate::peer::{Source, Tag, Target};
use crate::sys::{Mode, abort, at_exit};

/// Does what the manager orders until it lets this process go.
pub(super) fn serve(at: Endpoint<'_>, tasks: &Tasks<'_>, manager: usize) -> Result<()> {
    let (from, mut watch) = (Source::Rank(manager), Watch::new());
    let hello = patiently(|| Matched::look(at, from, Tag::Is(TASKS)))?;
    let (hello, _) = hello.recv_obj::<Hello>()?;
    watch.add(manager, hello.manager);
    let difference = Difference::first(&hello.tasks, &tasks.signatures());
    let welcome = Welcome { difference: difference.clone(), worker: Identity::own() };
    at.send_obj(&welcome, manager, TASKS)?;
    loop {
        let order = patiently(|| {
            let order = Matched::look(at, from, Tag::Any)?;
            if order.is_none() && watch.look().is_some() {
                at.session.lose("process that has died");
                return Err(Error::Pool(PoolError::Died { rank: manager, task: None }));
            }
            Ok(order)
        })?;
        let tag = order.status().tag();
        let number = tag as usize;
        if number == hello.tasks.len() {
            order.recv_obj::<()>()?;
            let rank = at.comm.rank();
            return match difference {
                None => Ok(()),
                Some(Difference { here, there }) => {
                    Err(Error::Pool(PoolError::OtherTasks { rank, here, there }))
                }
            };
        }
        let task = tasks.get(number).ok_or(Error::Lost { what: "task" })?;
        let within = Within::new(task.name(), at.comm.rank());
        let reply = task.serve(order);
        drop(within);
        reply.send(at, Mode::Standard, Target::Rank(manager), tag)?;
    }
}

/// What is said when this process exits.
static LAST_WORDS: Mutex<Option<String>> = Mutex::new(None);

/// Says of a process that exits that it is within a task, which a launcher does not know, and ends the job.
struct Within;

impl Within {
    fn new(task: &str, rank: usize) -> Self {
        static AT_EXIT: Once = Once::new();
        AT_EXIT.call_once(|| at_exit(say_last_words));
        let words = format!("error: worker {rank} exits within task `{task}`, which ends the job");
        Self::set(Some(words));
        Self
    }

    fn set(words: Option<String>) {
        *LAST_WORDS.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = words;
    }
}

impl Drop for Within {
    fn drop(&mut self) {
        Self::set(None);
    }
}

extern "C" fn say_last_words() {
    if let Ok(Some(words)) = LAST_WORDS.try_lock().as_deref() {
        eprintln!("{words}");
        // Some launchers take an exit with 0 for success.
        abort(1);
    }
}
