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
/// | [`AtomicArray`](super::AtomicArray), [`AtomicArrayView`](super::AtomicArrayView) | words that any PE may change atomically | atomic operations | atomic operations |
/// | [`SignalArray`](super::SignalArray), [`SignalArrayView`](super::SignalArrayView) | words that say that something has arrived | `fetch`, waits | signals |
///
/// ```
/// use ndarray::Dimension;
/// use shmem_ndarray::SymArrayBase;
///
/// # let shmem = shmem::Shmem::init()?;
/// /// A function of any of them.
/// fn is_square<S, D: Dimension>(array: &SymArrayBase<S, D>) -> bool {
///     array.shape().iter().all(|&len| len == array.shape()[0])
/// }
/// let table = shmem_ndarray::SymArray::<f64, _>::zeros(&shmem, (3, 4))?;
/// assert!(!is_square(&table) && is_square(&table.split_at(ndarray::Axis(1), 3).0));
/// # Ok::<(), shmem_ndarray::Error>(())
/// ```
pub struct SymArrayBase<S, D: Dimension> {
    /// The memory: all of a block, or of a part of one.
    pub(crate) storage: S,
    /// Which elements of that are the array's.
    pub(crate) layout: Layout<D>,
}

/// An n-dimensional array on every PE, which every PE can read and write on every PE.
///
/// Its elements lie in C or in Fortran order. As with a [`SymBuf`], others may write at any time, so it lends no
/// references, and dropping it frees nothing at once: see [`Shmem::reclaim`](shmem::Shmem::reclaim).
///
/// ```
/// use ndarray::array;
/// use shmem_ndarray::SymArray;
///
/// # let shmem = shmem::Shmem::init()?;
/// let inbox = SymArray::<f64, _>::zeros(&shmem, (2, 3))?;
/// inbox.row(1).at(shmem.my_pe().wrapping_add(1)).put(&array![1.0, 2.0, 3.0]);
/// shmem.world().barrier();
/// assert_eq!(inbox.to_array(), array![[0.0, 0.0, 0.0], [1.0, 2.0, 3.0]]);
/// # Ok::<(), shmem_ndarray::Error>(())
/// ```
pub type SymArray<'rt, T, D> = SymArrayBase<SymBuf<'rt, T>, D>;

/// Some of the elements of a [`SymArray`], in any order of its axes: the same ones on every PE.
///
/// ```
/// use ndarray::{Ix1, array};
/// use shmem_ndarray::{SymArray, SymArrayView};
///
/// # let shmem = shmem::Shmem::init()?;
/// let table = SymArray::from_array(&shmem, &array![[1, 2, 3], [4, 5, 6]])?;
/// let column: SymArrayView<'_, i32, Ix1> = table.column(1);
/// assert_eq!(column.to_array(), array![2, 5]);
/// # Ok::<(), shmem_ndarray::Error>(())
/// ```
pub type SymArrayView<'a, T, D> = SymArrayBase<SymSlice<'a, T>, D>;

/// A [`SymArray`] in a local epoch: this PE's elements are an ordinary array, and no PE can reach another's.
///
/// Made by [`SymArray::into_local`], and made shared again by [`into_shared`](LocalArray::into_shared).
///
/// ```
/// use ndarray::Ix2;
/// use shmem_ndarray::{LocalArray, SymArray};
///
/// # let shmem = shmem::Shmem::init()?;
/// let mut mine: LocalArray<'_, f64, Ix2> = SymArray::ones(&shmem, (3, 4))?.into_local();
/// mine.view_mut().row_mut(0).fill(5.0);
/// mine[[1, 0]] = 0.0;
/// assert_eq!(mine.view().sum(), 27.0);
/// # Ok::<(), shmem_ndarray::Error>(())
/// ```
pub type LocalArray<'rt, T, D> = SymArrayBase<SymLocal<'rt, T>, D>;

/// A [`SymArray`] in a frozen epoch: nobody writes it, everybody can read it.
///
/// Made by [`SymArray::freeze`], and made shared again by [`thaw`](FrozenArray::thaw).
///
/// ```
/// use ndarray::Ix2;
/// use shmem_ndarray::{FrozenArray, SymArray};
///
/// # let shmem = shmem::Shmem::init()?;
/// let frozen: FrozenArray<'_, f64, Ix2> = SymArray::ones(&shmem, (3, 4))?.freeze();
/// let theirs = frozen.column(0).at(shmem.my_pe().wrapping_add(1)).get_array();
/// assert_eq!(frozen.view().dot(&frozen.view().t()).column(0), 4.0 * &theirs);
/// # Ok::<(), shmem_ndarray::Error>(())
/// ```
pub type FrozenArray<'rt, T, D> = SymArrayBase<SymFrozen<'rt, T>, D>;

/// Some of the elements of a [`FrozenArray`], or all of an array that [`SymArray::with_frozen`] lends.
///
/// ```
/// use ndarray::Ix1;
/// use shmem_ndarray::{FrozenArrayView, SymArray};
///
/// # let shmem = shmem::Shmem::init()?;
/// let frozen = SymArray::from_shape_fn(&shmem, (3, 4), |(i, j)| i * j)?.freeze();
/// let row: FrozenArrayView<'_, usize, Ix1> = frozen.row(2);
/// assert_eq!(row.view().sum(), 12);
/// # Ok::<(), shmem_ndarray::Error>(())
/// ```
pub type FrozenArrayView<'a, T, D> = SymArrayBase<Frozen<'a, T>, D>;

/// One-dimensional [`SymArray`].
///
/// ```
/// # let shmem = shmem::Shmem::init()?;
/// assert_eq!(shmem_ndarray::SymArray1::<f64>::zeros(&shmem, 3)?.ndim(), 1);
/// # Ok::<(), shmem_ndarray::Error>(())
/// ```
pub type SymArray1<'rt, T> = SymArray<'rt, T, Ix1>;

/// Two-dimensional [`SymArray`].
///
/// ```
/// # let shmem = shmem::Shmem::init()?;
/// assert_eq!(shmem_ndarray::SymArray2::<f64>::zeros(&shmem, (3, 2))?.ndim(), 2);
/// # Ok::<(), shmem_ndarray::Error>(())
/// ```
pub type SymArray2<'rt, T> = SymArray<'rt, T, Ix2>;

/// Three-dimensional [`SymArray`].
///
/// ```
/// # let shmem = shmem::Shmem::init()?;
/// assert_eq!(shmem_ndarray::SymArray3::<f64>::zeros(&shmem, (3, 2, 1))?.ndim(), 3);
/// # Ok::<(), shmem_ndarray::Error>(())
/// ```
pub type SymArray3<'rt, T> = SymArray<'rt, T, Ix3>;

/// Four-dimensional [`SymArray`].
///
/// ```
/// # let shmem = shmem::Shmem::init()?;
/// assert_eq!(shmem_ndarray::SymArray4::<f64>::zeros(&shmem, (3, 2, 1, 2))?.ndim(), 4);
/// # Ok::<(), shmem_ndarray::Error>(())
/// ```
pub type SymArray4<'rt, T> = SymArray<'rt, T, Ix4>;

/// Five-dimensional [`SymArray`].
///
/// ```
/// # let shmem = shmem::Shmem::init()?;
/// assert_eq!(shmem_ndarray::SymArray5::<f64>::zeros(&shmem, (3, 2, 1, 2, 1))?.ndim(), 5);
/// # Ok::<(), shmem_ndarray::Error>(())
/// ```
pub type SymArray5<'rt, T> = SymArray<'rt, T, Ix5>;

/// Six-dimensional [`SymArray`].
///
/// ```
/// # let shmem = shmem::Shmem::init()?;
/// assert_eq!(shmem_ndarray::SymArray6::<f64>::zeros(&shmem, (3, 2, 1, 2, 1, 2))?.ndim(), 6);
/// # Ok::<(), shmem_ndarray::Error>(())
/// ```
pub type SymArray6<'rt, T> = SymArray<'rt, T, Ix6>;

/// [`SymArray`] whose number of axes is known at run time.
///
/// ```
/// # let shmem = shmem::Shmem::init()?;
/// let axes = std::env::args().len();
/// let cube = shmem_ndarray::SymArrayD::<f64>::zeros(&shmem, vec![2; axes])?;
/// assert_eq!(cube.len(), 1 << axes);
/// # Ok::<(), shmem_ndarray::Error>(())
/// ```
pub type SymArrayD<'rt, T> = SymArray<'rt, T, IxDyn>;

/// The elements of an array on one PE.
///
/// Made by [`SymArrayBase::at`], and has views as arrays have them: [`row`](Self::row), [`slice`](Self::slice) …. `P` says by which context, as for shmem's [`RemoteSlice`](shmem::RemoteSlice).
///
/// ```
/// use ndarray::{array, s};
/// use shmem_ndarray::SymArray;
///
/// # let shmem = shmem::Shmem::init()?;
/// let table = SymArray::from_array(&shmem, &array![[1, 2, 3], [4, 5, 6]])?;
/// let theirs = table.at(shmem.my_pe().wrapping_add(1));
/// assert_eq!(theirs.row(1).get_array(), array![4, 5, 6]);
/// assert_eq!(theirs.slice(s![..;-1, 0]).get_array(), array![4, 1]);
/// # Ok::<(), shmem_ndarray::Error>(())
/// ```
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
    #[inline]
    pub(crate) fn borrowed(&self) -> SymArrayBase<S::View<'_>, D> {
        SymArrayBase::new(self.storage.as_view(), self.layout.clone())
    }

    /// The same elements on a PE: what puts go to, gets come from, and atomic operations and signals change.
    ///
    /// ```
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let mine = SymArray::full(&shmem, (3, 4), shmem.my_pe().index())?;
    /// let right = shmem.my_pe().wrapping_add(1);
    /// assert_eq!(mine.at(right).g([2, 3]), right.index());
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    #[inline]
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
