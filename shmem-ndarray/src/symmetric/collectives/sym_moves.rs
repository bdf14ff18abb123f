//! Collectives that move symmetric arrays.

use ndarray::{Axis, Dimension};
use shmem::{Element, Rank};

use super::TeamArrays;
use super::join::cut;
use super::rules::Operation;
use super::sym::{elements, store};
use crate::symmetric::base::SymArrayBase;
use crate::symmetric::storage::Shared;

impl TeamArrays<'_> {
    /// Copies the root's `source` into every member's `dest`, the root's included. As
    /// [`broadcast`](Self::broadcast), of symmetric arrays.
    ///
    /// ```
    /// use shmem_ndarray::{ArrayCollectives, SymArray};
    ///
    /// shmem::run(|shmem| -> shmem_ndarray::Result<()> {
    ///     let (world, me) = (shmem.world(), shmem.my_pe().index());
    ///     let source = SymArray::full(shmem, (3, 4), me + 5)?;
    ///     let dest = SymArray::zeros(shmem, (4, 3))?;
    ///     world.arrays().broadcast_sym(world.rank(0), &dest.t(), &source);
    ///     assert_eq!(dest.read([3, 2]), 5);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If shapes differ, or the root is another team's rank.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_broadcastmem`.
    #[doc(alias = "shmem_broadcast")]
    #[track_caller]
    pub fn broadcast_sym<T: Element, D: Dimension>(
        self,
        root: Rank,
        dest: &SymArrayBase<impl Shared<Elem = T>, D>,
        source: &SymArrayBase<impl Shared<Elem = T>, D>,
    ) {
        let operation = Operation::Broadcast { root: root.index() };
        let (met, slices) = self.meet_sym(operation, dest, source, true);
        if let Some((to, from)) = slices {
            return self.team.broadcast_sym(root, to, from);
        }
        let mut all = elements(source);
        self.team.broadcast_slice(root, &mut all);
        store(dest, &met, all);
    }

    /// Puts all members' `source` into every member's `dest`, one behind the other along an axis that is new there. As
    /// [`stack`](Self::stack), of symmetric arrays.
    ///
    /// ```
    /// use ndarray::Axis;
    /// use shmem_ndarray::{ArrayCollectives, SymArray};
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let row = SymArray::ones(&shmem, 3)?;
    /// let all = SymArray::<u32, _>::zeros(&shmem, (shmem.n_pes(), 3))?;
    /// shmem.world().arrays().stack_sym(&all, &row, Axis(0));
    /// assert_eq!(all.to_array().sum(), 3 * shmem.n_pes() as u32);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If the members' sources have different shapes, or `dest` has not that of the result.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_fcollectmem`.
    #[doc(alias = "shmem_fcollect")]
    #[track_caller]
    pub fn stack_sym<T: Element, D: Dimension>(
        self,
        dest: &SymArrayBase<impl Shared<Elem = T>, D::Larger>,
        source: &SymArrayBase<impl Shared<Elem = T>, D>,
        axis: Axis,
    ) {
        let operation = Operation::Stack { axis: axis.index() };
        self.fcollect_over(operation, dest, source, axis);
    }

    /// Puts all members' `source` into every member's `dest`, one behind the other along an axis. As
    /// [`fcollect`](Self::fcollect), of symmetric arrays.
    ///
    /// ```
    /// use ndarray::Axis;
    /// use shmem_ndarray::{ArrayCollectives, SymArray};
    ///
    /// shmem::run(|shmem| -> shmem_ndarray::Result<()> {
    ///     let (n, me) = (shmem.n_pes(), shmem.my_pe().index());
    ///     let source = SymArray::full(shmem, (3, 1), me)?;
    ///     let dest = SymArray::zeros(shmem, (3, n))?;
    ///     shmem.world().arrays().fcollect_sym(&dest, &source, Axis(1));
    ///     assert!(dest.row(2).to_array().into_iter().eq(0..n));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If the members' sources have different shapes, there is no such axis, or `dest` has not the shape of the
    /// result.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_fcollectmem`.
    #[doc(alias = "shmem_fcollect")]
    #[track_caller]
    pub fn fcollect_sym<T: Element, D: Dimension>(
        self,
        dest: &SymArrayBase<impl Shared<Elem = T>, D>,
        source: &SymArrayBase<impl Shared<Elem = T>, D>,
        axis: Axis,
    ) {
        let operation = Operation::Fcollect { axis: axis.index() };
        self.fcollect_over(operation, dest, source, axis);
    }

    #[track_caller]
    fn fcollect_over<T: Element, D: Dimension, E: Dimension>(
        self,
        operation: Operation,
        dest: &SymArrayBase<impl Shared<Elem = T>, E>,
        source: &SymArrayBase<impl Shared<Elem = T>, D>,
        axis: Axis,
    ) {
        let (met, slices) = self.meet_sym(operation, dest, source, is_outer(source.shape(), axis));
        match slices {
            Some((to, from)) => self.team.fcollect_sym(to, from),
            None => store(dest, &met, met.joined(self.team.fcollect(&elements(source)))),
        }
    }

    /// Puts all members' `source` into every member's `dest`, one behind the other along an axis, along which sources
    /// may have different lengths. As [`collect`](Self::collect), of symmetric arrays.
    ///
    /// ```
    /// use ndarray::{Axis, s};
    /// use shmem_ndarray::{ArrayCollectives, SymArray};
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let (me, n) = (shmem.my_pe().index(), shmem.n_pes());
    /// let mine = SymArray::ones(&shmem, (2, n))?;
    /// let all = SymArray::<u32, _>::zeros(&shmem, (2, n * n))?;
    /// let whole = all.slice(s![.., ..n * (n + 1) / 2]);
    /// shmem.world().arrays().collect_sym(&whole, &mine.slice(s![.., ..me + 1]), Axis(1));
    /// assert_eq!(all.to_array().sum() as usize, n * (n + 1));
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If other lengths differ, there is no such axis, or `dest` has not the shape of the result.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_collectmem`.
    #[doc(alias = "shmem_collect")]
    #[track_caller]
    pub fn collect_sym<T: Element, D: Dimension>(
        self,
        dest: &SymArrayBase<impl Shared<Elem = T>, D>,
        source: &SymArrayBase<impl Shared<Elem = T>, D>,
        axis: Axis,
    ) {
        let operation = Operation::Collect { axis: axis.index() };
        let (met, slices) = self.meet_sym(operation, dest, source, is_outer(source.shape(), axis));
        match slices {
            Some((to, from)) => _ = self.team.collect_sym(to, from),
            None => store(dest, &met, met.joined(self.team.collect(&elements(source)))),
        }
    }

    /// Puts all members' `source` into the root's `dest`, one behind the other along an axis, along which they may have
    /// different lengths. All name a `dest` of the result's shape; that of the others stays as it is. As
    /// [`gather`](Self::gather), of symmetric arrays.
    ///
    /// ```
    /// use ndarray::Axis;
    /// use shmem_ndarray::{ArrayCollectives, SymArray};
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let (world, n) = (shmem.world(), shmem.n_pes());
    /// let mine = SymArray::ones(&shmem, (2, 1))?;
    /// let all = SymArray::<u32, _>::zeros(&shmem, (2, n))?;
    /// world.arrays().gather_sym(world.rank(0), &all, &mine, Axis(1));
    /// if shmem.my_pe().index() == 0 {
    ///     assert_eq!(all.to_array().sum() as usize, 2 * n);
    /// }
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If other lengths differ, there is no such axis, `dest` has not the shape of the result, or the root is another
    /// team's rank.
    #[doc(alias = "MPI_Gatherv")]
    #[track_caller]
    pub fn gather_sym<T: Element, D: Dimension>(
        self,
        root: Rank,
        dest: &SymArrayBase<impl Shared<Elem = T>, D>,
        source: &SymArrayBase<impl Shared<Elem = T>, D>,
        axis: Axis,
    ) {
        let operation = Operation::Gather { axis: axis.index(), root: root.index() };
        let (met, slices) = self.meet_sym(operation, dest, source, is_outer(source.shape(), axis));
        let equal = met.shapes.iter().all(|shape| *shape == met.shapes[0]);
        if let Some((to, from)) = slices.filter(|_| equal) {
            return self.team.gather_sym(root, to, from);
        }
        if let Some(parts) = self.team.gather_parts(root, &elements(source)) {
            store(dest, &met, met.joined(parts.concat()));
        }
    }

    /// Puts every member's share of the root's `source` along an axis into its `dest`. All name a `source` of the same
    /// shape. As [`scatter`](Self::scatter), of symmetric arrays.
    ///
    /// ```
    /// use ndarray::Axis;
    /// use shmem_ndarray::{ArrayCollectives, SymArray};
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let (world, n) = (shmem.world(), shmem.n_pes());
    /// let mine = SymArray::<u32, _>::zeros(&shmem, (2, 1))?;
    /// let all = SymArray::ones(&shmem, (2, n))?;
    /// world.arrays().scatter_sym(world.rank(0), &mine, &all, Axis(1));
    /// assert_eq!(mine.to_array().sum(), 2);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such axis, `dest` has not the shape of the share, or the root is another team's rank.
    #[doc(alias = "MPI_Scatterv")]
    #[track_caller]
    pub fn scatter_sym<T: Element, D: Dimension>(
        self,
        root: Rank,
        dest: &SymArrayBase<impl Shared<Elem = T>, D>,
        source: &SymArrayBase<impl Shared<Elem = T>, D>,
        axis: Axis,
    ) {
        let n = self.team.n_ranks();
        let operation = Operation::Scatter { axis: axis.index(), root: root.index() };
        let allowed = has_equal_parts(source.shape(), axis, n);
        let (met, slices) = self.meet_sym(operation, dest, source, allowed);
        if let Some((to, from)) = slices {
            return self.team.scatter_sym(root, to, from);
        }
        let is_root = root == self.team.my_rank();
        let parts = if is_root { cut(&source.to_array(), axis.index(), n) } else { Vec::new() };
        store(dest, &met, self.team.scatter_parts(root, &parts));
    }

    /// Cuts every member's `source` along `split`, and joins what a member gets along `join` in its `dest`. As
    /// [`alltoall`](Self::alltoall), of symmetric arrays.
    ///
    /// ```
    /// use ndarray::Axis;
    /// use shmem_ndarray::{ArrayCollectives, SymArray};
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let n = shmem.n_pes();
    /// let rows = SymArray::ones(&shmem, (2, 3 * n))?;
    /// let columns = SymArray::<u32, _>::zeros(&shmem, (2 * n, 3))?;
    /// shmem.world().arrays().alltoall_sym(&columns, &rows, Axis(1), Axis(0));
    /// assert_eq!(columns.to_array().sum() as usize, 6 * n);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If lengths differ but those along `join`, there is no such axis, or `dest` has not the shape of the result.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_alltoallmem`, of parts that are consecutive and equal.
    #[doc(alias = "shmem_alltoall")]
    #[track_caller]
    pub fn alltoall_sym<T: Element, D: Dimension>(
        self,
        dest: &SymArrayBase<impl Shared<Elem = T>, D>,
        source: &SymArrayBase<impl Shared<Elem = T>, D>,
        split: Axis,
        join: Axis,
    ) {
        let n = self.team.n_ranks();
        let operation = Operation::Alltoall { split: split.index(), join: join.index() };
        let allowed = split == join && has_equal_parts(source.shape(), split, n);
        let (met, slices) = self.meet_sym(operation, dest, source, allowed);
        let equal = met.shapes.iter().all(|shape| *shape == met.shapes[0]);
        if let Some((to, from)) = slices.filter(|_| equal) {
            return self.team.alltoall_sym(to, from);
        }
        let parts = cut(&source.to_array(), split.index(), n);
        store(dest, &met, met.joined(self.team.alltoall_parts(&parts).concat()));
    }
}

/// Whether all in front of an axis is one index, so that what is joined along it is one behind the other in memory.
fn is_outer(shape: &[usize], axis: Axis) -> bool {
    shape.iter().take(axis.index()).all(|&length| length == 1)
}

/// Whether the parts along an axis for `n` members are equal, and one behind the other in memory.
fn has_equal_parts(shape: &[usize], axis: Axis, n: usize) -> bool {
    is_outer(shape, axis) && shape.get(axis.index()).is_some_and(|length| length.is_multiple_of(n))
}
