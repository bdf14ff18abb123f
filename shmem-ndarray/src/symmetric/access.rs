//! This PE's elements, one at a time or all, by copying. All local.

use ndarray::{ArrayRef, ArrayView1, ArrayViewMut1, Dimension, NdIndex};
use shmem::{Element, SymSlice};

use super::base::{SymArray, SymArrayBase, SymArrayView};
use super::remote::{as_run, does_not_fit};
use super::runs::Blocks;
use super::storage::Shared;
use super::transfer::{self, Get, Put};

/// This PE's elements, as transfers go to and come from them.
pub(super) struct Here<'a, T>(pub(super) SymSlice<'a, T>);

impl<T: Element> Put<'_, T> for Here<'_, T> {
    fn lent(&mut self, blocks: Blocks, data: &[T]) {
        transfer::write(self.0, blocks, data);
    }

    fn gathered(&mut self, blocks: Blocks, data: &[T]) {
        transfer::write(self.0, blocks, data);
    }

    fn lane(&mut self, blocks: Blocks, lane: ArrayView1<'_, T>) {
        let here = self.0.slice(blocks.extent()).step_by(blocks.step);
        lane.iter().enumerate().for_each(|(i, value)| here.write(i, *value));
    }
}

impl<T: Element> Get<'_, T> for Here<'_, T> {
    fn lent(&mut self, blocks: Blocks, data: &mut [T]) {
        transfer::read(self.0, blocks, data);
    }

    fn gathered(&mut self, blocks: Blocks, data: &mut [T]) {
        transfer::read(self.0, blocks, data);
    }

    fn lane(&mut self, blocks: Blocks, lane: ArrayViewMut1<'_, T>) {
        let here = self.0.slice(blocks.extent()).step_by(blocks.step);
        lane.into_iter().enumerate().for_each(|(i, place)| *place = here.read(i));
    }
}

impl<'a, T: Element, D: Dimension> SymArrayView<'a, T, D> {
    /// The elements, if they are consecutive in the order of their indices.
    pub(super) fn run(&self) -> Option<SymSlice<'a, T>> {
        as_run(&self.layout).map(|first| self.storage.slice(first..first + self.len()))
    }
}

impl<T: Element, D: Dimension> SymArray<'_, T, D> {
    /// All elements.
    ///
    /// ```
    /// use shmem_ndarray::{SymArray, SymArrayView};
    /// use ndarray::Ix2;
    ///
    /// fn clear(boundary: SymArrayView<'_, f64, Ix2>) {
    ///     boundary.row(0).fill(0.0);
    /// }
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let grid = SymArray::ones(&shmem, (3, 4))?;
    /// clear(grid.view());
    /// assert_eq!(grid.to_array().sum(), 8.0);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
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

/// This PE's elements of arrays that any PE may write, and of their views.
///
/// All are local, and copies: a mixture of old and new bytes if somebody writes meanwhile. Synchronise to avoid it.
impl<S: Shared, D: Dimension> SymArrayBase<S, D> {
    /// Copies this PE's element at `index` out. Indices are those of ndarray: `i`, `(i, j)`, `[i, j]`.
    ///
    /// ```
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let table = SymArray::from_shape_fn(&shmem, (2, 3), |(i, j)| 10 * i + j)?;
    /// assert_eq!(table.read([1, 2]) + table.column(1).read(0), 13);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such element.
    #[track_caller]
    #[must_use]
    pub fn read(&self, index: impl NdIndex<D>) -> S::Elem {
        self.storage.as_slice().read(self.layout.place(index))
    }

    /// Overwrites this PE's element at `index`. Others see it after a barrier, or a fence and a signal.
    ///
    /// ```
    /// use ndarray::{array, s};
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let table = SymArray::zeros(&shmem, (2, 3))?;
    /// table.write([1, 2], 5);
    /// table.slice(s![..;-1, ..]).write((1, 0), 7);
    /// assert_eq!(table.to_array(), array![[7, 0, 0], [0, 0, 5]]);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such element.
    #[track_caller]
    pub fn write(&self, index: impl NdIndex<D>, value: S::Elem) {
        self.storage.as_slice().write(self.layout.place(index), value);
    }

    /// Overwrites this PE's elements with those of `source`, which is broadcast to the shape if it has another, as
    /// ndarray's `assign` does. Others see them after a barrier, or a fence and a signal.
    ///
    /// ```
    /// use ndarray::{array, s};
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let table = SymArray::zeros(&shmem, (2, 3))?;
    /// table.assign_from(&array![1, 2, 3]);
    /// table.slice(s![1, ..;-2]).assign_from(&array![4, 5]);
    /// assert_eq!(table.to_array(), array![[1, 2, 3], [5, 2, 4]]);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If `source` cannot be broadcast to the shape.
    #[doc(alias = "assign")]
    #[track_caller]
    pub fn assign_from<E: Dimension>(&self, source: &ArrayRef<S::Elem, E>) {
        let Some(source) = source.broadcast(self.layout.dim()) else {
            does_not_fit(source.shape(), self.shape())
        };
        transfer::put(&self.layout.lattice(), source, &mut Here(self.storage.as_slice()));
    }

    /// Overwrites all of this PE's elements with `value`.
    ///
    /// ```
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let table = SymArray::<f32, _>::zeros(&shmem, (2, 3))?;
    /// table.t().column(1).fill(2.0);
    /// assert_eq!(table.to_array().sum(), 6.0);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    pub fn fill(&self, value: S::Elem) {
        self.assign_from(&ndarray::arr0(value));
    }
}
