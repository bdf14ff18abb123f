//! The array type: shape and strides over symmetric memory.

use std::fmt;

use ndarray::{Dimension, Ix1, Ix2, Ix3, Ix4, Ix5, Ix6, IxDyn};
use shmem::{Frozen, Pe, Peer, SymBuf, SymFrozen, SymLocal, SymSlice};

use super::layout::Layout;
use super::storage::Storage;

/// An n-dimensional array of the same shape on every PE. What of it PEs can do depends on what it lies in, `S`.
///
/// As ndarray's `ArrayBase` this has names for what it is with each `S`:
///
/// | name | what it is | local access | remote access |
/// |---|---|---|---|
/// | [`SymArray`] | an array that any PE may write at any time | copies | puts and gets |
/// | [`SymArrayView`] | a slice, a row, a turned view … of one | copies | puts and gets |
/// | [`LocalArray`] | one in a local epoch | `ArrayViewMut` | none |
/// | [`FrozenArray`] | one in a frozen epoch | `ArrayView` | gets |
/// | [`FrozenArrayView`] | a slice of one | `ArrayView` | gets |
pub struct SymArrayBase<S, D: Dimension> {
    /// The memory: all of a block, or of a part of one.
    pub(crate) storage: S,
    /// Which elements of that are the array's.
    pub(crate) layout: Layout<D>,
}

/// An n-dimensional array on every PE, which every PE can read and write on every PE.
pub type SymArray<'rt, T, D> = SymArrayBase<SymBuf<'rt, T>, D>;

/// Some of the elements of a [`SymArray`], in any order of its axes: the same ones on every PE.
pub type SymArrayView<'a, T, D> = SymArrayBase<SymSlice<'a, T>, D>;

/// A [`SymArray`] in a local epoch: this PE's elements are an ordinary array, and no PE can reach another's.
pub type LocalArray<'rt, T, D> = SymArrayBase<SymLocal<'rt, T>, D>;

/// A [`SymArray`] in a frozen epoch: nobody writes it, everybody can read it.
pub type FrozenArray<'rt, T, D> = SymArrayBase<SymFrozen<'rt, T>, D>;

/// Some of the elements of a [`FrozenArray`].
pub type FrozenArrayView<'a, T, D> = SymArrayBase<Frozen<'a, T>, D>;

/// One-dimensional [`SymArray`].
pub type SymArray1<'rt, T> = SymArray<'rt, T, Ix1>;

/// Two-dimensional [`SymArray`].
pub type SymArray2<'rt, T> = SymArray<'rt, T, Ix2>;

/// Three-dimensional [`SymArray`].
pub type SymArray3<'rt, T> = SymArray<'rt, T, Ix3>;

/// Four-dimensional [`SymArray`].
pub type SymArray4<'rt, T> = SymArray<'rt, T, Ix4>;

/// Five-dimensional [`SymArray`].
pub type SymArray5<'rt, T> = SymArray<'rt, T, Ix5>;

/// Six-dimensional [`SymArray`].
pub type SymArray6<'rt, T> = SymArray<'rt, T, Ix6>;

/// [`SymArray`] whose number of axes is known at run time.
pub type SymArrayD<'rt, T> = SymArray<'rt, T, IxDyn>;

/// The elements of an array on one PE.
///
/// Made by [`SymArrayBase::at`]. `P` says by which context, as for shmem's [`RemoteSlice`](shmem::RemoteSlice).
#[derive(Clone, Copy)]
pub struct RemoteArray<S, D: Dimension, P = Pe> {
    pub(crate) view: SymArrayBase<S, D>,
    pub(crate) pe: P,
}

impl<S, D: Dimension> SymArrayBase<S, D> {
    pub(crate) fn new(storage: S, layout: Layout<D>) -> Self {
        Self { storage, layout }
    }

    /// The number of elements along each axis.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let table = shmem_ndarray::SymArray::<f64, _>::zeros(&shmem, (3, 4))?;
    /// assert_eq!((table.shape(), table.ndim(), table.len()), (&[3, 4][..], 2, 12));
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    #[must_use]
    pub fn shape(&self) -> &[usize] {
        self.layout.shape()
    }

    /// The shape as ndarray's dimension.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let table = shmem_ndarray::SymArray::<f64, _>::zeros(&shmem, (3, 4))?;
    /// let private = ndarray::Array::<f64, _>::zeros(table.raw_dim());
    /// assert_eq!(private, table.to_array());
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    #[must_use]
    pub fn raw_dim(&self) -> D {
        self.layout.dim()
    }

    /// The number of axes.
    #[must_use]
    pub fn ndim(&self) -> usize {
        self.shape().len()
    }

    /// The number of elements on each PE.
    #[must_use]
    pub fn len(&self) -> usize {
        self.layout.len()
    }

    /// Whether there are no elements.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many elements of memory it is to the next one along each axis.
    ///
    /// ```
    /// use ndarray::ShapeBuilder;
    /// use shmem_ndarray::SymArray2;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let (rows, columns) =
    ///     (SymArray2::<f64>::zeros(&shmem, (3, 4))?, SymArray2::<f64>::zeros(&shmem, (3, 4).f())?);
    /// assert_eq!((rows.strides(), columns.strides()), (&[4, 1][..], &[1, 3][..]));
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    #[must_use]
    pub fn strides(&self) -> &[isize] {
        self.layout.strides()
    }

    /// Whether the elements are consecutive in memory, in C order.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let table = shmem_ndarray::SymArray::<f64, _>::zeros(&shmem, (3, 4))?;
    /// assert!(table.is_standard_layout() && !table.t().is_standard_layout());
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    #[must_use]
    pub fn is_standard_layout(&self) -> bool {
        self.layout.is_standard()
    }
}

impl<S: Storage, D: Dimension> SymArrayBase<S, D> {
    /// The view that has all elements.
    pub(crate) fn borrowed(&self) -> SymArrayBase<S::View<'_>, D> {
        SymArrayBase::new(self.storage.as_view(), self.layout.clone())
    }

    /// The same elements on a PE.
    #[must_use]
    pub fn at<N: Peer>(&self, pe: N) -> RemoteArray<S::View<'_>, D, N> {
        RemoteArray { view: self.borrowed(), pe }
    }
}

impl<S: Clone, D: Dimension> Clone for SymArrayBase<S, D> {
    fn clone(&self) -> Self {
        Self::new(self.storage.clone(), self.layout.clone())
    }
}

impl<S: Copy, D: Dimension + Copy> Copy for SymArrayBase<S, D> {}

impl<S, D: Dimension, P: fmt::Debug> fmt::Debug for RemoteArray<S, D, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoteArray")
            .field("layout", &self.view.layout)
            .field("pe", &self.pe)
            .finish()
    }
}
