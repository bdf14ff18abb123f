//! Views: slices, rows, turned axes. All local, and all arithmetic alone.

use ndarray::{Axis, Dimension, IntoDimension, Ix1, Ix2, IxDyn, RemoveAxis, Slice, SliceArg};

use super::base::SymArrayBase;
use super::storage::Storage;

/// A view's type: of what `S` lends, with the axes of `D`.
type ViewOf<'a, S, D> = SymArrayBase<<S as Storage>::View<'a>, D>;

impl<S: Storage, D: Dimension> SymArrayBase<S, D> {
    /// The elements that [`s!`](ndarray::s) selects.
    #[track_caller]
    #[must_use]
    pub fn slice<I: SliceArg<D>>(&self, info: I) -> ViewOf<'_, S, I::OutDim> {
        let SymArrayBase { storage, layout } = self.borrowed();
        SymArrayBase::new(storage, layout.slice(&info))
    }

    /// The elements that `indices` selects along an axis.
    #[track_caller]
    #[must_use]
    pub fn slice_axis(&self, axis: Axis, indices: Slice) -> ViewOf<'_, S, D> {
        let SymArrayBase { storage, layout } = self.borrowed();
        SymArrayBase::new(storage, layout.slice_axis(axis, indices))
    }

    /// The elements at `index` along an axis, without that axis.
    #[track_caller]
    #[must_use]
    pub fn index_axis(&self, axis: Axis, index: usize) -> ViewOf<'_, S, D::Smaller>
    where
        D: RemoveAxis,
    {
        let SymArrayBase { storage, layout } = self.borrowed();
        SymArrayBase::new(storage, layout.index_axis(axis, index))
    }

    /// Those before `index` along an axis, and the others.
    #[track_caller]
    #[must_use]
    pub fn split_at(&self, axis: Axis, index: usize) -> (ViewOf<'_, S, D>, ViewOf<'_, S, D>) {
        let index = isize::try_from(index).unwrap_or(isize::MAX);
        (
            self.slice_axis(axis, Slice::new(0, Some(index), 1)),
            self.slice_axis(axis, Slice::new(index, None, 1)),
        )
    }

    /// The same elements with the axes in another order.
    #[track_caller]
    #[must_use]
    pub fn permuted_axes<A: IntoDimension<Dim = D>>(&self, axes: A) -> ViewOf<'_, S, D> {
        let SymArrayBase { storage, layout } = self.borrowed();
        SymArrayBase::new(storage, layout.turned(|units| units.permuted_axes(axes)))
    }

    /// The same elements with the axes in reverse order: the transposed matrix.
    #[must_use]
    pub fn t(&self) -> ViewOf<'_, S, D> {
        let SymArrayBase { storage, layout } = self.borrowed();
        SymArrayBase::new(storage, layout.turned(|units| units.reversed_axes()))
    }

    /// The same elements, an axis the other way round.
    #[track_caller]
    #[must_use]
    pub fn inverted_axis(&self, axis: Axis) -> ViewOf<'_, S, D> {
        self.slice_axis(axis, Slice::new(0, None, -1))
    }

    /// The same elements with an axis of length 1 more.
    #[track_caller]
    #[must_use]
    pub fn insert_axis(&self, axis: Axis) -> ViewOf<'_, S, D::Larger> {
        let SymArrayBase { storage, layout } = self.borrowed();
        SymArrayBase::new(storage, layout.turned(|units| units.insert_axis(axis)))
    }

    /// Those with the same index along all axes.
    #[must_use]
    pub fn diag(&self) -> ViewOf<'_, S, Ix1> {
        let SymArrayBase { storage, layout } = self.borrowed();
        SymArrayBase::new(storage, layout.turned(|units| units.into_diag()))
    }

    /// The same elements, with a number of axes that is known at run time.
    #[must_use]
    pub fn as_dyn(&self) -> ViewOf<'_, S, IxDyn> {
        let SymArrayBase { storage, layout } = self.borrowed();
        SymArrayBase::new(storage, layout.turned(|units| units.into_dyn()))
    }
}

impl<S: Storage> SymArrayBase<S, Ix2> {
    /// Row `index` of a matrix.
    #[track_caller]
    #[must_use]
    pub fn row(&self, index: usize) -> ViewOf<'_, S, Ix1> {
        self.index_axis(Axis(0), index)
    }

    /// Column `index` of a matrix.
    #[track_caller]
    #[must_use]
    pub fn column(&self, index: usize) -> ViewOf<'_, S, Ix1> {
        self.index_axis(Axis(1), index)
    }
}
