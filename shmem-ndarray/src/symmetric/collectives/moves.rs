//! Collectives that move private arrays.

use ndarray::{Array, ArrayRef, ArrayView, Axis, Dimension};
use shmem::{Element, Rank};

use super::TeamArrays;
use super::join::{cut, packed};
use super::rules::Operation;

impl TeamArrays<'_> {
    /// Overwrites every member's `array` with the root's.
    ///
    /// ```
    /// use ndarray::{Array2, array};
    /// use shmem_ndarray::ArrayCollectives;
    ///
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let world = shmem.world();
    ///     let mut plan = Array2::zeros((2, 2));
    ///     if world.my_rank().index() == 0 {
    ///         plan = array![[1, 2], [3, 4]];
    ///     }
    ///     world.arrays().broadcast(world.rank(0), &mut plan.view_mut());
    ///     assert_eq!(plan, array![[1, 2], [3, 4]]);
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
    pub fn broadcast<T: Element, D: Dimension>(self, root: Rank, array: &mut ArrayRef<T, D>) {
        self.meet::<T>(Operation::Broadcast { root: root.index() }, array.shape());
        if let Some(elements) = array.as_slice_mut() {
            return self.team.broadcast_slice(root, elements);
        }
        let mut elements = packed(array).into_owned();
        self.team.broadcast_slice(root, &mut elements);
        array.iter_mut().zip(elements).for_each(|(place, element)| *place = element);
    }

    /// Gives every member the root's array, which is the only one that there is.
    ///
    /// ```
    /// use ndarray::Array1;
    /// use shmem_ndarray::ArrayCollectives;
    ///
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let world = shmem.world();
    ///     let root = world.rank(0);
    ///     let read = (world.my_rank() == root).then(|| Array1::from_iter(0..5)); // from a file, say
    ///     let all = world.arrays().broadcast_from(root, read.as_ref().map(|array| array.view()));
    ///     assert_eq!(all.len(), 5);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If the root brings nothing, another member brings something, the root's array has another number of axes
    /// than the result, or the root is another team's rank.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_broadcastmem`.
    #[doc(alias = "shmem_broadcast")]
    #[track_caller]
    #[must_use]
    pub fn broadcast_from<T: Element, D: Dimension>(
        self,
        root: Rank,
        array: Option<ArrayView<'_, T, D>>,
    ) -> Array<T, D> {
        self.check_brings(root, array.is_some());
        let shape = array.as_ref().map_or(&[][..], |array| array.shape());
        let met = self.meet::<T>(Operation::BroadcastFrom { root: root.index() }, shape);
        let elements = array.map(|array| packed(&array).into_owned());
        met.array(self.team.broadcast_vec(root, elements))
    }

    /// All members' arrays, one behind the other along a new axis.
    ///
    /// ```
    /// use ndarray::{Axis, array};
    /// use shmem_ndarray::ArrayCollectives;
    ///
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let (world, n) = (shmem.world(), shmem.n_pes());
    ///     let pair = array![shmem.my_pe().index(), 7];
    ///     let all = world.arrays().stack(&pair, Axis(1));
    ///     assert_eq!(all.dim(), (2, n));
    ///     assert_eq!(all[[0, n - 1]], n - 1);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If shapes differ, or `axis` is more than the number of axes.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_fcollectmem`.
    #[doc(alias = "shmem_fcollect")]
    #[track_caller]
    #[must_use]
    pub fn stack<T: Element, D: Dimension>(
        self,
        array: &ArrayRef<T, D>,
        axis: Axis,
    ) -> Array<T, D::Larger> {
        let met = self.meet::<T>(Operation::Stack { axis: axis.index() }, array.shape());
        let all = self.team.fcollect(&packed(array));
        met.array(met.joined(all))
    }

    /// All members' arrays, one behind the other along an axis that they have.
    ///
    /// Members bring equal shapes; [`collect`](Self::collect) is for different lengths along the axis. As
    /// [`ArrayCollectives::arrays`](super::ArrayCollectives::arrays) shows.
    ///
    /// # Panics
    ///
    /// If shapes differ, or there is no such axis.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_fcollectmem`.
    #[doc(alias = "shmem_fcollect")]
    #[track_caller]
    #[must_use]
    pub fn fcollect<T: Element, D: Dimension>(
        self,
        array: &ArrayRef<T, D>,
        axis: Axis,
    ) -> Array<T, D> {
        let met = self.meet::<T>(Operation::Fcollect { axis: axis.index() }, array.shape());
        let all = self.team.fcollect(&packed(array));
        met.array(met.joined(all))
    }

    /// All members' arrays, one behind the other along an axis, along which they may have different lengths.
    ///
    /// ```
    /// use ndarray::{Array2, Axis};
    /// use shmem_ndarray::ArrayCollectives;
    ///
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let (world, me, n) = (shmem.world(), shmem.my_pe().index(), shmem.n_pes());
    ///     let columns = Array2::from_elem((3, me), me);
    ///     let all = world.arrays().collect(&columns, Axis(1));
    ///     assert_eq!(all.dim(), (3, n * (n - 1) / 2));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If other lengths differ, or there is no such axis.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_collectmem`.
    #[doc(alias = "shmem_collect")]
    #[doc(alias = "concatenate")]
    #[track_caller]
    #[must_use]
    pub fn collect<T: Element, D: Dimension>(
        self,
        array: &ArrayRef<T, D>,
        axis: Axis,
    ) -> Array<T, D> {
        let met = self.meet::<T>(Operation::Collect { axis: axis.index() }, array.shape());
        let all = self.team.collect(&packed(array));
        met.array(met.joined(all))
    }

    /// Gives the root all members' arrays, one behind the other along an axis, along which they may have different
    /// lengths; the others get `None`.
    ///
    /// ```
    /// use ndarray::{Array2, Axis};
    /// use shmem_ndarray::ArrayCollectives;
    ///
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let (world, n) = (shmem.world(), shmem.n_pes());
    ///     let rows = Array2::from_elem((2, 5), shmem.my_pe().index());
    ///     if let Some(all) = world.arrays().gather(world.rank(0), &rows, Axis(0)) {
    ///         assert_eq!(all.dim(), (2 * n, 5));
    ///     }
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If other lengths differ, there is no such axis, or the root is another team's rank.
    ///
    /// # Specification
    ///
    /// The standard has no such routine. The root reads from each member.
    #[doc(alias = "MPI_Gatherv")]
    #[track_caller]
    #[must_use]
    pub fn gather<T: Element, D: Dimension>(
        self,
        root: Rank,
        array: &ArrayRef<T, D>,
        axis: Axis,
    ) -> Option<Array<T, D>> {
        let (axis, root_index) = (axis.index(), root.index());
        let met = self.meet::<T>(Operation::Gather { axis, root: root_index }, array.shape());
        let all = self.team.gather_parts(root, &packed(array))?.concat();
        Some(met.array(met.joined(all)))
    }

    /// Gives every member its share of the root's array along an axis: the first members one index more than the
    /// others, if the length has no equal parts.
    ///
    /// ```
    /// use ndarray::{Array2, Axis};
    /// use shmem_ndarray::ArrayCollectives;
    ///
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let world = shmem.world();
    ///     let root = world.rank(0);
    ///     let all = (world.my_rank() == root).then(|| Array2::<f64>::ones((10, 3)));
    ///     let mine = world.arrays().scatter(root, all.as_ref().map(|all| all.view()), Axis(0));
    ///     assert_eq!(mine.ncols(), 3);
    ///     assert_eq!(world.sum(mine.nrows()), 10);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If the root brings nothing, another member brings something, there is no such axis, the root's array has
    /// another number of axes than the result, or the root is another team's rank.
    ///
    /// # Specification
    ///
    /// The standard has no such routine. Each member reads from the root.
    #[doc(alias = "MPI_Scatterv")]
    #[track_caller]
    #[must_use]
    pub fn scatter<T: Element, D: Dimension>(
        self,
        root: Rank,
        array: Option<ArrayView<'_, T, D>>,
        axis: Axis,
    ) -> Array<T, D> {
        self.check_brings(root, array.is_some());
        let shape = array.as_ref().map_or(&[][..], |array| array.shape());
        let operation = Operation::Scatter { axis: axis.index(), root: root.index() };
        let met = self.meet::<T>(operation, shape);
        let n = self.team.n_ranks();
        let parts = array.map_or(Vec::new(), |array| cut(&array, axis.index(), n));
        met.array(self.team.scatter_parts(root, &parts))
    }

    /// Cuts every member's array along `split`, gives member `i` part `i` of all, and joins what a member gets along
    /// `join`, in the order of ranks. Parts are as equal as can be; along `join` the arrays may have different lengths.
    ///
    /// So an array that is distributed along one axis comes to be distributed along another, as for a transposition:
    ///
    /// ```
    /// use ndarray::{Array2, Axis};
    /// use shmem_ndarray::ArrayCollectives;
    ///
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let world = shmem.world();
    ///     let rows = Array2::<f32>::zeros((2, 10)); // two whole rows on each PE
    ///     let columns = world.arrays().alltoall(&rows, Axis(1), Axis(0)); // some whole columns on each
    ///     assert_eq!(columns.nrows(), 2 * world.n_ranks());
    ///     assert_eq!(world.sum(columns.ncols()), 10);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If lengths differ but those along `join`, or there is no such axis.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: as `shmem_alltoallmem`, for parts of any lengths.
    #[doc(alias = "shmem_alltoall")]
    #[track_caller]
    #[must_use]
    pub fn alltoall<T: Element, D: Dimension>(
        self,
        array: &ArrayRef<T, D>,
        split: Axis,
        join: Axis,
    ) -> Array<T, D> {
        let operation = Operation::Alltoall { split: split.index(), join: join.index() };
        let met = self.meet::<T>(operation, array.shape());
        let parts = cut(array, split.index(), self.team.n_ranks());
        let all = self.team.alltoall_parts(&parts).concat();
        met.array(met.joined(all))
    }

    #[track_caller]
    fn check_brings(self, root: Rank, brings: bool) {
        let me = self.team.my_rank();
        let pe = self.team.pe(root);
        assert!(
            brings == (me == root),
            "rank {root}, PE {pe}, is the root and brings the array, and rank {me} brings {}",
            if brings { "one too" } else { "none" }
        );
    }
}
