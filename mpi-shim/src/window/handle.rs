//! A window as all its processes have it, and what they agree on.

#![allow(unsafe_code, reason = "gives windows back")]

use std::cell::{Cell, RefCell};
use std::iter;
use std::rc::Rc;
use std::sync::atomic::{Ordering, fence};
use std::thread;
use std::time::Duration;

use crate::PANICKED;
use crate::error::Result;
use crate::sys::{Comm, Fence, Meeting, Request, Win, abort, within};

/// How long others have to come to the end of a window that was given up, or of what they were let to do.
const GRACE: Duration = Duration::from_secs(10);

/// What processes agree on, one after the other: the states that a window enters, and what is done at rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i64)]
pub(super) enum Step {
    Close = 1,
    Fenced,
    Fence,
    Paired,
    Passive,
    Attach,
    Detach,
    Free,
}

const STEPS: [Step; 8] = [
    Step::Close,
    Step::Fenced,
    Step::Fence,
    Step::Paired,
    Step::Passive,
    Step::Attach,
    Step::Detach,
    Step::Free,
];

/// What the library has to be told before a window is at rest.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// No process reaches another's memory.
    Rest,
    Fenced,
    /// Processes reach others by pairs; this one's memory is its own.
    Paired,
    /// Some may reach this one's memory.
    Exposed,
    Passive,
    LockedAll,
    Freed,
}

/// A window, and where its processes agree. It outlives its states, and is given back by agreement.
pub(crate) struct Handle {
    /// The library's window; of a dynamic one, one without memory.
    pub(super) win: Win,
    /// One for each region of a dynamic window.
    pub(super) attached: RefCell<Vec<Win>>,
    /// Nobody else has it.
    pub(super) comm: Comm,
    pub(super) mode: Cell<Mode>,
    /// Whether this process lets itself reach its memory, and has not done so yet.
    pub(super) lets_itself: Cell<bool>,
    /// What those are told who are let.
    pub(super) letting: RefCell<Vec<Request>>,
    /// How many of the library's windows nobody reaches any more of those who were let.
    pub(super) over: Cell<usize>,
}

/// The windows that there are, in the order in which they were made: those that nobody has given back are when MPI
/// ends, because not every library can end with windows.
#[derive(Default)]
pub(crate) struct Windows(RefCell<Vec<Rc<Handle>>>);

impl Windows {
    /// Keeps a window until it is given back.
    pub(super) fn keep(&self, window: &Rc<Handle>) {
        let mut windows = self.0.borrow_mut();
        windows.retain(|window| window.mode.get() != Mode::Freed);
        windows.push(Rc::clone(window));
    }

    /// Gives all back. Collective for each that there is.
    pub(crate) fn end(&self) -> Result<()> {
        let windows = self.0.take();
        windows.into_iter().try_for_each(|window| window.free(false))
    }
}

/// Ends the job when it is unwound from.
struct Unwinding;

impl Drop for Unwinding {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("error: a panic in an epoch of a window, which others may be in");
            abort(PANICKED);
        }
    }
}

impl Handle {
    /// A window at rest. Nobody else has the communicator.
    pub(super) fn new(win: Win, comm: Comm) -> Self {
        Self {
            win,
            attached: RefCell::default(),
            comm,
            mode: Cell::new(Mode::Rest),
            lets_itself: Cell::new(false),
            letting: RefCell::default(),
            over: Cell::new(0),
        }
    }

    /// Calls the library with each of its windows.
    #[inline]
    pub(super) fn each(&self, call: impl FnMut(&Win) -> Result<()>) -> Result<()> {
        self.each_from(0, call)
    }

    #[inline]
    pub(super) fn each_from(
        &self,
        first: usize,
        call: impl FnMut(&Win) -> Result<()>,
    ) -> Result<()> {
        let attached = self.attached.borrow();
        iter::once(&self.win).chain(attached.iter()).skip(first).try_for_each(call)
    }

    /// Waits until all processes take the same step. When this returns, what each did before is seen by all.
    pub(super) fn agree(&self, step: Step, region: usize) -> Result<()> {
        self.compare(self.come(step, region)?.wait()?);
        Ok(())
    }

    /// As [`agree`](Self::agree), for so long, or the job ends.
    fn agree_within(&self, step: Step, patience: Duration) -> Result<()> {
        match self.come(step, 0)?.wait_for(patience)? {
            Some(words) => self.compare(words),
            None => {
                eprintln!(
                    "error: a window over borrowed memory was given up, and others go on with it"
                );
                abort(PANICKED);
            }
        }
        Ok(())
    }

    fn come(&self, step: Step, region: usize) -> Result<Meeting<4>> {
        fence(Ordering::SeqCst);
        let (step, region) = (step as i64, region as i64);
        Meeting::come(&self.comm, [step, -step, region, -region])
    }

    /// Ends the job if processes have come with different words.
    fn compare(&self, [last, first, high, low]: [i64; 4]) {
        if last != -first || high != -low {
            let name = |number| {
                let step = STEPS.into_iter().find(|step| *step as i64 == number);
                step.map_or_else(String::new, |step| format!("{step:?}"))
            };
            let (first, last) = (name(-first), name(last));
            eprintln!("error: processes take different steps with a window: {first} and {last}");
            abort(1);
        }
        fence(Ordering::SeqCst);
    }

    /// A fence between two epochs. The processes come to the library's and to their own agreement at once, so that
    /// who takes another step sees who waits in a fence for it.
    pub(super) fn fence(&self) -> Result<()> {
        let meeting = self.come(Step::Fence, 0)?;
        self.each(|win| win.fence(Fence::Between))?;
        self.compare(meeting.wait()?);
        Ok(())
    }

    /// Ends the job if the library cannot end what is under way.
    pub(super) fn must(&self, ended: Result<()>) {
        if let Err(error) = ended {
            eprintln!("error: an epoch of a window does not end: {error}");
            abort(1);
        }
    }

    /// Calls `body` in an epoch, and ends that, whatever has become of it.
    pub(super) fn within<R>(
        &self,
        body: impl FnOnce() -> R,
        end: impl FnOnce(&Self) -> Result<()>,
    ) -> R {
        let unwinding = Unwinding;
        let result = body();
        drop(unwinding);
        self.must(end(self));
        result
    }

    /// Brings the window to rest, with all processes.
    pub(super) fn rest(&self, step: Step, patience: Option<Duration>) -> Result<()> {
        // Others wait for this before they come.
        self.unlock_all()?;
        self.come_to_itself()?;
        match patience {
            None => self.agree(step, 0)?,
            Some(patience) => self.agree_within(step, patience)?,
        }
        match self.mode.replace(Mode::Rest) {
            Mode::Fenced => self.each(|win| win.fence(Fence::Last)),
            Mode::Exposed => {
                if !within(GRACE, || self.test())? {
                    eprintln!("error: processes were let reach a window, and never came");
                    abort(1);
                }
                self.mode.set(Mode::Rest);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Unlocks every process's memory, if it is locked.
    pub(super) fn unlock_all(&self) -> Result<()> {
        if self.mode.get() != Mode::LockedAll {
            return Ok(());
        }
        self.mode.set(Mode::Passive);
        self.each(|win| {
            win.sync()?;
            win.unlock_all()
        })
    }

    /// Gives the window back, in whatever state it is. Collective. With others who may not come, if it was given up.
    pub(super) fn free(&self, given_up: bool) -> Result<()> {
        if self.mode.get() == Mode::Freed {
            return Ok(());
        }
        self.rest(Step::Free, given_up.then_some(GRACE))?;
        self.mode.set(Mode::Freed);
        self.each(|win| {
            // SAFETY: all processes say that they have left it and give it back.
            unsafe { win.free() }
        })
    }
}
