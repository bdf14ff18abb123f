//! Arrays with something in them, and arrays of what has been allocated.

use ndarray::{Array, ArrayRef, Dimension, ShapeBuilder};
use num_traits::One;
use shmem::{Element, Placement, Shmem, SymBuf};

use super::agree::agree;
use super::base::SymArray;
use super::layout::Layout;
use crate::error::Result;

/// Allocation.
///
/// All are collective over the world, as [`Shmem::alloc`] is: every PE must call, with the same shape and order and an
/// element type of the same size. Shapes are those of ndarray: `10`, `(3, 4)`, `(3, 4).f()`, `IxDyn(&[3, 4])`. On return the
/// array exists everywhere and every PE's part is as that PE asked for.
///
/// All fail on every PE alike, and then nothing is allocated: as [`Shmem::alloc`] does, with
/// [`Error::Asymmetric`](crate::Error::Asymmetric) if the PEs ask for different shapes or orders, and with
/// [`Error::TooLarge`](crate::Error::TooLarge) if there are no such arrays.
impl<'rt, T: Element, D: Dimension> SymArray<'rt, T, D> {
    /// Allocates an array of zeros.
    ///
    /// ```
    /// use ndarray::Array2;
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let table = SymArray::<f64, _>::zeros(&shmem, (3, 4))?;
    /// assert_eq!(table.to_array(), Array2::<f64>::zeros((3, 4)));
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As all allocation.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, memory management: as `shmem_calloc`.
    #[doc(alias = "shmem_calloc")]
    #[doc(alias = "empty")]
    pub fn zeros(shmem: &'rt Shmem, shape: impl ShapeBuilder<Dim = D>) -> Result<Self> {
        Self::alloc_in(shmem, Placement::new(), shape)
    }

    /// Allocates an array of zeros where it is asked to lie.
    ///
    /// ```
    /// use shmem::Placement;
    /// use shmem_ndarray::SymArray2;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let pages = SymArray2::<f64>::alloc_in(&shmem, Placement::new().align(4096), (64, 512))?;
    /// assert_eq!(pages.into_buf().as_slice().as_ptr().addr() % 4096, 0);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As all allocation; the PEs must ask for the same place, too.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, memory management: `shmem_align`, `shmem_malloc_with_hints`.
    #[doc(alias = "shmem_align")]
    #[doc(alias = "shmem_malloc_with_hints")]
    pub fn alloc_in(
        shmem: &'rt Shmem,
        place: Placement,
        shape: impl ShapeBuilder<Dim = D>,
    ) -> Result<Self> {
        Self::allocate(shmem, shape, |len| shmem.alloc_in(place, len))
    }

    /// Allocates an array of ones.
    ///
    /// ```
    /// use shmem_ndarray::SymArray1;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// assert_eq!(SymArray1::<i32>::ones(&shmem, 3)?.to_array().sum(), 3);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As all allocation.
    pub fn ones(shmem: &'rt Shmem, shape: impl ShapeBuilder<Dim = D>) -> Result<Self>
    where
        T: One,
    {
        Self::full(shmem, shape, T::one())
    }

    /// Allocates an array of `value`; each PE brings its own.
    ///
    /// ```
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let mine = SymArray::full(&shmem, (2, 2), shmem.my_pe().index())?;
    /// assert_eq!(mine.read((1, 1)), shmem.my_pe().index());
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As all allocation.
    #[doc(alias = "from_elem")]
    pub fn full(shmem: &'rt Shmem, shape: impl ShapeBuilder<Dim = D>, value: T) -> Result<Self> {
        Self::allocate(shmem, shape, |len| shmem.full(len, value))
    }

    /// Allocates an array with each element as `f` makes it of its index; each PE brings its own `f`.
    ///
    /// ```
    /// use ndarray::array;
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let table = SymArray::from_shape_fn(&shmem, (2, 3), |(i, j)| 10 * i + j)?;
    /// assert_eq!(table.to_array(), array![[0, 1, 2], [10, 11, 12]]);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As all allocation.
    pub fn from_shape_fn(
        shmem: &'rt Shmem,
        shape: impl ShapeBuilder<Dim = D>,
        f: impl FnMut(D::Pattern) -> T,
    ) -> Result<Self> {
        let layout = agree(shmem, shape.into_shape_with_order())?;
        let data = Array::from_shape_fn(layout.whole(), f).into_raw_vec_and_offset().0;
        Ok(Self::new(shmem.from_slice(&data)?, layout))
    }

    /// Allocates an array of the shape of `source` and copies that there, in Fortran order if it is in Fortran order, and
    /// in C order otherwise.
    ///
    /// ```
    /// use ndarray::array;
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let private = array![[1, 2, 3], [4, 5, 6]];
    /// let (rows, columns) =
    ///     (SymArray::from_array(&shmem, &private)?, SymArray::from_array(&shmem, &private.t())?);
    /// assert_eq!((rows.strides(), columns.strides()), (&[3, 1][..], &[1, 3][..]));
    /// assert_eq!(rows.to_array(), columns.t().to_array());
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As all allocation.
    pub fn from_array(shmem: &'rt Shmem, source: &ArrayRef<T, D>) -> Result<Self> {
        let fortran = !source.is_standard_layout() && source.t().is_standard_layout();
        let layout = agree(shmem, source.raw_dim().set_f(fortran))?;
        let in_order = if fortran { source.t() } else { source.view() };
        let buf = match in_order.as_slice() {
            Some(data) => shmem.from_slice(data),
            None => shmem.from_slice(&in_order.iter().copied().collect::<Vec<_>>()),
        };
        Ok(Self::new(buf?, layout))
    }

    /// Allocates zeros of the same shape and order.
    ///
    /// ```
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let now = SymArray::full(&shmem, (4, 4), 1.5)?;
    /// let next = now.like()?;
    /// assert_eq!((next.shape(), next.read([0, 0])), (now.shape(), 0.0));
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As all allocation.
    #[doc(alias = "zeros_like")]
    #[doc(alias = "empty_like")]
    pub fn like(&self) -> Result<Self> {
        Self::zeros(self.storage.shmem(), self.layout.whole())
    }

    /// The array that has a buffer's elements. Local: PEs should give their buffers one shape.
    ///
    /// ```
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let table = SymArray::from_buf((2, 3), shmem.from_fn(6, |i| i)?);
    /// assert_eq!(table.read([1, 0]), 3);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If the shape has not as many elements as the buffer.
    #[doc(alias = "from_shape_vec")]
    #[track_caller]
    #[must_use = "the buffer has become that"]
    pub fn from_buf(shape: impl ShapeBuilder<Dim = D>, buf: SymBuf<'rt, T>) -> Self {
        let shape = shape.into_shape_with_order();
        let dim = shape.raw_dim().clone();
        let layout = Layout::contiguous(shape).ok().filter(|layout| layout.len() == buf.len());
        match layout {
            Some(layout) => Self::new(buf, layout),
            None => panic!("a buffer of {} elements has not shape {:?}", buf.len(), dim.slice()),
        }
    }

    /// The buffer that has the array's elements, in the array's order. Local.
    ///
    /// ```
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let table = SymArray::from_shape_fn(&shmem, (2, 3), |(i, j)| 10 * i + j)?;
    /// assert_eq!(table.into_buf().to_vec(), [0, 1, 2, 10, 11, 12]);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    #[must_use = "dropping it gives the memory up"]
    pub fn into_buf(self) -> SymBuf<'rt, T> {
        self.storage
    }

    /// Gives the memory back now. The same as dropping it and [`Shmem::reclaim`].
    ///
    /// Collective: every PE must call it.
    ///
    /// ```
    /// use shmem_ndarray::SymArray2;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// SymArray2::<f64>::zeros(&shmem, (100, 100))?.free();
    /// assert_eq!(shmem.reclaim(), 0); // it is gone already
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, memory management: `shmem_free`.
    #[doc(alias = "shmem_free")]
    pub fn free(self) {
        self.into_buf().free();
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
