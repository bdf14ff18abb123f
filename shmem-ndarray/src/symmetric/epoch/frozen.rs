//! Arrays in frozen epochs: everybody reads, nobody writes.

use std::ops::Index;

use ndarray::{ArrayView, Dimension, NdIndex};
use shmem::Element;

use super::super::base::{FrozenArray, FrozenArrayView, SymArray};

impl<'rt, T: Element, D: Dimension> SymArray<'rt, T, D> {
    /// Begins a frozen epoch: until it ends, all PEs can read the elements and none can write them.
    ///
    /// As [`SymBuf::freeze`](shmem::SymBuf::freeze). Collective over the world: every PE must call it, or
    /// [`with_frozen`](Self::with_frozen), on the same array. Completes this PE's operations. On return all puts to
    /// the array have arrived. Costs a barrier.
    ///
    /// ```
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let table = SymArray::full(&shmem, (2, 3), shmem.my_pe().index())?.freeze();
    /// assert_eq!(table.view().sum(), 6 * shmem.my_pe().index()); // an array of ndarray's, here
    /// let table = table.thaw();
    /// table.write([0, 0], 5);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: as `shmem_barrier_all`.
    #[track_caller]
    #[must_use = "dropping it gives the array up"]
    pub fn freeze(self) -> FrozenArray<'rt, T, D> {
        FrozenArray::new(self.storage.freeze(), self.layout)
    }

    /// Runs `program` in a frozen epoch and gives what it returns.
    ///
    /// As [`freeze`](Self::freeze) and then [`thaw`](FrozenArray::thaw), for arrays that cannot be moved: costs two
    /// barriers. `program` may call collectives and use other arrays, as long as every PE comes to the end.
    ///
    /// ```
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let mut table = SymArray::from_shape_fn(&shmem, (2, 3), |(i, j)| i + j)?;
    /// let largest = table.with_frozen(|all| all.view().iter().copied().max());
    /// assert_eq!(largest, Some(3));
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
    pub fn with_frozen<R>(&mut self, program: impl FnOnce(FrozenArrayView<'_, T, D>) -> R) -> R {
        let layout = self.layout.clone();
        self.storage.with_frozen(|all| program(FrozenArrayView::new(all, layout)))
    }
}

impl<'rt, T: Element, D: Dimension> FrozenArray<'rt, T, D> {
    /// Ends the epoch: every PE can write the elements again.
    ///
    /// Collective over the world: every PE must call it, on the same array. On return nobody reads it as frozen any
    /// more. Costs a barrier.
    ///
    /// ```
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let frozen = SymArray::ones(&shmem, (2, 2))?.freeze();
    /// let sum: i32 = frozen.view().sum();
    /// frozen.thaw().write([1, 1], sum);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: as `shmem_barrier_all`.
    #[track_caller]
    #[must_use = "dropping it gives the array up"]
    pub fn thaw(self) -> SymArray<'rt, T, D> {
        SymArray::new(self.storage.thaw(), self.layout)
    }

    /// This PE's elements, for ndarray's operators, methods and iterators.
    ///
    /// ```
    /// use ndarray::array;
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let frozen = SymArray::from_array(&shmem, &array![[1, 2], [3, 4]])?.freeze();
    /// assert_eq!(&frozen.view() + 1, array![[2, 3], [4, 5]]);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    #[must_use]
    pub fn view(&self) -> ArrayView<'_, T, D> {
        self.layout.view_of(&self.storage)
    }
}

impl<'a, T: Element, D: Dimension> FrozenArrayView<'a, T, D> {
    /// This PE's elements, for ndarray's operators, methods and iterators.
    ///
    /// ```
    /// use ndarray::{array, s};
    /// use shmem_ndarray::SymArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let frozen = SymArray::from_array(&shmem, &array![[1, 2], [3, 4]])?.freeze();
    /// assert_eq!(frozen.slice(s![..;-1, 1]).view(), array![4, 2]);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    #[must_use]
    pub fn view(&self) -> ArrayView<'a, T, D> {
        self.layout.view_of(self.storage.as_slice())
    }
}

impl<T: Element, D: Dimension, I: NdIndex<D>> Index<I> for FrozenArray<'_, T, D> {
    type Output = T;

    #[track_caller]
    fn index(&self, index: I) -> &T {
        &self.storage[self.layout.place(index)]
    }
}

impl<T: Element, D: Dimension, I: NdIndex<D>> Index<I> for FrozenArrayView<'_, T, D> {
    type Output = T;

    #[track_caller]
    fn index(&self, index: I) -> &T {
        &self.storage[self.layout.place(index)]
    }
}
