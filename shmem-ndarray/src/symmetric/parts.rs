//! Parts of arrays, each with states of its own.

use ndarray::{Axis, Dimension, ShapeBuilder};
use shmem::{Element, SymBuf};

use super::base::SymArray;
use super::layout::Layout;

impl<T: Element, D: Dimension> SymArray<'_, T, D> {
    /// Parts the array along its outermost axis, the first one in C order and the last one in Fortran order, into
    /// arrays of the given lengths along it, which are for themselves in every respect: each can be in an epoch of its
    /// own, and be dropped on its own. [`join`](Self::join) undoes it.
    ///
    /// Local, and costs nothing. PEs that go on to an epoch of a part must have parted alike. The memory comes back
    /// once every PE has given up all parts.
    ///
    /// ```
    /// use ndarray::Axis;
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let grid = SymArray::<f64, _>::zeros(&shmem, (10, 4))?;
    /// let [halo, mine] = grid.partition(Axis(0), [1, 9]).try_into().expect("two parts");
    /// let mut mine = mine.into_local(); // while others write to the halo
    /// mine.view_mut().fill(2.0);
    /// let grid = halo.join(Axis(0), mine.into_shared());
    /// assert_eq!((grid.shape(), grid.read([9, 3])), (&[10, 4][..], 2.0));
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If the axis is not the outermost one, or the lengths do not add up to its length.
    #[track_caller]
    #[must_use = "a part that is dropped is given up"]
    pub fn partition(self, axis: Axis, lens: impl IntoIterator<Item = usize>) -> Vec<Self> {
        let fortran = self.outermost(axis);
        let lens: Vec<usize> = lens.into_iter().collect();
        let (dim, len) = (self.raw_dim(), self.shape()[axis.index()]);
        let sum = lens.iter().try_fold(0_usize, |sum, &len| sum.checked_add(len));
        assert!(sum == Some(len), "parts of lengths {lens:?} are not an axis of length {len}");
        let layouts: Vec<_> = lens.iter().map(|&len| along(&dim, axis, len, fortran)).collect();
        let bufs = self.into_buf().partition(layouts.iter().map(Layout::len));
        bufs.into_iter().zip(layouts).map(|(buf, layout)| Self::new(buf, layout)).collect()
    }

    /// Puts this part and the one that follows it along the outermost axis together again. Local.
    ///
    /// ```
    /// use ndarray::Axis;
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let parts = SymArray::<f64, _>::zeros(&shmem, (10, 4))?.partition(Axis(0), [3, 3, 4]);
    /// let whole = parts.into_iter().reduce(|all, next| all.join(Axis(0), next)).expect("three parts");
    /// assert_eq!(whole.shape(), [10, 4]);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If `next` is not the part of the same array that begins where this one ends, or the axis is not the outermost
    /// one of both.
    #[track_caller]
    #[must_use = "a part that is dropped is given up"]
    pub fn join(self, axis: Axis, next: Self) -> Self {
        let fortran = self.outermost(axis);
        let (mut dim, after) = (self.raw_dim(), next.raw_dim());
        let len = dim[axis.index()];
        dim[axis.index()] = after[axis.index()];
        assert!(
            dim == after && next.outermost(axis) == fortran,
            "shapes {:?} and {:?} do not join along {axis:?}",
            self.shape(),
            next.shape()
        );
        let layout = along(&dim, axis, len + after[axis.index()], fortran);
        Self::new(SymBuf::join(self.into_buf(), next.into_buf()), layout)
    }

    /// Whether the axis is the outermost one because the array is in Fortran order, and not in C order.
    #[track_caller]
    fn outermost(&self, axis: Axis) -> bool {
        let (last, standard) = (self.ndim().wrapping_sub(1), self.layout.is_standard());
        let c_order = axis.index() == 0 && standard;
        let fortran = axis.index() == last && self.layout.is_fortran();
        let order = if standard { "C" } else { "Fortran" };
        let shape = self.shape();
        assert!(
            !shape.is_empty() && (c_order || fortran),
            "{axis:?} is not the outermost one of an array of shape {shape:?} in {order} order"
        );
        !c_order
    }
}

/// The layout of an array with another length along its outermost axis.
fn along<D: Dimension>(dim: &D, axis: Axis, len: usize, fortran: bool) -> Layout<D> {
    let mut dim = dim.clone();
    dim[axis.index()] = len;
    Layout::contiguous(dim.set_f(fortran)).expect("no larger than an array that there is")
}
