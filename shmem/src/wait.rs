//! Waiting for this PE's own words, and testing them: one or several.

mod arrivals;

use std::ffi::c_int;
use std::fmt;

pub use arrivals::Arrivals;

use crate::atomics::{AtomicSlice, AtomicWord, SymAtomic};
use crate::element::{Amo, AmoExtended};
use crate::signal::SignalSlice;
use crate::sys::{Compare, Values, Watch, Words};
use crate::until::Until;

impl<T: AmoExtended> AtomicWord<'_, T> {
    /// Waits until this PE's word compares as asked.
    ///
    /// What its writer wrote here before, with a fence between, is visible afterwards.
    ///
    /// ```
    /// use shmem::Until;
    ///
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let turn = shmem.atomic(0i32)?;
    ///     turn.at(shmem.my_pe().wrapping_add(1)).set(3);
    ///     turn.wait(Until::Gt(2));
    ///     assert!(turn.test(Until::Eq(3)));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, point-to-point synchronization: `shmem_wait_until`.
    #[inline]
    #[doc(alias = "shmem_wait_until")]
    pub fn wait(self, until: Until<T>)
    where
        T: Amo,
    {
        T::wait(self.word, until.compare());
    }

    /// Whether this PE's word compares as asked. Local, and does not wait.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let word = shmem.atomic(7u32)?;
    /// assert!(word.test(shmem::Until::Gt(6)));
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, point-to-point synchronization: `shmem_test`.
    #[inline]
    #[doc(alias = "shmem_test")]
    #[must_use]
    pub fn test(self, until: Until<T>) -> bool
    where
        T: Amo,
    {
        T::test(self.word, until.compare())
    }
}

impl<T: AmoExtended> SymAtomic<'_, T> {
    /// Waits until this PE's word compares as asked. As [`AtomicWord::wait`].
    #[inline]
    pub fn wait(&self, until: Until<T>)
    where
        T: Amo,
    {
        self.word().wait(until);
    }

    /// Whether this PE's word compares as asked. As [`AtomicWord::test`].
    #[inline]
    #[must_use]
    pub fn test(&self, until: Until<T>) -> bool
    where
        T: Amo,
    {
        self.word().test(until)
    }
}

/// Words of this PE that are waited for or tested together.
///
/// Made by [`AtomicSlice::wait_set`] and [`SignalSlice::wait_set`]. Each method takes one value for all
/// words, `Until::Ge(1)`, or one for each, `Until::Ge(&values[..])` or `Until::Ge(vec)`. Indices count the words of the set,
/// those skipped included.
///
/// When words compare as asked, what their writers wrote here before is visible.
///
/// ```
/// use shmem::Until;
///
/// shmem::run(|shmem| -> shmem::Result<()> {
///     let replies = shmem.atomics::<u32>(4)?;
///     replies.word(1).here().set(7);
///     replies.word(2).here().set(8);
///     shmem.quiet();
///
///     let set = replies.as_slice().wait_set();
///     assert_eq!(set.wait_some(Until::Gt(0)).len(), 2);
///     assert!(!set.test_all(Until::Gt(0)));
///     assert!(set.test_all(Until::Eq(&[0, 7, 8, 0][..])));
///     assert!(!set.test_all(Until::Lt(vec![1, 8, 8, 1])));
///
///     let rest = set.except(&[false, true, false, false]);
///     assert_eq!(rest.wait_any(Until::Ne(0)), Some(2));
///     assert_eq!(rest.test_some(Until::Eq(7)), []);
///     Ok(())
/// });
/// ```
#[derive(Clone)]
pub struct WaitSet<'a, T> {
    words: Words<'a, T>,
    /// For each word whether it is, if any may be.
    skipped: Option<Vec<c_int>>,
}

impl<'a, T: Amo> AtomicSlice<'a, T> {
    /// This PE's words, to be waited for or tested together.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let words = shmem.atomics::<u32>(4)?;
    /// words.word(3).here().set(1);
    /// assert_eq!(words.slice(2..).wait_set().wait_any(shmem::Until::Eq(1)), Some(1));
    /// # Ok::<(), shmem::Error>(())
    /// ```
    #[must_use]
    pub fn wait_set(self) -> WaitSet<'a, T> {
        WaitSet { words: self.words, skipped: None }
    }
}

impl<'a> SignalSlice<'a> {
    /// This PE's signals, to be waited for or tested together.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let signals = shmem.signals(2)?;
    /// assert_eq!(signals.as_slice().wait_set().test_any(shmem::Until::Ne(0)), None);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    #[must_use]
    pub fn wait_set(self) -> WaitSet<'a, u64> {
        WaitSet { words: self.words, skipped: None }
    }
}

/// What the words of a [`WaitSet`] are compared with: one value, or one for each.
pub trait Goal<T> {
    #[doc(hidden)]
    fn compare(&self) -> Compare<Values<'_, T>>;
}

impl<T: Amo> Goal<T> for Until<T> {
    fn compare(&self) -> Compare<Values<'_, T>> {
        self.map(Values::Same).compare()
    }
}

impl<T: Amo> Goal<T> for Until<&[T]> {
    fn compare(&self) -> Compare<Values<'_, T>> {
        self.map(Values::Each).compare()
    }
}

impl<T: Amo> Goal<T> for Until<Vec<T>> {
    fn compare(&self) -> Compare<Values<'_, T>> {
        self.as_ref().map(|values| Values::Each(values)).compare()
    }
}

impl<T: Amo> WaitSet<'_, T> {
    /// The set without the words for which `skipped` is true.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let words = shmem.atomics::<u32>(3)?;
    /// words.word(1).here().set(7);
    /// let set = words.as_slice().wait_set();
    /// assert_eq!(set.except(&[false, true, false]).test_any(shmem::Until::Ne(0)), None);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If `skipped` has another length than the set.
    #[track_caller]
    #[must_use]
    pub fn except(&self, skipped: &[bool]) -> Self {
        let (n, words) = (skipped.len(), self.words.len());
        assert!(n == words, "{n} answers do not go with {words} words");
        let before = |i: usize| self.skipped.as_ref().map_or(0, |skipped| skipped[i]);
        let skipped = (0..n).map(|i| before(i) | c_int::from(skipped[i]));
        Self { skipped: Some(skipped.collect()), words: self.words }
    }

    /// Waits until all words compare as asked; not at all if there are none.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let words = shmem.atomics::<u32>(3)?;
    /// words.word(1).here().set(7);
    /// let set = words.as_slice().wait_set();
    /// set.wait_all(shmem::Until::Ge(&[0, 7, 0][..]));
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If there is a value for each word but not as many as words. So for all methods.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, point-to-point synchronization: `shmem_wait_until_all`, `shmem_wait_until_all_vector`.
    #[doc(alias = "shmem_wait_until_all")]
    #[track_caller]
    pub fn wait_all(&self, until: impl Goal<T>) {
        T::wait_all(self.watch(until.compare()));
    }

    /// Waits until one of the words compares as asked, and says which; `None`, at once, if there are
    /// none.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let words = shmem.atomics::<u32>(3)?;
    /// words.word(1).here().set(7);
    /// let set = words.as_slice().wait_set();
    /// assert_eq!(set.wait_any(shmem::Until::Gt(0)), Some(1));
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// As [`wait_all`](Self::wait_all).
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, point-to-point synchronization: `shmem_wait_until_any`, `shmem_wait_until_any_vector`.
    #[doc(alias = "shmem_wait_until_any")]
    #[track_caller]
    pub fn wait_any(&self, until: impl Goal<T>) -> Option<usize> {
        T::wait_any(self.watch(until.compare()))
    }

    /// Waits until at least one of the words compares as asked, and says which do, in no order; none,
    /// at once, if there are none.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let words = shmem.atomics::<u32>(3)?;
    /// words.word(1).here().set(7);
    /// let set = words.as_slice().wait_set();
    /// assert_eq!(set.wait_some(shmem::Until::Gt(0)), [1]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// As [`wait_all`](Self::wait_all).
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, point-to-point synchronization: `shmem_wait_until_some`, `shmem_wait_until_some_vector`.
    #[doc(alias = "shmem_wait_until_some")]
    #[track_caller]
    pub fn wait_some(&self, until: impl Goal<T>) -> Vec<usize> {
        T::wait_some(self.watch(until.compare()))
    }

    /// Whether all words compare as asked; true if there are none.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let words = shmem.atomics::<u32>(3)?;
    /// words.word(1).here().set(7);
    /// let set = words.as_slice().wait_set();
    /// assert!(!set.test_all(shmem::Until::Gt(0)));
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// As [`wait_all`](Self::wait_all).
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, point-to-point synchronization: `shmem_test_all`, `shmem_test_all_vector`.
    #[doc(alias = "shmem_test_all")]
    #[track_caller]
    #[must_use]
    pub fn test_all(&self, until: impl Goal<T>) -> bool {
        T::test_all(self.watch(until.compare()))
    }

    /// One of the words that compare as asked, if any does.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let words = shmem.atomics::<u32>(3)?;
    /// words.word(1).here().set(7);
    /// let set = words.as_slice().wait_set();
    /// assert_eq!(set.test_any(shmem::Until::Gt(9)), None);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// As [`wait_all`](Self::wait_all).
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, point-to-point synchronization: `shmem_test_any`, `shmem_test_any_vector`.
    #[doc(alias = "shmem_test_any")]
    #[track_caller]
    #[must_use]
    pub fn test_any(&self, until: impl Goal<T>) -> Option<usize> {
        T::test_any(self.watch(until.compare()))
    }

    /// The words that compare as asked, in no order.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let words = shmem.atomics::<u32>(3)?;
    /// words.word(1).here().set(7);
    /// let set = words.as_slice().wait_set();
    /// assert_eq!(set.test_some(shmem::Until::Eq(7)), [1]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// As [`wait_all`](Self::wait_all).
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, point-to-point synchronization: `shmem_test_some`, `shmem_test_some_vector`.
    #[doc(alias = "shmem_test_some")]
    #[track_caller]
    #[must_use]
    pub fn test_some(&self, until: impl Goal<T>) -> Vec<usize> {
        T::test_some(self.watch(until.compare()))
    }

    #[track_caller]
    fn watch<'s>(&'s self, goal: Compare<Values<'s, T>>) -> Watch<'s, T> {
        Watch::new(self.words, self.skipped.as_deref(), goal)
    }
}

impl<T> fmt::Debug for WaitSet<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (len, skipped) = (self.words.len(), &self.skipped);
        f.debug_struct("WaitSet").field("len", &len).field("skipped", skipped).finish()
    }
}
