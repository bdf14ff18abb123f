//! Reductions that look at every member's value: by closure, and with the place of the extreme.
//!
//! Members exchange their data and each combines private copies, a piece at a time, so closures never see
//! memory that anybody else can write. While one runs, its team is busy.

use super::{Rank, Team};
use crate::element::{Element, ReduceOrd};

impl Team<'_> {
    /// Combines all members' values with `combine`, in the order of their ranks.
    ///
    /// `combine` takes what the values of lower ranks have given, and the next value. Each member computes
    /// the result for itself, so all get the same one if all bring the same function.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let point = [shmem.my_pe().index() as f64, 1.0];
    ///     let furthest = shmem.world().reduce_with(point, |a, b| if b[0] > a[0] { b } else { a });
    ///     assert_eq!(furthest, [(shmem.n_pes() - 1) as f64, 1.0]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// A panic of `combine` ends the job. Collectives of this team panic if `combine` calls them.
    #[track_caller]
    #[must_use]
    pub fn reduce_with<T: Element>(&self, value: T, combine: impl FnMut(T, T) -> T) -> T {
        let mut data = [value];
        self.reduce_slice_with(&mut data, combine);
        data[0]
    }

    /// Overwrites `data` with all members' data combined element by element, which must have the same
    /// length. Otherwise as [`reduce_with`](Self::reduce_with).
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let mut data = [1.5f64, -2.5];
    /// shmem.world().reduce_slice_with(&mut data, |a, b| if a.abs() > b.abs() { a } else { b });
    /// assert_eq!(data, [1.5, -2.5]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// As for [`reduce_with`](Self::reduce_with).
    #[track_caller]
    pub fn reduce_slice_with<T: Element>(
        &self,
        data: &mut [T],
        mut combine: impl FnMut(T, T) -> T,
    ) {
        self.fold(data, |_, found, theirs, _| combine(found, theirs));
    }

    /// The smallest of all members' values, and who has it: the lowest rank of those that have.
    ///
    /// A NaN counts as smaller than any number.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let world = shmem.world();
    ///     let cost = (world.my_rank().index() as f64 - 1.2).abs();
    ///     let (least, who) = world.minloc(cost);
    ///     assert_eq!(who.index(), 1.min(world.n_ranks() - 1));
    ///     assert!(least <= cost);
    ///     Ok(())
    /// });
    /// ```
    #[doc(alias = "MPI_MINLOC")]
    #[track_caller]
    #[must_use]
    pub fn minloc<T: ReduceOrd>(&self, value: T) -> (T, Rank) {
        let mut data = [value];
        let ranks = self.minloc_slice(&mut data);
        (data[0], ranks[0])
    }

    /// The largest of all members' values, and who has it: the lowest rank of those that have.
    ///
    /// A NaN counts as larger than any number.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let world = shmem.world();
    /// let (largest, who) = world.maxloc(shmem.my_pe().index());
    /// assert_eq!((largest, who.index()), (shmem.n_pes() - 1, shmem.n_pes() - 1));
    /// # Ok::<(), shmem::Error>(())
    /// ```
    #[doc(alias = "MPI_MAXLOC")]
    #[track_caller]
    #[must_use]
    pub fn maxloc<T: ReduceOrd>(&self, value: T) -> (T, Rank) {
        let mut data = [value];
        let ranks = self.maxloc_slice(&mut data);
        (data[0], ranks[0])
    }

    /// Overwrites `data` with the smallest, element by element, of all members' data, and gives who has
    /// each. All must have the same length. Otherwise as [`minloc`](Self::minloc).
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let world = shmem.world();
    /// let mut data = [shmem.my_pe().index(), 7];
    /// assert_eq!(world.minloc_slice(&mut data), [world.rank(0); 2]);
    /// assert_eq!(data, [0, 7]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    #[track_caller]
    #[must_use]
    pub fn minloc_slice<T: ReduceOrd>(&self, data: &mut [T]) -> Vec<Rank> {
        self.extreme(data, |a, b| a <= b)
    }

    /// Overwrites `data` with the largest, element by element, of all members' data, and gives who has
    /// each. All must have the same length. Otherwise as [`maxloc`](Self::maxloc).
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let world = shmem.world();
    /// let mut data = [shmem.my_pe().index(), 7];
    /// let who = world.maxloc_slice(&mut data);
    /// assert_eq!((who[0].index(), who[1].index()), (shmem.n_pes() - 1, 0));
    /// # Ok::<(), shmem::Error>(())
    /// ```
    #[track_caller]
    #[must_use]
    pub fn maxloc_slice<T: ReduceOrd>(&self, data: &mut [T]) -> Vec<Rank> {
        self.extreme(data, |a, b| a >= b)
    }

    #[track_caller]
    fn extreme<T: ReduceOrd>(&self, data: &mut [T], keep: impl Fn(&T, &T) -> bool) -> Vec<Rank> {
        let mut numbers = vec![0; data.len()];
        self.fold(data, |i, found, theirs, rank| {
            let is_nan = found.partial_cmp(&found).is_none();
            if is_nan || keep(&found, &theirs) {
                return found;
            }
            numbers[i] = rank;
            theirs
        });
        numbers.into_iter().map(|number| self.rank(number)).collect()
    }

    /// Combines all members' data in the order of their ranks. `combine` gets the place in `data`, what
    /// lower ranks have given, the next member's value, and that member's number.
    #[track_caller]
    fn fold<T: Element>(&self, data: &mut [T], mut combine: impl FnMut(usize, T, T, usize) -> T) {
        let _busy = self.enter();
        let at_once = (self.share() / size_of::<T>().max(1)).max(1);
        if data.len() > at_once {
            self.agree_on_length(data.len());
        }
        let mut start = 0;
        // No data is one collective too.
        while start == 0 || start < data.len() {
            let piece = start..data.len().min(start + at_once);
            let all = self.fcollect_within(&data[piece.clone()]);
            let len = piece.len();
            for (i, place) in piece.enumerate() {
                let others = all[i..].iter().step_by(len).enumerate().skip(1);
                data[place] = others
                    .fold(all[i], |found, (rank, &theirs)| combine(place, found, theirs, rank));
            }
            start += at_once;
        }
    }
}
