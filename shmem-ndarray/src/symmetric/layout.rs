//! Which elements of a block an array has, and in what order.
//!
//! ndarray does the arithmetic: a layout is a view of elements that take no bytes, of an array that lies like the
//! symmetric one. What it cannot tell is how far the first element moves when elements take no bytes; that alone is
//! counted here.

use std::fmt;

use ndarray::{
    Array, ArrayView, Axis, Dimension, IntoDimension, NdIndex, Order, RemoveAxis, Shape,
    ShapeBuilder, ShapeError, Slice, SliceArg, SliceInfoElem,
};

use super::runs::Lattice;

/// As many elements as there can be.
static UNITS: [(); isize::MAX as usize] = [(); isize::MAX as usize];

/// Shape, strides and first element of an array in a block.
#[derive(Clone, Copy)]
pub struct Layout<D: Dimension> {
    /// Which element of the block the array's first one is. Any if there are none.
    first: usize,
    units: ArrayView<'static, (), D>,
}

impl<D: Dimension> Layout<D> {
    /// That of a whole block. Fails if no block has so many elements.
    pub(crate) fn contiguous(shape: Shape<D>) -> Result<Self, ShapeError> {
        Ok(Self { first: 0, units: ArrayView::from_shape(shape, &UNITS)? })
    }

    /// The shape, in Fortran order if the elements are consecutive in that one, and else in C order. That of
    /// a whole block makes the same layout again.
    pub(crate) fn whole(&self) -> Shape<D> {
        self.dim().set_f(!self.is_standard() && self.is_fortran())
    }

    /// Which element of the block the first one is.
    pub(crate) fn first(&self) -> usize {
        self.first
    }

    /// The number of elements along each axis.
    pub(crate) fn dim(&self) -> D {
        self.units.raw_dim()
    }

    pub(crate) fn shape(&self) -> &[usize] {
        self.units.shape()
    }

    /// How many elements of the block it is to the next one along each axis.
    pub(crate) fn strides(&self) -> &[isize] {
        self.units.strides()
    }

    /// The number of elements along an axis.
    #[track_caller]
    pub(crate) fn len_of(&self, axis: Axis) -> usize {
        self.units.len_of(axis)
    }

    /// The number of elements.
    pub(crate) fn len(&self) -> usize {
        self.units.len()
    }

    /// Whether the elements are consecutive in C order.
    pub(crate) fn is_standard(&self) -> bool {
        self.units.is_standard_layout()
    }

    /// Whether the elements are consecutive in Fortran order.
    pub(crate) fn is_fortran(&self) -> bool {
        self.units.t().is_standard_layout()
    }

    /// Which element of the block the one at `index` is.
    #[track_caller]
    pub(crate) fn place(&self, index: impl NdIndex<D>) -> usize {
        match index.index_checked(&self.dim(), &self.steps()) {
            Some(distance) => self.moved(distance),
            None => panic!("there is no element {index:?} in an array of shape {:?}", self.shape()),
        }
    }

    /// Which element of the block each of the array's is.
    pub(crate) fn places(&self) -> Array<usize, D> {
        Array::from_shape_fn(self.dim(), |index| self.place(index.into_dimension()))
    }

    /// Where the elements lie.
    pub(crate) fn lattice(&self) -> Lattice {
        Lattice::new(self.first, self.shape(), self.strides())
    }

    /// Where they lie when they are broadcast to another shape, if they can be.
    pub(crate) fn broadcast(&self, dim: impl Dimension) -> Option<Lattice> {
        let wide = self.units.broadcast(dim)?;
        Some(Lattice::new(self.first, wide.shape(), wide.strides()))
    }

    /// The strides as ndarray's dimensions have them.
    fn steps(&self) -> D {
        let mut steps = self.dim();
        for (step, &stride) in steps.slice_mut().iter_mut().zip(self.strides()) {
            *step = stride.cast_unsigned();
        }
        steps
    }

    /// The elements that `info` selects, as ndarray's `slice` does.
    #[track_caller]
    pub(crate) fn slice<I: SliceArg<D>>(self, info: &I) -> Layout<I::OutDim> {
        let units = self.units.clone().slice_move(info);
        let axes = self.shape().iter().zip(self.strides());
        let of_axes = info.as_ref().iter().filter(|elem| !elem.is_new_axis()).zip(axes);
        let moves = of_axes.map(|(elem, (&len, &stride))| match *elem {
            SliceInfoElem::Index(i) => absolute(len, i) * stride,
            SliceInfoElem::Slice { start, end, step } => {
                first_index(len, Slice { start, end, step }) * stride
            }
            SliceInfoElem::NewAxis => 0,
        });
        let first = if units.is_empty() { 0 } else { self.moved(moves.sum()) };
        Layout { first, units }
    }

    /// The elements that `slice` selects along an axis, as ndarray's `slice_axis` does.
    #[track_caller]
    pub(crate) fn slice_axis(mut self, axis: Axis, slice: Slice) -> Self {
        let (len, stride) = (self.units.len_of(axis), self.units.stride_of(axis));
        self.units.slice_axis_inplace(axis, slice);
        let empty = self.units.is_empty();
        let first = if empty { 0 } else { self.moved(first_index(len, slice) * stride) };
        Self { first, ..self }
    }

    /// The elements at `index` of an axis, which is gone, as ndarray's `index_axis` does.
    #[track_caller]
    pub(crate) fn index_axis(self, axis: Axis, index: usize) -> Layout<D::Smaller>
    where
        D: RemoveAxis,
    {
        let stride = self.units.stride_of(axis);
        let units = self.units.clone().index_axis_move(axis, index);
        let first = if units.is_empty() { 0 } else { self.moved(index.cast_signed() * stride) };
        Layout { first, units }
    }

    /// The array of these elements of a block.
    pub(crate) fn view_of<'a, T>(&self, block: &'a [T]) -> ArrayView<'a, T, D> {
        const HAS_THEM: &str = "the block has the layout's elements";
        if self.units.is_empty() {
            return ArrayView::from_shape(self.dim(), &[]).expect(HAS_THEM);
        }
        // ndarray makes views of slices with positive strides only, and then turns axes round.
        let turn = Slice::new(0, None, -1);
        let backwards = (0..self.units.ndim()).filter(|&axis| self.strides()[axis] < 0).map(Axis);
        let forwards = backwards.clone().fold(self.clone(), |all, axis| all.slice_axis(axis, turn));
        let shape = self.dim().strides(forwards.steps());
        let mut view = ArrayView::from_shape(shape, &block[forwards.first..]).expect(HAS_THEM);
        backwards.for_each(|axis| view.invert_axis(axis));
        view
    }

    /// The block's element so many after the first one.
    fn moved(&self, distance: isize) -> usize {
        self.first.strict_add_signed(distance)
    }

    /// The axes in another order, as ndarray's `permuted_axes` makes it.
    #[track_caller]
    pub(crate) fn permuted_axes(self, axes: impl IntoDimension<Dim = D>) -> Self {
        Self { first: self.first, units: self.units.permuted_axes(axes) }
    }

    /// An axis of length 1 more, as ndarray's `insert_axis` makes it.
    #[track_caller]
    pub(crate) fn insert_axis(self, axis: Axis) -> Layout<D::Larger> {
        Layout { first: self.first, units: self.units.insert_axis(axis) }
    }

    /// The same elements in another shape, if that can be without moving any.
    pub(crate) fn reshaped<E: Dimension>(self, shape: Shape<E>) -> Result<Layout<E>, ShapeError> {
        let dim = shape.raw_dim().clone();
        let order = if Layout::contiguous(shape)?.is_standard() {
            Order::RowMajor
        } else {
            Order::ColumnMajor
        };
        Ok(Layout { first: self.first, units: self.units.into_shape_with_order((dim, order))? })
    }

    /// The same elements with another type for the number of axes, if that has this number.
    pub(crate) fn with_axes_of<E: Dimension>(self) -> Result<Layout<E>, ShapeError> {
        Ok(Layout { first: self.first, units: self.units.into_dimensionality()? })
    }

    /// What ndarray makes of the array without moving its first element, and without a condition.
    pub(crate) fn turned<E: Dimension>(
        self,
        turn: impl FnOnce(ArrayView<'static, (), D>) -> ArrayView<'static, (), E>,
    ) -> Layout<E> {
        Layout { first: self.first, units: turn(self.units) }
    }
}

/// Which element of a non-empty axis of `len` is the first one of a slice of it that is not empty.
fn first_index(len: usize, slice: Slice) -> isize {
    let end = slice.end.map_or(len.cast_signed(), |end| absolute(len, end));
    if slice.step < 0 { end - 1 } else { absolute(len, slice.start) }
}

/// An index that counts from the end if it is negative.
fn absolute(len: usize, index: isize) -> isize {
    if index < 0 { len.cast_signed() + index } else { index }
}

impl<D: Dimension> fmt::Debug for Layout<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Layout")
            .field("first", &self.first)
            .field("shape", &self.shape())
            .field("strides", &self.strides())
            .finish()
    }
}

#[cfg(test)]
mod tests;
