//! Views: slices, rows, turned axes. All of it is arithmetic, and touches no element.

use ndarray::{
    Axis, Dimension, IntoDimension, Ix1, Ix2, IxDyn, RemoveAxis, ShapeBuilder, Slice, SliceArg,
};

use super::base::SymArrayBase;
use super::layout::Layout;
use super::storage::Storage;

/// A view: of what `S` lends, with the axes of `D`.
type View<'a, S, D> = SymArrayBase<<S as Storage>::View<'a>, D>;

/// Views: some of the elements, or all with other axes. They are the same on every PE, and are those of ndarray, by
/// their names, panics included. All are local and cost no access.
///
/// Views of arrays, atomics and signals borrow from those; views of views from what those are of. No two
/// indices of a view are one element, so that each can be a target: there is no `broadcast` among them.
impl<S: Storage, D: Dimension> SymArrayBase<S, D> {
    /// The elements that [`s!`](ndarray::s) selects.
    ///
    /// ```
    /// use ndarray::{array, s};
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let table = SymArray::from_array(&shmem, &array![[1, 2, 3], [4, 5, 6], [7, 8, 9]])?;
    /// assert_eq!(table.slice(s![1.., ..;2]).to_array(), array![[4, 6], [7, 9]]);
    /// assert_eq!(table.slice(s![..;-1, 0]).to_array(), array![7, 4, 1]);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If an index is out of range or a step is 0.
    #[inline(always)]
    #[track_caller]
    #[must_use]
    pub fn slice<I: SliceArg<D>>(&self, info: I) -> View<'_, S, I::OutDim> {
        self.lay(self.layout.slice(&info))
    }

    /// The elements that `indices` selects along an axis.
    ///
    /// ```
    /// use ndarray::{array, Axis, Slice};
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let table = SymArray::from_array(&shmem, &array![[1, 2, 3], [4, 5, 6]])?;
    /// let ends = table.slice_axis(Axis(1), Slice::from(..).step_by(2));
    /// assert_eq!(ends.to_array(), array![[1, 3], [4, 6]]);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such axis, an index is out of range, or the step is 0.
    #[track_caller]
    #[must_use]
    pub fn slice_axis(&self, axis: Axis, indices: Slice) -> View<'_, S, D> {
        self.lay(self.layout.slice_axis(axis, indices))
    }

    /// The elements at `index` along an axis, without that axis.
    ///
    /// ```
    /// use ndarray::{array, Axis};
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let table = SymArray::from_array(&shmem, &array![[1, 2, 3], [4, 5, 6]])?;
    /// assert_eq!(table.index_axis(Axis(0), 1).to_array(), array![4, 5, 6]);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such axis or index.
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn index_axis(&self, axis: Axis, index: usize) -> View<'_, S, D::Smaller>
    where
        D: RemoveAxis,
    {
        self.lay(self.layout.index_axis(axis, index))
    }

    /// The elements before `index` along an axis, and the others.
    ///
    /// ```
    /// use ndarray::{array, Axis};
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let table = SymArray::from_array(&shmem, &array![[1, 2, 3], [4, 5, 6]])?;
    /// let (left, right) = table.split_at(Axis(1), 1);
    /// assert_eq!(left.to_array(), array![[1], [4]]);
    /// assert_eq!(right.to_array(), array![[2, 3], [5, 6]]);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such axis, or the index is beyond its end.
    #[track_caller]
    #[must_use]
    pub fn split_at(&self, axis: Axis, index: usize) -> (View<'_, S, D>, View<'_, S, D>) {
        let len = self.layout.len_of(axis);
        assert!(index <= len, "cannot split an axis of length {len} at {index}");
        let index = index.cast_signed();
        let before = self.slice_axis(axis, Slice::new(0, Some(index), 1));
        (before, self.slice_axis(axis, Slice::new(index, None, 1)))
    }

    /// The same elements with the axes in another order: the result's axis `i` is axis `axes[i]`.
    ///
    /// ```
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let cube = SymArray::from_shape_fn(&shmem, (2, 3, 4), |(i, j, k)| [i, j, k])?;
    /// let turned = cube.permuted_axes([2, 0, 1]);
    /// assert_eq!(turned.shape(), [4, 2, 3]);
    /// assert_eq!(turned.read([3, 1, 2]), [1, 2, 3]);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If an axis is missing, there twice, or not one of the array's.
    #[track_caller]
    #[must_use]
    pub fn permuted_axes<A: IntoDimension<Dim = D>>(&self, axes: A) -> View<'_, S, D> {
        self.lay(self.layout.permuted_axes(axes))
    }

    /// The same elements with the axes in reverse order: the transposed matrix.
    ///
    /// ```
    /// use ndarray::array;
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let table = SymArray::from_array(&shmem, &array![[1, 2, 3], [4, 5, 6]])?;
    /// assert_eq!(table.t().to_array(), array![[1, 4], [2, 5], [3, 6]]);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    #[must_use]
    pub fn t(&self) -> View<'_, S, D> {
        self.lay(self.layout.clone().reversed_axes())
    }

    /// The same elements, an axis the other way round.
    ///
    /// ```
    /// use ndarray::{array, Axis};
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let table = SymArray::from_array(&shmem, &array![[1, 2, 3], [4, 5, 6]])?;
    /// assert_eq!(table.inverted_axis(Axis(1)).to_array(), array![[3, 2, 1], [6, 5, 4]]);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such axis.
    #[doc(alias = "invert_axis")]
    #[track_caller]
    #[must_use]
    pub fn inverted_axis(&self, axis: Axis) -> View<'_, S, D> {
        self.slice_axis(axis, Slice::new(0, None, -1))
    }

    /// The same elements with an axis of length 1 more, which becomes `axis`.
    ///
    /// ```
    /// use ndarray::{array, Axis};
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let list = SymArray::from_array(&shmem, &array![1, 2, 3])?;
    /// assert_eq!(list.insert_axis(Axis(1)).to_array(), array![[1], [2], [3]]);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If the array has fewer axes than would be before it.
    #[track_caller]
    #[must_use]
    pub fn insert_axis(&self, axis: Axis) -> View<'_, S, D::Larger> {
        self.lay(self.layout.insert_axis(axis))
    }

    /// The elements with the same index along all axes.
    ///
    /// ```
    /// use ndarray::array;
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let table = SymArray::from_array(&shmem, &array![[1, 2, 3], [4, 5, 6]])?;
    /// assert_eq!(table.diag().to_array(), array![1, 5]);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    #[must_use]
    pub fn diag(&self) -> View<'_, S, Ix1> {
        self.lay(self.layout.diag())
    }

    /// A view with another layout.
    #[inline]
    fn lay<E: Dimension>(&self, layout: Layout<E>) -> View<'_, S, E> {
        SymArrayBase::new(self.storage.as_view(), layout)
    }
}

/// Views of matrices.
impl<S: Storage> SymArrayBase<S, Ix2> {
    /// A row.
    ///
    /// ```
    /// use ndarray::array;
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let table = SymArray::from_array(&shmem, &array![[1, 2, 3], [4, 5, 6]])?;
    /// assert_eq!(table.row(1).to_array(), array![4, 5, 6]);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such row.
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn row(&self, index: usize) -> View<'_, S, Ix1> {
        self.index_axis(Axis(0), index)
    }

    /// A column.
    ///
    /// ```
    /// use ndarray::array;
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let table = SymArray::from_array(&shmem, &array![[1, 2, 3], [4, 5, 6]])?;
    /// assert_eq!(table.column(2).to_array(), array![3, 6]);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such column.
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn column(&self, index: usize) -> View<'_, S, Ix1> {
        self.index_axis(Axis(1), index)
    }
}

/// The same elements, by value, with another shape: for arrays, their views, and arrays in epochs. All are local. PEs
/// that go on to a collective on the array must have made it alike.
impl<S, D: Dimension> SymArrayBase<S, D> {
    /// The same elements in the same order in memory, in another shape. As ndarray's `into_shape_with_order`.
    ///
    /// ```
    /// use ndarray::{ShapeBuilder, array};
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let list = SymArray::from_array(&shmem, &array![1, 2, 3, 4, 5, 6])?;
    /// let table = list.into_shape((2, 3));
    /// assert_eq!(table.to_array(), array![[1, 2, 3], [4, 5, 6]]);
    /// let columns = table.into_shape(6).into_shape((2, 3).f());
    /// assert_eq!(columns.to_array(), array![[1, 3, 5], [2, 4, 6]]);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If the shape has another number of elements, or these are not consecutive in the order of the shape.
    #[doc(alias = "reshape")]
    #[track_caller]
    #[must_use = "it has become that"]
    pub fn into_shape<E: Dimension>(self, shape: impl ShapeBuilder<Dim = E>) -> SymArrayBase<S, E> {
        let shape = shape.into_shape_with_order();
        let wanted = shape.raw_dim().clone();
        match self.layout.reshaped(shape) {
            Ok(layout) => SymArrayBase::new(self.storage, layout),
            Err(why) => {
                panic!("{:?} does not become shape {:?}: {why}", self.layout, wanted.slice())
            }
        }
    }

    /// The same elements with the axes in reverse order. A C-order array becomes one in Fortran order.
    ///
    /// ```
    /// use ndarray::array;
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let table = SymArray::from_array(&shmem, &array![[1, 2, 3], [4, 5, 6]])?;
    /// assert_eq!(table.reversed_axes().to_array(), array![[1, 4], [2, 5], [3, 6]]);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    #[must_use = "it has become that"]
    pub fn reversed_axes(self) -> Self {
        Self::new(self.storage, self.layout.reversed_axes())
    }

    /// The same elements, with a number of axes that is known at run time.
    ///
    /// ```
    /// use shmem_ndarray::{SymArray, SymArrayD};
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let all: [SymArrayD<'_, f64>; 2] = [
    ///     SymArray::zeros(&shmem, 10)?.into_dyn(),
    ///     SymArray::zeros(&shmem, (3, 4))?.into_dyn(),
    /// ];
    /// assert_eq!(all.map(|array| array.ndim()), [1, 2]);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    #[must_use = "it has become that"]
    pub fn into_dyn(self) -> SymArrayBase<S, IxDyn> {
        SymArrayBase::new(self.storage, self.layout.into_dyn())
    }

    /// The same elements, with another type for the number of axes.
    ///
    /// ```
    /// use ndarray::{Ix2, IxDyn};
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let table = SymArray::<f64, _>::zeros(&shmem, IxDyn(&[3, 4]))?.into_dimensionality::<Ix2>();
    /// assert_eq!(table.row(2).shape(), [4]);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If the array has another number of axes.
    #[track_caller]
    #[must_use = "it has become that"]
    pub fn into_dimensionality<E: Dimension>(self) -> SymArrayBase<S, E> {
        let have = self.ndim();
        match self.layout.with_axes_of() {
            Ok(layout) => SymArrayBase::new(self.storage, layout),
            Err(_) => panic!("an array of {have} axes has not {:?}", E::NDIM.unwrap_or(have)),
        }
    }
}
