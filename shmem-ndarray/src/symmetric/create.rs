//! Arrays with something in them, and arrays of what has been allocated.

use ndarray::{Array, ArrayRef, Dimension, Shape, ShapeBuilder};
use num_traits::One;
use shmem::{Element, Placement, Shmem, SymBuf};

use super::agree::agree;
use super::base::SymArray;
use super::layout::Layout;
use crate::error::Result;

/// Allocation: collective over the world, as [`Shmem::alloc`] is, with the same shape and order on every PE.
impl<'rt, T: Element, D: Dimension> SymArray<'rt, T, D> {
    /// Allocates an array of zeros.
    pub fn zeros(shmem: &'rt Shmem, shape: impl ShapeBuilder<Dim = D>) -> Result<Self> {
        Self::alloc_in(shmem, Placement::new(), shape)
    }

    /// Allocates an array of zeros where it is asked to lie.
    pub fn alloc_in(
        shmem: &'rt Shmem,
        place: Placement,
        shape: impl ShapeBuilder<Dim = D>,
    ) -> Result<Self> {
        Self::allocate(shmem, shape, |len| shmem.alloc_in(place, len))
    }

    /// Allocates an array of ones.
    pub fn ones(shmem: &'rt Shmem, shape: impl ShapeBuilder<Dim = D>) -> Result<Self>
    where
        T: One,
    {
        Self::full(shmem, shape, T::one())
    }

    /// Allocates an array of `value`; each PE brings its own.
    pub fn full(shmem: &'rt Shmem, shape: impl ShapeBuilder<Dim = D>, value: T) -> Result<Self> {
        Self::allocate(shmem, shape, |len| shmem.full(len, value))
    }

    /// Allocates an array with each element as `f` makes it of its index.
    pub fn from_shape_fn(
        shmem: &'rt Shmem,
        shape: impl ShapeBuilder<Dim = D>,
        f: impl FnMut(D::Pattern) -> T,
    ) -> Result<Self> {
        let layout = agree(shmem, shape.into_shape_with_order())?;
        let data = Array::from_shape_fn(layout.whole(), f).into_raw_vec_and_offset().0;
        Ok(Self::new(shmem.from_slice(&data)?, layout))
    }

    /// Allocates an array like `source` and copies it there; in Fortran order if that is in Fortran order,
    /// and in C order otherwise.
    pub fn from_array(shmem: &'rt Shmem, source: &ArrayRef<T, D>) -> Result<Self> {
        let fortran = !source.is_standard_layout() && source.t().is_standard_layout();
        let layout = agree(shmem, source.raw_dim().set_f(fortran))?;
        let buf = if fortran || source.is_standard_layout() {
            let data = source.as_slice_memory_order();
            shmem.from_slice(data.expect("C and Fortran order are consecutive"))?
        } else {
            shmem.from_slice(&source.iter().copied().collect::<Vec<_>>())?
        };
        Ok(Self::new(buf, layout))
    }

    /// Allocates zeros of the same shape and order.
    pub fn like(&self) -> Result<Self> {
        Self::zeros(self.storage.shmem(), self.layout.whole())
    }

    /// The array that has the buffer's elements. Local.
    ///
    /// # Panics
    ///
    /// If the shape has not as many elements as the buffer.
    #[track_caller]
    #[must_use]
    pub fn from_buf(shape: impl ShapeBuilder<Dim = D>, buf: SymBuf<'rt, T>) -> Self {
        let shape = shape.into_shape_with_order();
        let dim = shape.raw_dim().clone();
        let layout = Layout::contiguous(shape).ok().filter(|layout| layout.len() == buf.len());
        match layout {
            Some(layout) => Self::new(buf, layout),
            None => panic!("a buffer of {} elements is no array of {:?}", buf.len(), dim.slice()),
        }
    }

    /// The buffer that has the array's elements, in the array's order. Local.
    #[must_use]
    pub fn into_buf(self) -> SymBuf<'rt, T> {
        self.storage
    }

    fn allocate(
        shmem: &'rt Shmem,
        shape: impl ShapeBuilder<Dim = D>,
        buf: impl FnOnce(usize) -> shmem::Result<SymBuf<'rt, T>>,
    ) -> Result<Self> {
        let layout = agree(shmem, shape.into_shape_with_order())?;
        Ok(Self::new(buf(layout.len())?, layout))
    }
}

impl<D: Dimension> Layout<D> {
    /// The shape, and the order of a whole block.
    pub(crate) fn whole(&self) -> Shape<D> {
        self.dim().set_f(!self.is_standard())
    }
}
