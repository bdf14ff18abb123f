//! Arrays on one PE: their views. All local, and all arithmetic alone.

use ndarray::{Axis, Dimension, Ix1, Ix2, RemoveAxis, SliceArg};

use super::base::{RemoteArray, SymArrayBase};
use super::layout::Layout;

impl<S: Copy, D: Dimension, P: Copy> RemoteArray<S, D, P> {
    /// The number of elements along each axis.
    #[must_use]
    pub fn shape(&self) -> &[usize] {
        self.view.shape()
    }

    /// The elements there that [`s!`](ndarray::s) selects.
    ///
    /// # Panics
    ///
    /// If the selection goes beyond an axis.
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn slice<I: SliceArg<D>>(&self, info: I) -> RemoteArray<S, I::OutDim, P> {
        self.with(self.view.layout.slice(&info))
    }

    /// The elements there at `index` along an axis, without that axis.
    ///
    /// # Panics
    ///
    /// If there is no such axis or index.
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn index_axis(&self, axis: Axis, index: usize) -> RemoteArray<S, D::Smaller, P>
    where
        D: RemoveAxis,
    {
        self.with(self.view.layout.index_axis(axis, index))
    }

    /// The elements there with the axes in reverse order.
    #[must_use]
    pub fn t(&self) -> Self {
        self.with(self.view.layout.clone().reversed_axes())
    }

    /// Which element is the first one, if they are consecutive in the order of an array of that shape.
    #[inline]
    pub(super) fn as_run(&self, shape: &[usize]) -> Option<usize> {
        as_run(&self.view.layout).filter(|_| self.shape() == shape)
    }

    #[inline]
    fn with<E: Dimension>(&self, layout: Layout<E>) -> RemoteArray<S, E, P> {
        RemoteArray { view: SymArrayBase::new(self.view.storage, layout), pe: self.pe }
    }
}

impl<S: Copy, P: Copy> RemoteArray<S, Ix2, P> {
    /// Row `index` of the matrix there.
    ///
    /// # Panics
    ///
    /// If there is no such row.
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn row(&self, index: usize) -> RemoteArray<S, Ix1, P> {
        self.index_axis(Axis(0), index)
    }

    /// Column `index` of the matrix there.
    ///
    /// # Panics
    ///
    /// If there is no such column.
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn column(&self, index: usize) -> RemoteArray<S, Ix1, P> {
        self.index_axis(Axis(1), index)
    }
}

/// Which element is the first one, if they are consecutive in C order.
#[inline]
pub(super) fn as_run<D: Dimension>(layout: &Layout<D>) -> Option<usize> {
    layout.is_standard().then(|| layout.first())
}

#[cold]
#[inline(never)]
#[track_caller]
pub(super) fn does_not_fit(source: &[usize], target: &[usize]) -> ! {
    panic!("shape {source:?} does not fit an array of shape {target:?}")
}
