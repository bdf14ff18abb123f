//! Reductions of private arrays along an axis: of each PE's elements first, then of what the PEs have found.

use ndarray::{Array, ArrayRef, ArrayView1, Axis, RemoveAxis};
use shmem::{Element, Rank, ReduceOrd};

use super::TeamArrays;
use super::meeting::Met;
use super::ops::ReduceOpAlong;
use super::rules::{Operation, Shape};

/// Elements, and where each is: whose it is, and its index along an axis there.
pub type Located<T, D> = (Array<T, D>, Array<(Rank, usize), D>);

impl TeamArrays<'_> {
    /// All elements along an axis of all members' arrays, combined: what the operation makes of that axis of their
    /// [`collect`](Self::collect), without bringing it together. Members may have different lengths along the axis.
    ///
    /// Of no elements at all, the result is what changes nothing: 0, 1, all bits, or the type's largest or smallest
    /// value.
    ///
    /// ```
    /// use ndarray::{Array2, Axis, array};
    /// use shmem_ndarray::{ArrayCollectives, Sum};
    ///
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let rows = Array2::from_elem((5, 2), 1.5); // five of all rows on each PE
    ///     let sums = shmem.world().arrays().reduce_axis(Sum, &rows, Axis(0));
    ///     assert_eq!(sums, array![7.5, 7.5] * shmem.n_pes() as f64);
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
    /// OpenSHMEM 1.6, collective routines: `shmem_sum_reduce` and its kin, of what each PE has reduced.
    #[doc(alias = "shmem_sum_reduce")]
    #[track_caller]
    #[must_use]
    pub fn reduce_axis<O: ReduceOpAlong<T>, T: Element, D: RemoveAxis>(
        self,
        _operation: O,
        array: &ArrayRef<T, D>,
        axis: Axis,
    ) -> Array<T, D::Smaller> {
        let met = self.meet::<T>(Operation::Along { axis: axis.index() }, array.shape());
        let mine = array.fold_axis(axis, O::nothing(), |&found, &next| O::combine(found, next));
        let mut elements: Vec<T> = mine.iter().copied().collect();
        O::slice(self.team, &mut elements);
        met.array(elements)
    }

    /// All elements along an axis of all members' arrays, combined by a function.
    ///
    /// Each member combines its own in the order of their indices, then all combine what was found in the order of ranks;
    /// so a function for which it does not matter where the brackets are gives what it would give of the
    /// [`collect`](Self::collect). Members may have different lengths along the axis, even 0.
    ///
    /// ```
    /// use ndarray::{Axis, array};
    /// use shmem_ndarray::ArrayCollectives;
    ///
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let mine = array![[1, 7], [3, 2]];
    ///     let last = shmem.world().arrays().reduce_axis_with(&mine, Axis(0), |_, b| b);
    ///     assert_eq!(last, array![3, 2]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If other lengths differ, there is no such axis, or no member has any length along it.
    #[track_caller]
    #[must_use]
    pub fn reduce_axis_with<T: Element, D: RemoveAxis>(
        self,
        array: &ArrayRef<T, D>,
        axis: Axis,
        mut combine: impl FnMut(T, T) -> T,
    ) -> Array<T, D::Smaller> {
        let met = self.meet::<T>(Operation::Along { axis: axis.index() }, array.shape());
        let lanes = Lanes::of(&met, axis);
        let mine = mine(array, axis, |lane| lane.iter().copied().reduce(&mut combine));
        let all = self.team.collect(&mine);
        let lane = |i| lanes.found(&all, i).map(|(_, value)| value).reduce(&mut combine);
        met.array((0..lanes.n).filter_map(lane).collect())
    }

    /// The smallest element along an axis of all members' arrays, and where it is: the lowest rank that has it, and the
    /// lowest index along the axis of that member's array. A NaN counts as smaller than any number.
    ///
    /// Members may have different lengths along the axis, even 0.
    ///
    /// ```
    /// use ndarray::{Axis, array};
    /// use shmem_ndarray::ArrayCollectives;
    ///
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let world = shmem.world();
    ///     let me = shmem.my_pe().index();
    ///     let (least, place) = world.arrays().minloc_axis(&array![[7, 5], [me, 9]], Axis(0));
    ///     assert_eq!(least, array![0, 5]);
    ///     assert_eq!(place, array![(world.rank(0), 1), (world.rank(0), 0)]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If other lengths differ, there is no such axis, or no member has any length along it.
    #[doc(alias = "MPI_MINLOC")]
    #[track_caller]
    #[must_use]
    pub fn minloc_axis<T: ReduceOrd, D: RemoveAxis>(
        self,
        array: &ArrayRef<T, D>,
        axis: Axis,
    ) -> Located<T, D::Smaller> {
        self.extremes_along(array, axis, |a, b| a <= b)
    }

    /// The largest element along an axis of all members' arrays, and where it is. A NaN counts as larger than any
    /// number. Otherwise as [`minloc_axis`](Self::minloc_axis).
    ///
    /// ```
    /// use ndarray::{Axis, array};
    /// use shmem_ndarray::ArrayCollectives;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let world = shmem.world();
    /// let (most, place) = world.arrays().maxloc_axis(&array![[7, 5], [2, 9]], Axis(0));
    /// assert_eq!(most, array![7, 9]);
    /// assert_eq!(place, array![(world.rank(0), 0), (world.rank(0), 1)]);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// As [`minloc_axis`](Self::minloc_axis).
    #[doc(alias = "MPI_MAXLOC")]
    #[track_caller]
    #[must_use]
    pub fn maxloc_axis<T: ReduceOrd, D: RemoveAxis>(
        self,
        array: &ArrayRef<T, D>,
        axis: Axis,
    ) -> Located<T, D::Smaller> {
        self.extremes_along(array, axis, |a, b| a >= b)
    }

    #[track_caller]
    fn extremes_along<T: ReduceOrd, D: RemoveAxis>(
        self,
        array: &ArrayRef<T, D>,
        axis: Axis,
        keep: impl Fn(&T, &T) -> bool,
    ) -> Located<T, D::Smaller> {
        let met = self.meet::<T>(Operation::Along { axis: axis.index() }, array.shape());
        let lanes = Lanes::of(&met, axis);
        let keep = |a: &T, b: &T| a.partial_cmp(a).is_none() || keep(a, b);
        let mine = mine(array, axis, |lane| {
            let places = lane.iter().copied().enumerate();
            places.reduce(|a, b| if keep(&a.1, &b.1) { a } else { b })
        });
        let (places, values): (Vec<usize>, Vec<T>) = mine.into_iter().unzip();
        let (places, values) = (self.team.collect(&places), self.team.collect(&values));
        let lane = |i| {
            let both = lanes.found(&values, i).zip(lanes.found(&places, i));
            let (value, place) = both.reduce(|a, b| if keep(&a.0.1, &b.0.1) { a } else { b })?;
            Some((value.1, (self.team.rank(place.0), place.1)))
        };
        let (values, places) = (0..lanes.n).filter_map(lane).unzip();
        (met.array(values), met.array(places))
    }
}

/// What this member finds in each lane of its array, in the order of indices; nothing if lanes have no elements.
fn mine<T, D: RemoveAxis, F>(
    array: &ArrayRef<T, D>,
    axis: Axis,
    of_lane: impl FnMut(ArrayView1<'_, T>) -> Option<F>,
) -> Vec<F> {
    array.lanes(axis).into_iter().filter_map(of_lane).collect()
}

/// The lanes along an axis, of which each member with elements has found something.
struct Lanes {
    n: usize,
    /// Those members.
    ranks: Vec<usize>,
}

impl Lanes {
    #[track_caller]
    fn of(met: &Met, axis: Axis) -> Self {
        let n = met.result.iter().product();
        let has = |(_, shape): &(usize, &Shape)| shape[axis.index()] > 0;
        let ranks: Vec<_> =
            met.shapes.iter().enumerate().filter(has).map(|(rank, _)| rank).collect();
        assert!(
            n == 0 || !ranks.is_empty(),
            "no member has elements along {axis:?} to choose from"
        );
        Self { n, ranks }
    }

    /// What was found in lane `i`, and by whom; `all` is what the members have found, one behind the other.
    fn found<F: Copy>(&self, all: &[F], i: usize) -> impl Iterator<Item = (usize, F)> {
        self.ranks.iter().copied().zip(all.iter().skip(i).step_by(self.n).copied())
    }
}
