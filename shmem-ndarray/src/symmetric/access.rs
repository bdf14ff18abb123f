//! This PE's elements, one at a time or all, by copying. All local.

use ndarray::{ArrayRef, Dimension, NdIndex};
use shmem::Element;

use super::base::{SymArray, SymArrayBase, SymArrayView};
use super::storage::Shared;

impl<T: Element, D: Dimension> SymArray<'_, T, D> {
    /// All elements.
    #[must_use]
    pub fn view(&self) -> SymArrayView<'_, T, D> {
        self.borrowed()
    }
}

impl<'a, T: Element, D: Dimension> From<&'a SymArray<'_, T, D>> for SymArrayView<'a, T, D> {
    fn from(array: &'a SymArray<'_, T, D>) -> Self {
        array.view()
    }
}

impl<S: Shared, D: Dimension> SymArrayBase<S, D> {
    /// Copies this PE's element at `index` out.
    #[track_caller]
    #[must_use]
    pub fn read(&self, index: impl NdIndex<D>) -> S::Elem {
        self.storage.as_slice().read(self.layout.place(index))
    }

    /// Overwrites this PE's element at `index`.
    #[track_caller]
    pub fn write(&self, index: impl NdIndex<D>, value: S::Elem) {
        self.storage.as_slice().write(self.layout.place(index), value);
    }

    /// Overwrites this PE's elements with those of `source`, which is broadcast to the shape if it has another.
    #[track_caller]
    pub fn assign_from<E: Dimension>(&self, source: &ArrayRef<S::Elem, E>) {
        let Some(source) = source.broadcast(self.layout.dim()) else {
            panic!("shape {:?} does not fit an array of shape {:?}", source.shape(), self.shape())
        };
        let slice = self.storage.as_slice();
        for (place, &value) in self.layout.places().zip(source) {
            slice.write(place, value);
        }
    }

    /// Overwrites all of this PE's elements with `value`.
    pub fn fill(&self, value: S::Elem) {
        self.assign_from(&ndarray::arr0(value));
    }
}
