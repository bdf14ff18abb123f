//! One-sided communication: memory that other processes reach by themselves.
//!
//! A window is at rest, when each process has its own memory as a slice, or in one of three kinds of time, in
//! which processes reach each other's memory:
//!
//! | | who decides | begins by |
//! |---|---|---|
//! | [`Fenced`] | all processes together | [`Window::fenced`] |
//! | [`Paired`] | each with those whose memory it reaches | [`Window::paired`] |
//! | [`Passive`] | whoever reaches, under a lock | [`Window::passive`] |
//!
//! These begin and end by agreement of all processes. So while a process refers to its memory, no other can reach it,
//! whatever that does.

mod core;
mod create;
mod dynamic;
mod epoch;
mod error;
mod fenced;
mod handle;
mod locked;
mod locked_epoch;
mod operations;
mod paired;
mod passive;
mod place;
mod start;
mod view;

use std::fmt;
use std::rc::Rc;

use self::core::Core;
use self::handle::Step;
use crate::element::Element;
use crate::error::Result;
use crate::group::Group;
use crate::info::Info;
use crate::sys;

pub use epoch::Epoch;
pub use error::WindowError;
pub use fenced::Fenced;
pub(crate) use handle::Windows;
pub use locked::{Locked, LockedAll};
pub use locked_epoch::LockedEpoch;
pub use operations::{AtomicOp, NoOp, Replace};
pub use paired::{Exposed, Exposure, Paired};
pub use passive::Passive;
pub use place::Place;
pub use view::View;

/// Memory of each process of a communicator, which others can reach; at rest, when they do not.
///
/// It is made by [`allocate_window`](crate::Communicator::allocate_window),
/// [`share_window`](crate::Communicator::share_window), [`lend_window`](crate::Communicator::lend_window) or
/// [`dynamic_window`](crate::Communicator::dynamic_window).
///
/// A window that is dropped stays until MPI ends, since giving it back is a matter of all its processes:
/// [`free`](Self::free) does so.
///
/// ```
/// use mpi_shim::prelude::*;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let world = mpi.world();
///     let (me, n) = (world.rank(), world.size());
///     let mut window = world.allocate_window::<f64>(8)?;
///     window.local_mut().fill(me as f64);
///     let mut from_right = [0.0; 2];
///     let mut fenced = window.fenced()?;
///     fenced.epoch(|e| e.get(&mut from_right, (me + 1) % n, 6))?;
///     assert_eq!(from_right, [((me + 1) % n) as f64; 2]);
///     fenced.close()?.free()
/// });
/// ```
///
/// # Specification
///
/// MPI 3.1, 11 one-sided communications.
#[must_use = "a window that is dropped stays until MPI ends"]
pub struct Window<'w, T> {
    core: Rc<Core<'w, T>>,
}

impl<T> Window<'_, T> {
    pub(crate) fn win(&self) -> &sys::Win {
        &self.core.handle.win
    }
}

impl<'w, T: Element> Window<'w, T> {
    /// This process's part.
    #[must_use]
    pub fn local(&self) -> &[T] {
        self.core.slice(0).unwrap_or_default()
    }

    /// This process's part, to be changed.
    #[must_use]
    pub fn local_mut(&mut self) -> &mut [T] {
        self.core.slice_mut(0).unwrap_or_default()
    }

    /// How many elements a process has; of a dynamic window, in its region 0.
    ///
    /// # Errors
    ///
    /// If there is no such process.
    pub fn len_of(&self, rank: usize) -> Result<usize> {
        self.core.len_of(rank)
    }

    /// Whether what a process loads and stores is at once the same as what others see.
    ///
    /// # Errors
    ///
    /// If the library cannot say.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.4 memory model: `MPI_WIN_MODEL`.
    #[doc(alias = "MPI_WIN_MODEL")]
    pub fn is_unified(&self) -> Result<bool> {
        self.core.win.unified()
    }

    /// Names it, for tools and messages; as much as the library has room for, up to a 0. Local.
    ///
    /// # Errors
    ///
    /// If the library cannot.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.8 naming objects: `MPI_Win_set_name`.
    #[doc(alias = "MPI_Win_set_name")]
    pub fn set_name(&self, name: &str) -> Result<()> {
        self.core.win.set_name(name)
    }

    /// Its name; empty if it has none.
    ///
    /// # Errors
    ///
    /// If the library cannot say.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 6.8 naming objects: `MPI_Win_get_name`.
    #[doc(alias = "MPI_Win_get_name")]
    pub fn name(&self) -> Result<String> {
        self.core.win.name()
    }

    /// Its processes. Local.
    ///
    /// # Errors
    ///
    /// If the library has no more groups.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.2.6 window attributes: `MPI_Win_get_group`.
    #[doc(alias = "MPI_Win_get_group")]
    pub fn group(&self) -> Result<Group<'w>> {
        Ok(Group::new(self.core.win.group()?, self.core.mpi))
    }

    /// The hints that the library knows and uses. There is no way to give any: a hint about a window is a promise.
    ///
    /// # Errors
    ///
    /// If the library cannot say.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.2.7 window info: `MPI_Win_get_info`.
    #[doc(alias = "MPI_Win_get_info")]
    pub fn info(&self) -> Result<Info<'w>> {
        Ok(Info::from_hints(self.core.win.info()?))
    }

    /// Gives it back. Collective.
    ///
    /// # Errors
    ///
    /// If the library cannot.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.2.5 window destruction: `MPI_Win_free`.
    #[doc(alias = "MPI_Win_free")]
    pub fn free(self) -> Result<()> {
        self.core.free(false)
    }

    /// Ends the time in which processes reach each other's memory. Collective.
    fn at_rest(core: Rc<Core<'w, T>>) -> Result<Self> {
        core.rest(Step::Close, None)?;
        Ok(Self { core })
    }
}

impl<T> fmt::Debug for Window<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Window").finish_non_exhaustive()
    }
}
