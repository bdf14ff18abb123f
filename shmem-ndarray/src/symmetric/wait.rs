//! Waiting for this PE's words of an array, and testing them.

use std::fmt;
use std::ops::Range;

use ndarray::{Array, ArrayRef, ArrayView, Dimension, IntoDimension};
use shmem::{Amo, Goal, Until, WaitSet};

use super::atomics::{AtomicArray, AtomicArrayView};
use super::layout::Layout;
use super::signals::{SignalArray, SignalArrayView};

mod arrivals;

pub use arrivals::ArrayArrivals;

/// Words of this PE that are waited for or tested together: shmem's [`WaitSet`] with a shape.
///
/// Made by `wait_set` of arrays of atomics and of signals, and of their views. Each method takes one value for all words,
/// `Until::Ge(1)`, or an array with one for each, `Until::Ge(&values)` or `Until::Ge(values.view())`. Words are named by their indices, as
/// ndarray's `indexed_iter` gives them, and left out by a mask.
///
/// ```
/// use ndarray::array;
/// use shmem::Until;
/// use shmem_ndarray::AtomicArray;
///
/// shmem::run(|shmem| -> shmem_ndarray::Result<()> {
///     let replies = AtomicArray::from_array(shmem, &array![[0_u32, 7, 0], [8, 0, 9]])?;
///     let set = replies.wait_set();
///     assert_eq!(set.wait_some(Until::Gt(0)), [(0, 1), (1, 0), (1, 2)]);
///     assert!(set.test_all(Until::Eq(&array![[0, 7, 0], [8, 0, 9]])));
///
///     let rest = set.except(&array![[false, true, false], [true, false, false]]);
///     assert_eq!(rest.wait_any(Until::Ne(0)), Some((1, 2)));
///     assert_eq!(replies.column(1).wait_set().test_some(Until::Eq(7)), [0]);
///     Ok(())
/// });
/// ```
#[derive(Clone)]
pub struct ArrayWaitSet<'a, T, D: Dimension> {
    /// All words from the array's lowest to its highest; those between that are not of the array are skipped.
    set: WaitSet<'a, T>,
    /// Which of them the word at each index is.
    places: Array<usize, D>,
    /// The other way round: for each of them the number of its index, in the order of indices.
    numbers: Vec<Option<usize>>,
}

impl<'a, T: Amo, D: Dimension> ArrayWaitSet<'a, T, D> {
    /// `between` makes the set of the words in a range.
    fn new(layout: &Layout<D>, between: impl FnOnce(Range<usize>) -> WaitSet<'a, T>) -> Self {
        let places = layout.places();
        let first = places.iter().copied().min().unwrap_or(0);
        let end = places.iter().max().map_or(0, |last| last + 1);
        let mut numbers = vec![None; end - first];
        for (number, place) in places.iter().enumerate() {
            numbers[place - first] = Some(number);
        }
        let mut set = between(first..end);
        if numbers.contains(&None) {
            set = set.except(&numbers.iter().map(Option::is_none).collect::<Vec<_>>());
        }
        Self { set, places: places - first, numbers }
    }

    /// The set without the words for which `skipped` is true.
    ///
    /// ```
    /// use ndarray::array;
    /// use shmem::Until;
    /// use shmem_ndarray::AtomicArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let words = AtomicArray::from_array(&shmem, &array![[0_u64, 7], [8, 0]])?;
    /// let rest = words.wait_set().except(&array![[true, false], [false, true]]);
    /// rest.wait_all(Until::Gt(0));
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If `skipped` has another shape than the array.
    #[track_caller]
    #[must_use]
    pub fn except(&self, skipped: &ArrayRef<bool, D>) -> Self {
        let mask = self.in_places(skipped, false);
        Self { set: self.set.except(&mask), ..self.clone() }
    }

    /// Waits until all words compare as asked; not at all if there are none.
    ///
    /// ```
    /// use ndarray::array;
    /// use shmem::Until;
    /// use shmem_ndarray::AtomicArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let words = AtomicArray::from_array(&shmem, &array![[0_u64, 7], [8, 0]])?;
    /// words.wait_set().wait_all(Until::Ge(&array![[0, 7], [7, 0]]));
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If there is a value for each word, but the array of them has another shape. So for all methods.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, point-to-point synchronization: `shmem_wait_until_all`, `shmem_wait_until_all_vector`.
    #[doc(alias = "shmem_wait_until_all")]
    #[track_caller]
    pub fn wait_all(&self, until: impl ArrayGoal<T, D>) {
        self.set.wait_all(until.flat(self));
    }

    /// Waits until one of the words compares as asked, and gives its index; `None`, at once, if there are none.
    ///
    /// ```
    /// use ndarray::array;
    /// use shmem::Until;
    /// use shmem_ndarray::AtomicArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let words = AtomicArray::from_array(&shmem, &array![[0_u64, 7], [8, 0]])?;
    /// assert_eq!(words.wait_set().wait_any(Until::Gt(7)), Some((1, 0)));
    /// # Ok::<(), shmem_ndarray::Error>(())
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
    pub fn wait_any(&self, until: impl ArrayGoal<T, D>) -> Option<D::Pattern> {
        self.set.wait_any(until.flat(self)).map(|place| self.index(place))
    }

    /// Waits until at least one of the words compares as asked, and gives the indices of those that do, in no order;
    /// none, at once, if there are none.
    ///
    /// ```
    /// use ndarray::array;
    /// use shmem::Until;
    /// use shmem_ndarray::AtomicArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let words = AtomicArray::from_array(&shmem, &array![[0_u64, 7], [8, 0]])?;
    /// assert_eq!(words.wait_set().wait_some(Until::Gt(0)).len(), 2);
    /// # Ok::<(), shmem_ndarray::Error>(())
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
    pub fn wait_some(&self, until: impl ArrayGoal<T, D>) -> Vec<D::Pattern> {
        self.indices(self.set.wait_some(until.flat(self)))
    }

    /// Whether all words compare as asked; true if there are none.
    ///
    /// ```
    /// use ndarray::array;
    /// use shmem::Until;
    /// use shmem_ndarray::AtomicArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let words = AtomicArray::from_array(&shmem, &array![[0_u64, 7], [8, 0]])?;
    /// assert!(!words.wait_set().test_all(Until::Gt(0)));
    /// # Ok::<(), shmem_ndarray::Error>(())
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
    pub fn test_all(&self, until: impl ArrayGoal<T, D>) -> bool {
        self.set.test_all(until.flat(self))
    }

    /// The index of one of the words that compare as asked, if any does.
    ///
    /// ```
    /// use ndarray::array;
    /// use shmem::Until;
    /// use shmem_ndarray::AtomicArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let words = AtomicArray::from_array(&shmem, &array![[0_u64, 7], [8, 0]])?;
    /// assert_eq!(words.wait_set().test_any(Until::Gt(8)), None);
    /// # Ok::<(), shmem_ndarray::Error>(())
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
    pub fn test_any(&self, until: impl ArrayGoal<T, D>) -> Option<D::Pattern> {
        self.set.test_any(until.flat(self)).map(|place| self.index(place))
    }

    /// The indices of the words that compare as asked, in no order.
    ///
    /// ```
    /// use ndarray::array;
    /// use shmem::Until;
    /// use shmem_ndarray::AtomicArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let words = AtomicArray::from_array(&shmem, &array![[0_u64, 7], [8, 0]])?;
    /// assert_eq!(words.wait_set().test_some(Until::Eq(8)), [(1, 0)]);
    /// # Ok::<(), shmem_ndarray::Error>(())
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
    pub fn test_some(&self, until: impl ArrayGoal<T, D>) -> Vec<D::Pattern> {
        self.indices(self.set.test_some(until.flat(self)))
    }

    /// Which words compare as asked, as a mask: false also for those that are left out. For [`except`](Self::except).
    ///
    /// ```
    /// use ndarray::array;
    /// use shmem::Until;
    /// use shmem_ndarray::AtomicArray;
    ///
    /// shmem::run(|shmem| -> shmem_ndarray::Result<()> {
    ///     let done = AtomicArray::from_array(shmem, &array![[1_u64, 0], [0, 1]])?;
    ///     let mask = done.wait_set().test_mask(Until::Eq(1));
    ///     assert_eq!(mask, array![[true, false], [false, true]]);
    ///     assert_eq!(done.wait_set().except(&mask).test_any(Until::Eq(1)), None);
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
    /// OpenSHMEM 1.6, point-to-point synchronization: `shmem_test_some`, `shmem_test_some_vector`.
    #[doc(alias = "shmem_test_some")]
    #[track_caller]
    #[must_use]
    pub fn test_mask(&self, until: impl ArrayGoal<T, D>) -> Array<bool, D> {
        let mut mask = Array::from_elem(self.places.raw_dim(), false);
        for index in self.test_some(until) {
            mask[index.into_dimension()] = true;
        }
        mask
    }

    /// What an array has for each index, where the words lie; `between` for the others.
    #[track_caller]
    fn in_places<V: Copy>(&self, values: &ArrayRef<V, D>, between: V) -> Vec<V> {
        let (have, shape) = (values.shape(), self.places.shape());
        assert!(have == shape, "values of shape {have:?} do not go with words of shape {shape:?}");
        let mut all = vec![between; self.numbers.len()];
        self.places.iter().zip(values).for_each(|(&place, &value)| all[place] = value);
        all
    }

    /// The index of the word in a place.
    fn index(&self, place: usize) -> D::Pattern {
        let mut number = self.numbers[place].expect("words between are skipped");
        let mut index = self.places.raw_dim();
        for length in index.slice_mut().iter_mut().rev() {
            (*length, number) = (number % *length, number / *length);
        }
        index.into_pattern()
    }

    fn indices(&self, places: Vec<usize>) -> Vec<D::Pattern> {
        places.into_iter().map(|place| self.index(place)).collect()
    }
}

/// What the words of an [`ArrayWaitSet`] are compared with: one value, or an array with one for each.
pub trait ArrayGoal<T, D: Dimension> {
    #[doc(hidden)]
    type Flat: Goal<T>;

    #[doc(hidden)]
    fn flat(self, set: &ArrayWaitSet<'_, T, D>) -> Self::Flat;
}

impl<T: Amo, D: Dimension> ArrayGoal<T, D> for Until<T> {
    type Flat = Self;

    fn flat(self, _: &ArrayWaitSet<'_, T, D>) -> Self {
        self
    }
}

impl<T: Amo, D: Dimension> ArrayGoal<T, D> for Until<&Array<T, D>> {
    type Flat = Until<Vec<T>>;

    #[track_caller]
    fn flat(self, set: &ArrayWaitSet<'_, T, D>) -> Until<Vec<T>> {
        self.map(|values| set.in_places(values, T::zeroed()))
    }
}

impl<T: Amo, D: Dimension> ArrayGoal<T, D> for Until<ArrayView<'_, T, D>> {
    type Flat = Until<Vec<T>>;

    #[track_caller]
    fn flat(self, set: &ArrayWaitSet<'_, T, D>) -> Until<Vec<T>> {
        self.map(|values| set.in_places(&values, T::zeroed()))
    }
}

impl<T: Amo, D: Dimension> AtomicArray<'_, T, D> {
    /// This PE's words, to be waited for or tested together. Local.
    #[must_use]
    pub fn wait_set(&self) -> ArrayWaitSet<'_, T, D> {
        self.view().wait_set()
    }
}

impl<'a, T: Amo, D: Dimension> AtomicArrayView<'a, T, D> {
    /// This PE's words, to be waited for or tested together. Local.
    #[must_use]
    pub fn wait_set(&self) -> ArrayWaitSet<'a, T, D> {
        ArrayWaitSet::new(&self.layout, |range| self.storage.slice(range).wait_set())
    }
}

impl<D: Dimension> SignalArray<'_, D> {
    /// This PE's signals, to be waited for or tested together. Local.
    #[must_use]
    pub fn wait_set(&self) -> ArrayWaitSet<'_, u64, D> {
        self.view().wait_set()
    }
}

impl<'a, D: Dimension> SignalArrayView<'a, D> {
    /// This PE's signals, to be waited for or tested together. Local.
    #[must_use]
    pub fn wait_set(&self) -> ArrayWaitSet<'a, u64, D> {
        ArrayWaitSet::new(&self.layout, |range| self.storage.slice(range).wait_set())
    }
}

impl<T, D: Dimension> fmt::Debug for ArrayWaitSet<'_, T, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shape = self.places.shape();
        f.debug_struct("ArrayWaitSet").field("shape", &shape).finish_non_exhaustive()
    }
}
