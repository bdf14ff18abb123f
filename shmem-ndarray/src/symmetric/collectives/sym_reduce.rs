//! Reductions and scans of symmetric arrays.

use ndarray::{Array, Axis, Dimension, RemoveAxis};
use shmem::{Element, Rank, Reduce, ReduceOrd, SymSlice, Team};

use super::TeamArrays;
use super::ops::{ReduceOp, ReduceOpAlong};
use super::rules::Operation;
use super::sym::{assign, elements, store};
use crate::symmetric::base::SymArrayBase;
use crate::symmetric::storage::Shared;

impl TeamArrays<'_> {
    /// Puts all members' `source`, combined element by element, into every member's `dest`, which may be `source`
    /// itself. As [`reduce`](Self::reduce), of symmetric arrays.
    ///
    /// ```
    /// use shmem_ndarray::{ArrayCollectives, Sum, SymArray};
    ///
    /// shmem::run(|shmem| -> shmem_ndarray::Result<()> {
    ///     let counts = SymArray::<u64, _>::ones(shmem, (3, 4))?;
    ///     shmem.world().arrays().reduce_sym(Sum, &counts, &counts);
    ///     assert_eq!(counts.read([2, 3]), shmem.n_pes() as u64);
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
    #[track_caller]
    pub fn reduce_sym<O: ReduceOp<T>, T: Element, D: Dimension>(
        self,
        _operation: O,
        dest: &SymArrayBase<impl Shared<Elem = T>, D>,
        source: &SymArrayBase<impl Shared<Elem = T>, D>,
    ) {
        self.elementwise(dest, source, O::sym, O::slice);
    }

    /// As [`reduce_sym`](Self::reduce_sym), combined by a function as in [`reduce_with`](Self::reduce_with).
    ///
    /// ```
    /// use shmem_ndarray::{ArrayCollectives, SymArray};
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let a = SymArray::full(&shmem, (2, 2), shmem.my_pe().index())?;
    /// shmem.world().arrays().reduce_sym_with(&a, &a, |_, b| b);
    /// assert_eq!(a.read([1, 0]), shmem.n_pes() - 1);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If shapes differ. A panic of `combine` ends the job.
    #[track_caller]
    pub fn reduce_sym_with<T: Element, D: Dimension>(
        self,
        dest: &SymArrayBase<impl Shared<Elem = T>, D>,
        source: &SymArrayBase<impl Shared<Elem = T>, D>,
        combine: impl FnMut(T, T) -> T,
    ) {
        let result = self.reduce_with(&source.to_array(), combine);
        assign(dest, Operation::Elementwise, &result);
    }

    /// Puts the smallest of all members' elements at each index into every member's `dest`, and gives who has each. As
    /// [`minloc`](Self::minloc), of symmetric arrays.
    ///
    /// ```
    /// use shmem_ndarray::{ArrayCollectives, SymArray};
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let costs = SymArray::full(&shmem, (2, 2), shmem.my_pe().index())?;
    /// let who = shmem.world().arrays().minloc_sym(&costs, &costs);
    /// assert_eq!((costs.read([1, 0]), who[[1, 0]].index()), (0, 0));
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If shapes differ.
    #[doc(alias = "MPI_MINLOC")]
    #[track_caller]
    #[must_use]
    pub fn minloc_sym<T: ReduceOrd, D: Dimension>(
        self,
        dest: &SymArrayBase<impl Shared<Elem = T>, D>,
        source: &SymArrayBase<impl Shared<Elem = T>, D>,
    ) -> Array<Rank, D> {
        let (least, ranks) = self.minloc(&source.to_array());
        assign(dest, Operation::Elementwise, &least);
        ranks
    }

    /// Puts the largest of all members' elements at each index into every member's `dest`, and gives who has each. As
    /// [`maxloc`](Self::maxloc), of symmetric arrays; otherwise as [`minloc_sym`](Self::minloc_sym).
    ///
    /// # Panics
    ///
    /// If shapes differ.
    #[doc(alias = "MPI_MAXLOC")]
    #[track_caller]
    #[must_use]
    pub fn maxloc_sym<T: ReduceOrd, D: Dimension>(
        self,
        dest: &SymArrayBase<impl Shared<Elem = T>, D>,
        source: &SymArrayBase<impl Shared<Elem = T>, D>,
    ) -> Array<Rank, D> {
        let (largest, ranks) = self.maxloc(&source.to_array());
        assign(dest, Operation::Elementwise, &largest);
        ranks
    }

    /// Puts the sums of the members' `source` up to this one, its own included, into its `dest`. As
    /// [`inscan`](Self::inscan), of symmetric arrays.
    ///
    /// ```
    /// use shmem_ndarray::{ArrayCollectives, SymArray};
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let a = SymArray::<usize, _>::ones(&shmem, (2, 2))?;
    /// shmem.world().arrays().inscan_sym(&a, &a);
    /// assert_eq!(a.read([1, 1]), shmem.my_pe().index() + 1);
    /// # Ok::<(), shmem_ndarray::Error>(())
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
    pub fn inscan_sym<T: Reduce, D: Dimension>(
        self,
        dest: &SymArrayBase<impl Shared<Elem = T>, D>,
        source: &SymArrayBase<impl Shared<Elem = T>, D>,
    ) {
        self.elementwise(
            dest,
            source,
            |team, to, from| team.sum_inscan(to, from),
            |team, elements| team.inscan_slice(elements),
        );
    }

    /// Puts the sums of the members' `source` before this one into its `dest`, zeros on the first. As
    /// [`exscan`](Self::exscan), of symmetric arrays.
    ///
    /// ```
    /// use shmem_ndarray::{ArrayCollectives, SymArray};
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let a = SymArray::<usize, _>::ones(&shmem, (2, 2))?;
    /// shmem.world().arrays().exscan_sym(&a, &a);
    /// assert_eq!(a.read([1, 1]), shmem.my_pe().index());
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
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
    pub fn exscan_sym<T: Reduce, D: Dimension>(
        self,
        dest: &SymArrayBase<impl Shared<Elem = T>, D>,
        source: &SymArrayBase<impl Shared<Elem = T>, D>,
    ) {
        self.elementwise(
            dest,
            source,
            |team, to, from| team.sum_exscan(to, from),
            |team, elements| team.exscan_slice(elements),
        );
    }

    /// Puts all elements along an axis of all members' `source`, combined, into every member's `dest`. As
    /// [`reduce_axis`](Self::reduce_axis), of symmetric arrays.
    ///
    /// ```
    /// use ndarray::Axis;
    /// use shmem_ndarray::{ArrayCollectives, Max, SymArray};
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let table = SymArray::from_shape_fn(&shmem, (3, 4), |(i, j)| 10 * i + j)?;
    /// let most = SymArray::zeros(&shmem, 4)?;
    /// shmem.world().arrays().reduce_axis_sym(Max, &most, &table, Axis(0));
    /// assert_eq!(most.read(1), 21);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If lengths of sources differ but those along the axis, there is no such axis, or `dest` has not the shape of the
    /// result.
    #[track_caller]
    pub fn reduce_axis_sym<O: ReduceOpAlong<T>, T: Element, D: RemoveAxis>(
        self,
        operation: O,
        dest: &SymArrayBase<impl Shared<Elem = T>, D::Smaller>,
        source: &SymArrayBase<impl Shared<Elem = T>, D>,
        axis: Axis,
    ) {
        let result = self.reduce_axis(operation, &source.to_array(), axis);
        assign(dest, Operation::Along { axis: axis.index() }, &result);
    }

    /// As [`reduce_axis_sym`](Self::reduce_axis_sym), combined by a function as in
    /// [`reduce_axis_with`](Self::reduce_axis_with).
    ///
    /// ```
    /// use ndarray::Axis;
    /// use shmem_ndarray::{ArrayCollectives, SymArray};
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let table = SymArray::from_shape_fn(&shmem, (3, 4), |(i, j)| 10 * i + j)?;
    /// let last = SymArray::zeros(&shmem, 4)?;
    /// shmem.world().arrays().reduce_axis_sym_with(&last, &table, Axis(0), |_, b| b);
    /// assert_eq!(last.read(1), 21);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// As [`reduce_axis_sym`](Self::reduce_axis_sym), and if no member has any length along the axis. A panic of
    /// `combine` ends the job.
    #[track_caller]
    pub fn reduce_axis_sym_with<T: Element, D: RemoveAxis>(
        self,
        dest: &SymArrayBase<impl Shared<Elem = T>, D::Smaller>,
        source: &SymArrayBase<impl Shared<Elem = T>, D>,
        axis: Axis,
        combine: impl FnMut(T, T) -> T,
    ) {
        let result = self.reduce_axis_with(&source.to_array(), axis, combine);
        assign(dest, Operation::Along { axis: axis.index() }, &result);
    }

    /// Puts the smallest elements along an axis of all members' `source` into every member's `dest`, and gives where each
    /// is. As [`minloc_axis`](Self::minloc_axis), of symmetric arrays.
    ///
    /// ```
    /// use ndarray::Axis;
    /// use shmem_ndarray::{ArrayCollectives, SymArray};
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let world = shmem.world();
    /// let costs = SymArray::from_shape_fn(&shmem, (2, 3), |(i, j)| 10 - i + j)?;
    /// let least = SymArray::zeros(&shmem, 3)?;
    /// let places = world.arrays().minloc_axis_sym(&least, &costs, Axis(0));
    /// assert_eq!((least.read(2), places[2]), (11, (world.rank(0), 1)));
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// As [`reduce_axis_sym`](Self::reduce_axis_sym), and if no member has any length along the axis.
    #[doc(alias = "MPI_MINLOC")]
    #[track_caller]
    #[must_use]
    pub fn minloc_axis_sym<T: ReduceOrd, D: RemoveAxis>(
        self,
        dest: &SymArrayBase<impl Shared<Elem = T>, D::Smaller>,
        source: &SymArrayBase<impl Shared<Elem = T>, D>,
        axis: Axis,
    ) -> Array<(Rank, usize), D::Smaller> {
        let (least, places) = self.minloc_axis(&source.to_array(), axis);
        assign(dest, Operation::Along { axis: axis.index() }, &least);
        places
    }

    /// Puts the largest elements along an axis of all members' `source` into every member's `dest`, and gives where each
    /// is. As [`maxloc_axis`](Self::maxloc_axis), of symmetric arrays; otherwise as
    /// [`minloc_axis_sym`](Self::minloc_axis_sym).
    ///
    /// # Panics
    ///
    /// As [`minloc_axis_sym`](Self::minloc_axis_sym).
    #[doc(alias = "MPI_MAXLOC")]
    #[track_caller]
    #[must_use]
    pub fn maxloc_axis_sym<T: ReduceOrd, D: RemoveAxis>(
        self,
        dest: &SymArrayBase<impl Shared<Elem = T>, D::Smaller>,
        source: &SymArrayBase<impl Shared<Elem = T>, D>,
        axis: Axis,
    ) -> Array<(Rank, usize), D::Smaller> {
        let (largest, places) = self.maxloc_axis(&source.to_array(), axis);
        assign(dest, Operation::Along { axis: axis.index() }, &largest);
        places
    }

    /// A collective that gives as much as it takes, element by element.
    #[track_caller]
    fn elementwise<T: Element, D: Dimension>(
        self,
        dest: &SymArrayBase<impl Shared<Elem = T>, D>,
        source: &SymArrayBase<impl Shared<Elem = T>, D>,
        in_place: impl FnOnce(&Team<'_>, SymSlice<'_, T>, SymSlice<'_, T>),
        by_copy: impl FnOnce(&Team<'_>, &mut [T]),
    ) {
        let (met, slices) = self.meet_sym(Operation::Elementwise, dest, source, true);
        if let Some((to, from)) = slices {
            return in_place(self.team, to, from);
        }
        let mut all = elements(source);
        by_copy(self.team, &mut all);
        store(dest, &met, all);
    }
}
