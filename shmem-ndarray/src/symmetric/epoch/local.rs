//! Arrays in local epochs: each PE has its own elements to itself.

use std::ops::{Index, IndexMut};

use ndarray::{ArrayView, ArrayViewMut, Dimension, NdIndex};
use shmem::Element;

use super::super::base::{LocalArray, SymArray};

/// What is between a whole block and its array: both were made for each other.
const FITS: &str = "the block has as many elements as the array";

impl<'rt, T: Element, D: Dimension> SymArray<'rt, T, D> {
    /// Begins a local epoch: each PE gets its own elements to itself.
    #[track_caller]
    #[must_use = "dropping it gives the array up"]
    pub fn into_local(self) -> LocalArray<'rt, T, D> {
        LocalArray::new(self.storage.into_local(), self.layout)
    }

    /// Runs `program` in a local epoch, with this PE's elements, and gives what it returns.
    #[track_caller]
    pub fn with_local<R>(&mut self, program: impl FnOnce(ArrayViewMut<'_, T, D>) -> R) -> R {
        let shape = self.layout.whole();
        self.storage.with_local(|mine| program(ArrayViewMut::from_shape(shape, mine).expect(FITS)))
    }
}

impl<'rt, T: Element, D: Dimension> LocalArray<'rt, T, D> {
    /// Ends the epoch: every PE can reach the elements again.
    #[track_caller]
    #[must_use = "dropping it gives the array up"]
    pub fn into_shared(self) -> SymArray<'rt, T, D> {
        SymArray::new(self.storage.into_shared(), self.layout)
    }

    /// This PE's elements.
    #[must_use]
    pub fn view(&self) -> ArrayView<'_, T, D> {
        ArrayView::from_shape(self.layout.whole(), &self.storage).expect(FITS)
    }

    /// This PE's elements, to be changed.
    #[must_use]
    pub fn view_mut(&mut self) -> ArrayViewMut<'_, T, D> {
        ArrayViewMut::from_shape(self.layout.whole(), &mut self.storage).expect(FITS)
    }
}

impl<T: Element, D: Dimension, I: NdIndex<D>> Index<I> for LocalArray<'_, T, D> {
    type Output = T;

    #[track_caller]
    fn index(&self, index: I) -> &T {
        &self.storage[self.layout.place(index)]
    }
}

impl<T: Element, D: Dimension, I: NdIndex<D>> IndexMut<I> for LocalArray<'_, T, D> {
    #[track_caller]
    fn index_mut(&mut self, index: I) -> &mut T {
        &mut self.storage[self.layout.place(index)]
    }
}
