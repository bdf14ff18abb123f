//! Which elements of a block an array has, and in what order.
//!
//! Views are ndarray's, and counted here (`views.rs`): ndarray takes longer for one than a short transfer takes. Property
//! tests compare the two. What is rarely asked for ndarray itself does, on a view of elements without bytes.

use std::fmt;

use ndarray::{Array, ArrayView, Axis, Dimension, IntoDimension, NdIndex, Order};
use ndarray::{Shape, ShapeBuilder, ShapeError, Slice};
use shmem::bytemuck::cast_slice;

use super::runs::Lattice;

mod views;

/// As many elements as there can be.
static UNITS: [(); isize::MAX as usize] = [(); isize::MAX as usize];

/// Shape, strides and first element of an array in a block.
#[derive(Clone, Copy)]
pub struct Layout<D: Dimension> {
    /// Which element of the block the array's first one is. If there are none, one where it could be.
    first: usize,
    dim: D,
    /// As ndarray's dimensions have them: what is negative is so in two's complement.
    strides: D,
}

impl<D: Dimension> Layout<D> {
    /// That of a whole block. Fails if no block has so many elements.
    pub(crate) fn contiguous(shape: Shape<D>) -> Result<Self, ShapeError> {
        Ok(Self::like(0, &ArrayView::from_shape(shape, &UNITS)?))
    }

    /// That of an array that lies like this one.
    fn like(first: usize, units: &ArrayView<'_, (), D>) -> Self {
        Self { first, dim: units.raw_dim(), strides: dim_of(cast_slice(units.strides())) }
    }

    /// The shape, in Fortran order if the elements are consecutive in that one, and else in C order. That of
    /// a whole block makes the same layout again.
    pub(crate) fn whole(&self) -> Shape<D> {
        self.dim().set_f(!self.is_standard() && self.is_fortran())
    }

    /// Which element of the block the first one is.
    #[inline]
    pub(crate) fn first(&self) -> usize {
        self.first
    }

    /// The number of elements along each axis.
    #[inline]
    pub(crate) fn dim(&self) -> D {
        self.dim.clone()
    }

    #[inline]
    pub(crate) fn shape(&self) -> &[usize] {
        self.dim.slice()
    }

    /// How many elements of the block it is to the next one along each axis.
    #[inline]
    pub(crate) fn strides(&self) -> &[isize] {
        cast_slice(self.strides.slice())
    }

    /// The number of elements along an axis.
    #[track_caller]
    pub(crate) fn len_of(&self, axis: Axis) -> usize {
        self.shape()[self.axis(axis)]
    }

    /// The number of elements.
    pub(crate) fn len(&self) -> usize {
        self.dim.size()
    }

    /// Whether the elements are consecutive in C order.
    #[inline]
    pub(crate) fn is_standard(&self) -> bool {
        are_consecutive(self.shape().iter().zip(self.strides()).rev())
    }

    /// Whether the elements are consecutive in Fortran order.
    pub(crate) fn is_fortran(&self) -> bool {
        are_consecutive(self.shape().iter().zip(self.strides()))
    }

    /// Which element of the block the one at `index` is.
    #[track_caller]
    pub(crate) fn place(&self, index: impl NdIndex<D>) -> usize {
        match index.index_checked(&self.dim, &self.strides) {
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
        let units = self.view_of(&UNITS);
        let wide = units.broadcast(dim)?;
        Some(Lattice::new(self.first, wide.shape(), wide.strides()))
    }

    /// The array of these elements of a block.
    pub(crate) fn view_of<'a, T>(&self, block: &'a [T]) -> ArrayView<'a, T, D> {
        const HAS_THEM: &str = "the block has the layout's elements";
        if self.len() == 0 {
            return ArrayView::from_shape(self.dim(), &[]).expect(HAS_THEM);
        }
        // ndarray makes views of slices with positive strides only, and then turns axes round.
        let turn = Slice::new(0, None, -1);
        let backwards = (0..self.shape().len()).filter(|&axis| self.strides()[axis] < 0).map(Axis);
        let forwards = backwards.clone().fold(self.clone(), |all, axis| all.slice_axis(axis, turn));
        let shape = self.dim().strides(forwards.strides);
        let mut view = ArrayView::from_shape(shape, &block[forwards.first..]).expect(HAS_THEM);
        backwards.for_each(|axis| view.invert_axis(axis));
        view
    }

    /// The same elements in another shape, if that can be without moving any.
    pub(crate) fn reshaped<E: Dimension>(&self, shape: Shape<E>) -> Result<Layout<E>, ShapeError> {
        let dim = shape.raw_dim().clone();
        let order = if Layout::contiguous(shape)?.is_standard() {
            Order::RowMajor
        } else {
            Order::ColumnMajor
        };
        let units = self.view_of(&UNITS).into_shape_with_order((dim, order))?;
        Ok(Layout::like(self.first, &units))
    }

    /// The block's element so many after the first one.
    fn moved(&self, distance: isize) -> usize {
        self.first.strict_add_signed(distance)
    }
}

/// Whether elements are consecutive, by the number of them and how far it is from one to the next along each axis, the
/// innermost one first.
#[inline]
fn are_consecutive<'a>(axes: impl Iterator<Item = (&'a usize, &'a isize)>) -> bool {
    let (mut run, mut consecutive) = (1_usize, true);
    for (&len, &stride) in axes {
        consecutive &= len == 1 || stride == run.cast_signed();
        run *= len;
    }
    consecutive || run == 0
}

/// The dimension that has these numbers.
fn dim_of<D: Dimension>(numbers: &[usize]) -> D {
    let mut dim = D::zeros(numbers.len());
    dim.slice_mut().copy_from_slice(numbers);
    dim
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
