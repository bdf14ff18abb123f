//! Reductions and scans of private arrays, element by element.

use ndarray::{Array, ArrayRef, Dimension};
use shmem::{Element, Rank, Reduce, ReduceOrd};

use super::TeamArrays;
use super::join::packed;
use super::ops::ReduceOp;
use super::rules::Operation;

impl TeamArrays<'_> {
    /// All members' arrays, combined element by element in the order of ranks.
    ///
    /// ```
    /// use ndarray::array;
    /// use shmem_ndarray::{ArrayCollectives, Max, Sum};
    ///
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let (world, n) = (shmem.world(), shmem.n_pes());
    ///     let mine = array![[1, 2], [3, shmem.my_pe().index()]];
    ///     assert_eq!(world.arrays().reduce(Sum, &mine).row(0), array![n, 2 * n]);
    ///     assert_eq!(world.arrays().reduce(Max, &mine)[[1, 1]], n - 1);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If shapes differ.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_sum_reduce` and its kin.
    #[doc(alias = "shmem_sum_reduce")]
    #[doc(alias = "shmem_prod_reduce")]
    #[doc(alias = "shmem_min_reduce")]
    #[doc(alias = "shmem_max_reduce")]
    #[doc(alias = "shmem_and_reduce")]
    #[doc(alias = "shmem_or_reduce")]
    #[doc(alias = "shmem_xor_reduce")]
    #[track_caller]
    #[must_use]
    pub fn reduce<O: ReduceOp<T>, T: Element, D: Dimension>(
        self,
        _operation: O,
        array: &ArrayRef<T, D>,
    ) -> Array<T, D> {
        self.passed(array, |elements| O::slice(self.team, elements))
    }

    /// All members' arrays, combined element by element by a function, in the order of ranks. As
    /// [`Team::reduce_with`](shmem::Team::reduce_with).
    ///
    /// ```
    /// use ndarray::array;
    /// use shmem_ndarray::ArrayCollectives;
    ///
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let mine = array![1.5, -2.0];
    ///     let widest = |a: f64, b: f64| if b.abs() > a.abs() { b } else { a };
    ///     assert_eq!(shmem.world().arrays().reduce_with(&mine, widest), mine);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If shapes differ. A panic of `combine` ends the job.
    #[track_caller]
    #[must_use]
    pub fn reduce_with<T: Element, D: Dimension>(
        self,
        array: &ArrayRef<T, D>,
        combine: impl FnMut(T, T) -> T,
    ) -> Array<T, D> {
        self.passed(array, |elements| self.team.reduce_slice_with(elements, combine))
    }

    /// The smallest of all members' elements at each index, and who has it: the lowest rank of those that have. A NaN
    /// counts as smaller than any number.
    ///
    /// ```
    /// use ndarray::array;
    /// use shmem_ndarray::ArrayCollectives;
    ///
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let world = shmem.world();
    ///     let (least, who) = world.arrays().minloc(&array![[7, shmem.my_pe().index()]]);
    ///     assert_eq!((least, who), (array![[7, 0]], array![[world.rank(0); 2]]));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If shapes differ.
    #[doc(alias = "MPI_MINLOC")]
    #[track_caller]
    #[must_use]
    pub fn minloc<T: ReduceOrd, D: Dimension>(
        self,
        array: &ArrayRef<T, D>,
    ) -> (Array<T, D>, Array<Rank, D>) {
        self.located(array, |elements| self.team.minloc_slice(elements))
    }

    /// The largest of all members' elements at each index, and who has it. A NaN counts as larger than any number.
    /// Otherwise as [`minloc`](Self::minloc).
    ///
    /// ```
    /// use ndarray::array;
    /// use shmem_ndarray::ArrayCollectives;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let (most, who) = shmem.world().arrays().maxloc(&array![7, shmem.my_pe().index()]);
    /// assert_eq!((most[1], who[1].index()), (shmem.n_pes() - 1, shmem.n_pes() - 1));
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If shapes differ.
    #[doc(alias = "MPI_MAXLOC")]
    #[track_caller]
    #[must_use]
    pub fn maxloc<T: ReduceOrd, D: Dimension>(
        self,
        array: &ArrayRef<T, D>,
    ) -> (Array<T, D>, Array<Rank, D>) {
        self.located(array, |elements| self.team.maxloc_slice(elements))
    }

    /// The sums, element by element, of the arrays of the members up to this one, its own included.
    ///
    /// ```
    /// use ndarray::Array2;
    /// use shmem_ndarray::ArrayCollectives;
    ///
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let (world, me) = (shmem.world(), shmem.my_pe().index());
    ///     let ones = Array2::<usize>::ones((2, 3));
    ///     assert_eq!(world.arrays().inscan(&ones)[[1, 2]], me + 1);
    ///     assert_eq!(world.arrays().exscan(&ones)[[1, 2]], me);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If shapes differ.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_sum_inscan`.
    #[doc(alias = "shmem_sum_inscan")]
    #[track_caller]
    #[must_use]
    pub fn inscan<T: Reduce, D: Dimension>(self, array: &ArrayRef<T, D>) -> Array<T, D> {
        self.passed(array, |elements| self.team.inscan_slice(elements))
    }

    /// The sums, element by element, of the arrays of the members before this one; zeros on the first. As
    /// [`inscan`](Self::inscan) shows.
    ///
    /// # Panics
    ///
    /// If shapes differ.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_sum_exscan`.
    #[doc(alias = "shmem_sum_exscan")]
    #[track_caller]
    #[must_use]
    pub fn exscan<T: Reduce, D: Dimension>(self, array: &ArrayRef<T, D>) -> Array<T, D> {
        self.passed(array, |elements| self.team.exscan_slice(elements))
    }

    /// An array whose elements have passed through a collective.
    #[track_caller]
    fn passed<T: Element, D: Dimension>(
        self,
        array: &ArrayRef<T, D>,
        collective: impl FnOnce(&mut [T]),
    ) -> Array<T, D> {
        let met = self.meet::<T>(Operation::Elementwise, array.shape());
        let mut elements = packed(array).into_owned();
        collective(&mut elements);
        met.array(elements)
    }

    /// As [`passed`](Self::passed), and the ranks that the collective gives besides.
    #[track_caller]
    fn located<T: Element, D: Dimension>(
        self,
        array: &ArrayRef<T, D>,
        collective: impl FnOnce(&mut [T]) -> Vec<Rank>,
    ) -> (Array<T, D>, Array<Rank, D>) {
        let met = self.meet::<T>(Operation::Elementwise, array.shape());
        let mut elements = packed(array).into_owned();
        let ranks = collective(&mut elements);
        (met.array(elements), met.array(ranks))
    }
}
