//! Epochs that all processes begin and end together.

use std::fmt;
use std::rc::Rc;

use super::Window;
use super::core::Core;
use super::epoch::Epoch;
use super::handle::{Handle, Mode, Step};
use super::view::View;
use crate::element::Element;
use crate::error::Result;
use crate::sys::Fence;

/// A window of which all processes reach each other's memory at the same times, between fences.
///
/// ```
/// use mpi_shim::prelude::*;
///
/// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
///     let world = mpi.world();
///     let (me, n) = (world.rank(), world.size());
///     let (mut fenced, data) = (world.allocate_window::<usize>(1)?.fenced()?, [me]);
///     fenced.epoch(|e| e.put(&data, (me + 1) % n, 0))?;
///     let window = fenced.close()?;
///     assert_eq!(window.local(), [(me + n - 1) % n]);
///     window.free()
/// });
/// ```
#[must_use = "a window that is dropped stays until MPI ends"]
pub struct Fenced<'w, T> {
    core: Rc<Core<'w, T>>,
}

impl<'w, T: Element> Window<'w, T> {
    /// Begins a time of fences. Collective: all processes do the same, or the job ends.
    ///
    /// # Errors
    ///
    /// If the library cannot.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.5.1 fence: `MPI_Win_fence`, with `MPI_MODE_NOPRECEDE`.
    #[doc(alias = "MPI_Win_fence")]
    pub fn fenced(self) -> Result<Fenced<'w, T>> {
        let Self { core } = self;
        core.agree(Step::Fenced, 0)?;
        core.mode.set(Mode::Fenced);
        core.each(|win| win.fence(Fence::First))?;
        Ok(Fenced { core })
    }
}

impl<'w, T: Element> Fenced<'w, T> {
    /// Runs `body`, which starts operations, and then a fence, at which all of all processes are complete. Collective.
    ///
    /// Operations of one epoch are in no order.
    ///
    /// # Errors
    ///
    /// Those of `body`; what it has started is complete nevertheless.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.5.1 fence: `MPI_Win_fence`.
    #[doc(alias = "MPI_Win_fence")]
    pub fn epoch<'env, R, E>(
        &'env mut self,
        body: impl for<'scope> FnOnce(&Epoch<'scope, 'env, T>) -> Result<R, E>,
    ) -> Result<R, E> {
        let core: &'env Core<'env, T> = &self.core;
        core.within(|| body(&Epoch::new(core, None)), Handle::fence)
    }

    /// This process's own part. Within an epoch, others may be writing it.
    #[must_use]
    pub fn mine(&self) -> View<'_, T> {
        View::mine(&self.core)
    }

    /// Ends the time of fences. Collective.
    ///
    /// # Errors
    ///
    /// If the library cannot.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.5.1 fence: `MPI_Win_fence`, with `MPI_MODE_NOSUCCEED`.
    pub fn close(self) -> Result<Window<'w, T>> {
        Window::at_rest(self.core)
    }
}

impl<T> fmt::Debug for Fenced<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fenced").finish_non_exhaustive()
    }
}
