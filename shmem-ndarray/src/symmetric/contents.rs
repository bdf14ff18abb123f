//! What this PE can see of its own elements: as they are where nobody writes, and as a private copy elsewhere.

use std::fmt;

use ndarray::{Array, CowArray, Dimension};
use shmem::{Element, Frozen, SymBuf, SymFrozen, SymLocal, SymSlice};

use super::access::Here;
use super::base::SymArrayBase;
use super::layout::Layout;
use super::storage::sealed;
use super::transfer;

/// Memory of which this PE can see its own elements: shared, local or frozen. Sealed.
pub trait Contents: sealed::Sealed {
    /// What its elements are.
    type Elem: Element;

    #[doc(hidden)]
    fn contents<D: Dimension>(&self, layout: &Layout<D>) -> CowArray<'_, Self::Elem, D>;
}

/// A private copy of shared elements.
fn copied<T: Element, D: Dimension>(slice: SymSlice<'_, T>, layout: &Layout<D>) -> Array<T, D> {
    let mut array = Array::from_elem(layout.whole(), T::zeroed());
    transfer::get(&layout.lattice(), array.view_mut(), &mut Here(slice));
    array
}

impl<T: Element> Contents for SymBuf<'_, T> {
    type Elem = T;

    fn contents<D: Dimension>(&self, layout: &Layout<D>) -> CowArray<'_, T, D> {
        copied(self.as_slice(), layout).into()
    }
}

impl<T: Element> Contents for SymSlice<'_, T> {
    type Elem = T;

    fn contents<D: Dimension>(&self, layout: &Layout<D>) -> CowArray<'_, T, D> {
        copied(*self, layout).into()
    }
}

impl<T: Element> sealed::Sealed for SymLocal<'_, T> {}

impl<T: Element> Contents for SymLocal<'_, T> {
    type Elem = T;

    fn contents<D: Dimension>(&self, layout: &Layout<D>) -> CowArray<'_, T, D> {
        layout.view_of(self).into()
    }
}

impl<T: Element> Contents for SymFrozen<'_, T> {
    type Elem = T;

    fn contents<D: Dimension>(&self, layout: &Layout<D>) -> CowArray<'_, T, D> {
        layout.view_of(self).into()
    }
}

impl<T: Element> Contents for Frozen<'_, T> {
    type Elem = T;

    fn contents<D: Dimension>(&self, layout: &Layout<D>) -> CowArray<'_, T, D> {
        layout.view_of(self).into()
    }
}

impl<S: Contents, D: Dimension> SymArrayBase<S, D> {
    /// This PE's elements, borrowed where nobody writes and copied elsewhere.
    pub(crate) fn contents(&self) -> CowArray<'_, S::Elem, D> {
        self.storage.contents(&self.layout)
    }

    /// A private copy of this PE's elements, in the same order in memory if they are consecutive. Local.
    ///
    /// ```
    /// use ndarray::{array, s};
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let table = SymArray::from_array(&shmem, &array![[1, 2], [3, 4]])?;
    /// assert_eq!(table.slice(s![.., ..;-1]).to_array(), array![[2, 1], [4, 3]]);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    #[doc(alias = "to_owned")]
    #[must_use]
    pub fn to_array(&self) -> Array<S::Elem, D> {
        self.contents().into_owned()
    }
}

/// This PE's elements. Of an array that others may write, a copy of what they are at the time.
///
/// ```
/// use ndarray::array;
/// use shmem_ndarray::SymArray;
///
/// # let shmem = shmem::Shmem::init()?;
/// let table = SymArray::from_array(&shmem, &array![[1, 2], [3, 4]])?;
/// assert_eq!(table.to_string(), "[[1, 2],\n [3, 4]]");
/// # Ok::<(), shmem_ndarray::Error>(())
/// ```
impl<S: Contents<Elem: fmt::Display>, D: Dimension> fmt::Display for SymArrayBase<S, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.contents().fmt(f)
    }
}

/// This PE's elements. Of an array that others may write, a copy of what they are at the time.
impl<S: Contents<Elem: fmt::Debug>, D: Dimension> fmt::Debug for SymArrayBase<S, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.contents().fmt(f)
    }
}
