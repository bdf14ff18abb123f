//! A window as all its processes have it, and what they agree on.

#![allow(unsafe_code, reason = "gives windows back")]

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::atomic::{Ordering, fence};
use std::thread;
use std::time::Duration;

use crate::PANICKED;
use crate::error::Result;
use crate::sys::{Comm, Fence, Win, abort, meet};

/// What processes agree on, one after the other: the states that a window enters, and what is done at rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i64)]
pub(super) enum Step {
    Close = 1,
    Fenced,
    Paired,
    Passive,
    Attach,
    Detach,
    Free,
}

const STEPS: [Step; 7] = [
    Step::Close,
    Step::Fenced,
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
    pub(super) win: Win,
    /// Nobody else has it.
    pub(super) comm: Comm,
    pub(super) mode: Cell<Mode>,
    /// Whether this process lets itself reach its memory, and has not done so yet.
    pub(super) lets_itself: Cell<bool>,
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
        windows.into_iter().try_for_each(|window| window.free(None))
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
    /// Waits until all processes take the same step. When this returns, what each did before is seen by all.
    pub(super) fn agree(&self, step: Step, region: usize) -> Result<()> {
        self.agree_within(step, region, None)
    }

    fn agree_within(&self, step: Step, region: usize, patience: Option<Duration>) -> Result<()> {
        fence(Ordering::SeqCst);
        let (step, region) = (step as i64, region as i64);
        let words = [step, -step, region, -region];
        let Some([last, first, high, low]) = meet(&self.comm, words, patience)? else {
            eprintln!(
                "error: a window over borrowed memory was given up, and others go on with it"
            );
            abort(PANICKED);
        };
        if last != -first || high != -low {
            let name = |number| STEPS.into_iter().find(|step| *step as i64 == number);
            let (first, last) = (name(-first), name(last));
            eprintln!(
                "error: processes take different steps with a window: {first:?} and {last:?}"
            );
            abort(1);
        }
        fence(Ordering::SeqCst);
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
        end: impl FnOnce(&Win) -> Result<()>,
    ) -> R {
        let unwinding = Unwinding;
        let result = body();
        drop(unwinding);
        self.must(end(&self.win));
        result
    }

    /// Ends what this process has begun, short of the agreement.
    pub(super) fn leave(&self) -> Result<()> {
        match self.mode.replace(Mode::Rest) {
            Mode::Fenced => self.win.fence(Fence::Last),
            Mode::Exposed => self.win.wait(),
            Mode::LockedAll => {
                self.win.sync()?;
                self.win.unlock_all()
            }
            Mode::Rest | Mode::Paired | Mode::Passive => Ok(()),
            Mode::Freed => {
                self.mode.set(Mode::Freed);
                Ok(())
            }
        }
    }

    /// Gives the window back, in whatever state it is. Collective.
    pub(super) fn free(&self, patience: Option<Duration>) -> Result<()> {
        if self.mode.get() == Mode::Freed {
            return Ok(());
        }
        self.leave()?;
        self.agree_within(Step::Free, 0, patience)?;
        self.mode.set(Mode::Freed);
        // SAFETY: all processes say that they have left it and give it back.
        unsafe { self.win.free() }
    }
}
