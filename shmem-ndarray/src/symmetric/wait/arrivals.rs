//! Words one after the other, as they come to compare as asked.

use std::fmt;
use std::iter::FusedIterator;

use ndarray::Dimension;
use shmem::{Amo, Arrivals, Goal};

use super::{ArrayGoal, ArrayWaitSet};

/// The indices of the words of an [`ArrayWaitSet`] in the order in which those come to compare as asked, each once. Made
/// by [`ArrayWaitSet::arrivals`].
#[must_use = "it waits when it is asked for the next one"]
pub struct ArrayArrivals<'a, T, G, D: Dimension> {
    set: ArrayWaitSet<'a, T, D>,
    places: Arrivals<'a, T, G>,
}

impl<'a, T: Amo, D: Dimension> ArrayWaitSet<'a, T, D> {
    /// The words one after the other, as they come to compare as asked: each that is not left out once, by its index. As
    /// [`WaitSet::arrivals`](shmem::WaitSet::arrivals); asking for the next one waits for it.
    ///
    /// ```
    /// use ndarray::Array2;
    /// use shmem::{SignalOp, Until};
    /// use shmem_ndarray::{SignalArray, SymArray};
    ///
    /// shmem::run(|shmem| -> shmem_ndarray::Result<()> {
    ///     let n = shmem.n_pes();
    ///     let (rows, ready) = (SymArray::zeros(shmem, (n, 3))?, SignalArray::zeros(shmem, n)?);
    ///     let me = shmem.my_pe().index();
    ///     for pe in shmem.pes() {
    ///         let row = Array2::from_elem((1, 3), me + 1);
    ///         rows.row(me).at(pe).put_signal(&row.row(0), ready.word(me), SignalOp::Set(1));
    ///     }
    ///     for from in ready.wait_set().arrivals(Until::Eq(1)) {
    ///         assert_eq!(rows.read([from, 2]), from + 1);
    ///     }
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// As [`wait_all`](Self::wait_all).
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, point-to-point synchronization: `shmem_wait_until_any`, with the status array.
    #[doc(alias = "shmem_wait_until_any")]
    #[track_caller]
    pub fn arrivals<G: ArrayGoal<T, D>>(&self, until: G) -> ArrayArrivals<'a, T, G::Flat, D> {
        let places = self.set.arrivals(until.flat(self));
        ArrayArrivals { set: self.clone(), places }
    }
}

impl<T: Amo, G: Goal<T>, D: Dimension> Iterator for ArrayArrivals<'_, T, G, D> {
    type Item = D::Pattern;

    #[track_caller]
    fn next(&mut self) -> Option<D::Pattern> {
        self.places.next().map(|place| self.set.index(place))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.places.size_hint()
    }
}

impl<T: Amo, G: Goal<T>, D: Dimension> ExactSizeIterator for ArrayArrivals<'_, T, G, D> {}

impl<T: Amo, G: Goal<T>, D: Dimension> FusedIterator for ArrayArrivals<'_, T, G, D> {}

impl<T, G, D: Dimension> fmt::Debug for ArrayArrivals<'_, T, G, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ArrayArrivals").field("places", &self.places).finish_non_exhaustive()
    }
}
