//! Arrays in local epochs: each PE has its own elements to itself.

use std::ops::{Index, IndexMut};

use ndarray::{ArrayView, ArrayViewMut, Dimension, NdIndex};
use shmem::Element;

use super::super::base::{LocalArray, SymArray};

/// What is between a whole block and its array: both were made for each other.
const FITS: &str = "the block has as many elements as the array";

impl<'rt, T: Element, D: Dimension> SymArray<'rt, T, D> {
    /// Begins a local epoch: each PE gets its own elements to itself, as ordinary arrays.
    ///
    /// As [`SymBuf::into_local`](shmem::SymBuf::into_local). Collective over the world: every PE must call it, or
    /// [`with_local`](Self::with_local), on the same array. Completes this PE's operations. On return all puts to the
    /// array have arrived and nobody else can reach it. Costs a barrier.
    ///
    /// ```
    /// use ndarray::azip;
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let (x, y) = (SymArray::full(&shmem, (3, 4), 1.0)?, SymArray::full(&shmem, (3, 4), 2.0)?);
    /// let (x, mut y) = (x.into_local(), y.into_local());
    /// azip!((y in &mut y.view_mut(), &x in &x.view()) *y += 3.0 * x);
    /// y.view_mut().row_mut(0).fill(0.0);
    /// y[[2, 3]] = y.view().sum();
    /// let y = y.into_shared();
    /// assert_eq!(y.read([2, 3]), 40.0);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: as `shmem_barrier_all`.
    #[track_caller]
    #[must_use = "dropping it gives the array up"]
    pub fn into_local(self) -> LocalArray<'rt, T, D> {
        LocalArray::new(self.storage.into_local(), self.layout)
    }

    /// Runs `program` in a local epoch, with this PE's elements, and gives what it returns.
    ///
    /// As [`into_local`](Self::into_local) and then [`into_shared`](LocalArray::into_shared), for arrays that cannot be
    /// moved: costs two barriers. `program` may call collectives and use other arrays, as long as every PE comes to the
    /// end.
    ///
    /// ```
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let mut table = SymArray::ones(&shmem, (3, 4))?;
    /// let sum = table.with_local(|mut mine| {
    ///     mine *= 2.0;
    ///     mine.sum()
    /// });
    /// assert_eq!((sum, table.read([2, 3])), (24.0, 2.0));
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// A panic that leaves `program` ends the job: the other PEs could not be told.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: as `shmem_barrier_all`.
    #[track_caller]
    pub fn with_local<R>(&mut self, program: impl FnOnce(ArrayViewMut<'_, T, D>) -> R) -> R {
        let shape = self.layout.whole();
        self.storage.with_local(|mine| program(ArrayViewMut::from_shape(shape, mine).expect(FITS)))
    }
}

impl<'rt, T: Element, D: Dimension> LocalArray<'rt, T, D> {
    /// Ends the epoch: every PE can reach the elements again.
    ///
    /// Collective over the world: every PE must call it, on the same array. On return what each PE has written is
    /// there for all. Costs a barrier.
    ///
    /// ```
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let mut mine = SymArray::zeros(&shmem, (2, 2))?.into_local();
    /// mine[[0, 1]] = 7;
    /// assert_eq!(mine.into_shared().read([0, 1]), 7);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: as `shmem_barrier_all`.
    #[track_caller]
    #[must_use = "dropping it gives the array up"]
    pub fn into_shared(self) -> SymArray<'rt, T, D> {
        SymArray::new(self.storage.into_shared(), self.layout)
    }

    /// This PE's elements, for ndarray's operators, methods and iterators.
    ///
    /// ```
    /// use ndarray::{Axis, array};
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let mine = SymArray::from_array(&shmem, &array![[1.0, 2.0], [3.0, 4.0]])?.into_local();
    /// assert_eq!(mine.view().dot(&array![1.0, -1.0]), array![-1.0, -1.0]);
    /// assert_eq!(mine.view().sum_axis(Axis(0)), array![4.0, 6.0]);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    #[must_use]
    pub fn view(&self) -> ArrayView<'_, T, D> {
        ArrayView::from_shape(self.layout.whole(), &self.storage).expect(FITS)
    }

    /// This PE's elements, to be changed.
    ///
    /// ```
    /// use ndarray::array;
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let mut mine = SymArray::ones(&shmem, (2, 2))?.into_local();
    /// let mut view = mine.view_mut();
    /// view.row_mut(1).assign(&array![2, 3]);
    /// view += 1;
    /// assert_eq!(mine.view(), array![[2, 2], [3, 4]]);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    #[must_use]
    pub fn view_mut(&mut self) -> ArrayViewMut<'_, T, D> {
        ArrayViewMut::from_shape(self.layout.whole(), &mut self.storage).expect(FITS)
    }
}

impl<T: Element, D: Dimension, I: NdIndex<D>> Index<I> for LocalArray<'_, T, D> {
    type Output = T;

    #[track_caller]
    fn index(&self, index: I) -> &T {
        &self.storage[self.layout.place(index)]
    }
}

impl<T: Element, D: Dimension, I: NdIndex<D>> IndexMut<I> for LocalArray<'_, T, D> {
    #[track_caller]
    fn index_mut(&mut self, index: I) -> &mut T {
        &mut self.storage[self.layout.place(index)]
    }
}
