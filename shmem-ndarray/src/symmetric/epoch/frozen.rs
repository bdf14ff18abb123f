//! Arrays in frozen epochs: everybody reads, nobody writes.

use ndarray::{ArrayView, Dimension};
use shmem::Element;

use super::super::base::{FrozenArray, FrozenArrayView, SymArray};

impl<'rt, T: Element, D: Dimension> SymArray<'rt, T, D> {
    /// Begins a frozen epoch: until it ends, all PEs can read the elements and none can write them.
    #[track_caller]
    #[must_use = "dropping it gives the array up"]
    pub fn freeze(self) -> FrozenArray<'rt, T, D> {
        FrozenArray::new(self.storage.freeze(), self.layout)
    }

    /// Runs `program` in a frozen epoch and gives what it returns.
    #[track_caller]
    pub fn with_frozen<R>(&mut self, program: impl FnOnce(FrozenArrayView<'_, T, D>) -> R) -> R {
        let layout = self.layout.clone();
        self.storage.with_frozen(|all| program(FrozenArrayView::new(all, layout)))
    }
}

impl<'rt, T: Element, D: Dimension> FrozenArray<'rt, T, D> {
    /// Ends the epoch: every PE can write the elements again.
    #[track_caller]
    #[must_use = "dropping it gives the array up"]
    pub fn thaw(self) -> SymArray<'rt, T, D> {
        SymArray::new(self.storage.thaw(), self.layout)
    }

    /// This PE's elements.
    #[must_use]
    pub fn view(&self) -> ArrayView<'_, T, D> {
        self.layout.view_of(&self.storage)
    }
}

impl<'a, T: Element, D: Dimension> FrozenArrayView<'a, T, D> {
    /// This PE's elements.
    #[must_use]
    pub fn view(&self) -> ArrayView<'a, T, D> {
        self.layout.view_of(self.storage.as_slice())
    }
}
