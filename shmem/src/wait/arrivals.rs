//! Words one after the other, as they come to compare as asked.

use std::ffi::c_int;
use std::fmt;

use super::{Goal, WaitSet};
use crate::element::Amo;
use crate::sys::{Watch, Words};

/// The words of a [`WaitSet`] in the order in which they come to compare as asked, each once. Made by
/// [`WaitSet::arrivals`].
#[must_use = "it waits when it is asked for the next one"]
pub struct Arrivals<'a, T, G> {
    words: Words<'a, T>,
    goal: G,
    /// For each word whether it was skipped or has come.
    done: Vec<c_int>,
    left: usize,
}

impl<'a, T: Amo> WaitSet<'a, T> {
    /// How many words the set has, those skipped included: indices are less than this.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether the set has no words, not even skipped ones.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The words one after the other, as they come to compare as asked: each that is not skipped once, by
    /// its index. Asking for the next one waits for it, by [`wait_any`](Self::wait_any).
    ///
    /// So what has arrived is worked on while the rest is on its way. Of several words that compare
    /// as asked any may be the next. A word that comes to compare as asked, and then no longer does, may
    /// be missed and waited for.
    ///
    /// ```
    /// use shmem::{SignalOp, Until};
    ///
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let (inbox, ready) = (shmem.alloc::<u64>(shmem.n_pes())?, shmem.signals(shmem.n_pes())?);
    ///     let me = shmem.my_pe().index();
    ///     for pe in shmem.pes() {
    ///         inbox.slice(me..=me).at(pe).put_signal(&[1], ready.word(me), SignalOp::Set(1));
    ///     }
    ///     let mut sum = 0;
    ///     for from in ready.as_slice().wait_set().arrivals(Until::Eq(1)) {
    ///         sum += inbox.read(from);
    ///     }
    ///     assert_eq!(sum, shmem.n_pes() as u64);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If there is a value for each word but not as many as words, when the first one is asked for.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, point-to-point synchronization: `shmem_wait_until_any`, with the status array.
    #[doc(alias = "shmem_wait_until_any")]
    pub fn arrivals<G: Goal<T>>(&self, until: G) -> Arrivals<'a, T, G> {
        let done = self.skipped.clone().unwrap_or_else(|| vec![0; self.len()]);
        let left = done.iter().filter(|&&done| done == 0).count();
        Arrivals { words: self.words, goal: until, done, left }
    }
}

impl<T: Amo, G: Goal<T>> Iterator for Arrivals<'_, T, G> {
    type Item = usize;

    #[track_caller]
    fn next(&mut self) -> Option<usize> {
        let next = T::wait_any(Watch::new(self.words, Some(&self.done), self.goal.compare()))?;
        self.done[next] = 1;
        self.left -= 1;
        Some(next)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<T: Amo, G: Goal<T>> ExactSizeIterator for Arrivals<'_, T, G> {}

impl<T: Amo, G: Goal<T>> std::iter::FusedIterator for Arrivals<'_, T, G> {}

impl<T, G> fmt::Debug for Arrivals<'_, T, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arrivals").field("done", &self.done).finish_non_exhaustive()
    }
}
