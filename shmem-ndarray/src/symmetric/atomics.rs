//! Arrays of words that all PEs change atomically.

use std::fmt;

use ndarray::{Array, ArrayRef, Dimension, NdIndex, ShapeBuilder};
use shmem::{AmoExtended, AtomicSlice, AtomicWord, Peer, RemoteAtomic, Shmem, SymAtomics};

use super::agree::agree;
use super::base::{RemoteArray, SymArrayBase};
use crate::error::Result;

/// An n-dimensional array of words on every PE that are only ever accessed atomically: [`SymAtomics`] with a shape.
///
/// It has the views of other symmetric arrays; no puts, no gets and no epochs.
///
/// ```
/// use ndarray::s;
/// use shmem_ndarray::AtomicArray;
///
/// shmem::run(|shmem| -> shmem_ndarray::Result<()> {
///     let counts = AtomicArray::<u64, _>::zeros(shmem, (8, 3))?;
///     let first = counts.at(shmem.pe(0));
///     first.word([7, 2]).inc();
///     first.slice(s![1.., ..2]).word([0, 1]).add(5); // that is [1, 1]
///     shmem.world().barrier();
///     assert_eq!(first.fetch().sum(), 6 * shmem.n_pes() as u64);
///     Ok(())
/// });
/// ```
pub type AtomicArray<'rt, T, D> = SymArrayBase<SymAtomics<'rt, T>, D>;

/// Some of the words of an [`AtomicArray`]: the same ones on every PE.
pub type AtomicArrayView<'a, T, D> = SymArrayBase<AtomicSlice<'a, T>, D>;

impl<'rt, T: AmoExtended, D: Dimension> AtomicArray<'rt, T, D> {
    /// Allocates words that are only ever accessed atomically, all 0 to begin with.
    ///
    /// Collective over the world, with the same shape, order and size of words on every PE.
    ///
    /// ```
    /// use shmem_ndarray::AtomicArray;
    ///
    /// shmem::run(|shmem| -> shmem_ndarray::Result<()> {
    ///     let owners = AtomicArray::<u32, _>::zeros(shmem, (4, 4))?;
    ///     let me = shmem.my_pe().index() as u32 + 1;
    ///     let owner = owners.at(shmem.pe(0)).word([2, 3]).compare_swap(0, me);
    ///     assert_ne!(owner, me);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// As [`SymArray::zeros`](crate::SymArray::zeros).
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, memory management: `shmem_malloc_with_hints`, with `SHMEM_MALLOC_ATOMICS_REMOTE`.
    #[doc(alias = "shmem_malloc_with_hints")]
    pub fn zeros(shmem: &'rt Shmem, shape: impl ShapeBuilder<Dim = D>) -> Result<Self> {
        let layout = agree(shmem, shape.into_shape_with_order())?;
        Ok(Self::new(shmem.atomics(layout.len())?, layout))
    }

    /// Allocates words that are only ever accessed atomically, in C order; each PE brings what its own are to begin
    /// with.
    ///
    /// Collective over the world, with the same shape and size of words on every PE. On return all words have their
    /// values.
    ///
    /// ```
    /// use ndarray::array;
    /// use shmem_ndarray::AtomicArray;
    ///
    /// shmem::run(|shmem| -> shmem_ndarray::Result<()> {
    ///     let credits = AtomicArray::from_array(shmem, &array![[3_u64, 4], [5, 6]])?;
    ///     let right = shmem.my_pe().wrapping_add(1);
    ///     assert_eq!(credits.at(right).word([1, 0]).fetch_add(1), 5);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// As [`zeros`](Self::zeros).
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, memory management: `shmem_malloc_with_hints`, with `SHMEM_MALLOC_ATOMICS_REMOTE`.
    pub fn from_array(shmem: &'rt Shmem, source: &ArrayRef<T, D>) -> Result<Self> {
        let array = Self::zeros(shmem, source.raw_dim())?;
        for (word, &value) in array.words().zip(source) {
            word.here().set(value);
        }
        shmem.world().barrier();
        Ok(array)
    }

    /// All words.
    #[must_use]
    pub fn view(&self) -> AtomicArrayView<'_, T, D> {
        self.borrowed()
    }

    /// The word at `index`, the same on every PE. As [`AtomicArrayView::word`].
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn word(&self, index: impl NdIndex<D>) -> AtomicWord<'_, T> {
        self.storage.word(self.layout.place(index))
    }

    /// All words, in the order of their indices. As [`AtomicArrayView::words`].
    pub fn words(&self) -> impl Iterator<Item = AtomicWord<'_, T>> {
        self.view().words()
    }

    /// What this PE's words are, each read atomically. As [`AtomicArrayView::fetch`].
    #[must_use]
    pub fn fetch(&self) -> Array<T, D> {
        self.view().fetch()
    }
}

impl<'a, T: AmoExtended, D: Dimension> AtomicArrayView<'a, T, D> {
    /// The word at `index`, the same on every PE; see [`AtomicWord`] for what there is to do with it.
    ///
    /// ```
    /// use shmem::Until;
    /// use shmem_ndarray::AtomicArray;
    ///
    /// shmem::run(|shmem| -> shmem_ndarray::Result<()> {
    ///     let flags = AtomicArray::<i32, _>::zeros(shmem, (2, 2))?;
    ///     flags.word([0, 1]).at(shmem.my_pe().wrapping_add(1)).set(7);
    ///     flags.word([0, 1]).wait(Until::Eq(7));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such index.
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn word(&self, index: impl NdIndex<D>) -> AtomicWord<'a, T> {
        self.storage.word(self.layout.place(index))
    }

    /// All words, in the order of their indices.
    ///
    /// ```
    /// use shmem_ndarray::AtomicArray;
    ///
    /// shmem::run(|shmem| -> shmem_ndarray::Result<()> {
    ///     let words = AtomicArray::<u64, _>::zeros(shmem, (2, 3))?;
    ///     words.words().for_each(|word| word.here().set(4));
    ///     shmem.quiet();
    ///     assert_eq!(words.fetch().sum(), 24);
    ///     Ok(())
    /// });
    /// ```
    pub fn words(&self) -> impl Iterator<Item = AtomicWord<'a, T>> + use<'a, T, D> {
        let (words, places) = (self.storage, self.layout.places());
        places.into_iter().map(move |place| words.word(place))
    }

    /// What this PE's words are, each read atomically.
    ///
    /// ```
    /// use ndarray::array;
    /// use shmem_ndarray::AtomicArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let words = AtomicArray::from_array(&shmem, &array![[1_u64, 2], [3, 4]])?;
    /// assert_eq!(words.column(1).fetch(), array![2, 4]);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, atomic memory operations: `shmem_atomic_fetch`.
    #[doc(alias = "shmem_atomic_fetch")]
    #[must_use]
    pub fn fetch(&self) -> Array<T, D> {
        let values = self.words().map(|word| word.here().fetch()).collect();
        Array::from_shape_vec(self.layout.dim(), values).expect("as many words as indices")
    }
}

impl<'a, T: AmoExtended, D: Dimension, N: Peer> RemoteArray<AtomicSlice<'a, T>, D, N> {
    /// The word at `index` there; see [`RemoteAtomic`] for the operations. Scopes take it for those that are only
    /// started.
    ///
    /// ```
    /// use shmem_ndarray::AtomicArray;
    ///
    /// shmem::run(|shmem| -> shmem_ndarray::Result<()> {
    ///     let tickets = AtomicArray::<u64, _>::zeros(shmem, (2, 2))?;
    ///     let mut mine = 0;
    ///     shmem.scope(|s| s.fetch_inc(tickets.at(shmem.pe(0)).word([1, 1]), &mut mine));
    ///     assert!(mine < shmem.n_pes() as u64);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such index.
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn word(&self, index: impl NdIndex<D>) -> RemoteAtomic<'a, T, N> {
        self.view.word(index).at(self.pe)
    }

    /// All words there, in the order of their indices.
    ///
    /// ```
    /// use ndarray::Array2;
    /// use shmem_ndarray::AtomicArray;
    ///
    /// shmem::run(|shmem| -> shmem_ndarray::Result<()> {
    ///     let words = AtomicArray::<i64, _>::zeros(shmem, (2, 3))?;
    ///     let (there, mut before) = (words.at(shmem.pe(0)), Array2::zeros((2, 3)));
    ///     shmem.scope(|s| {
    ///         for (word, before) in there.words().zip(&mut before) {
    ///             s.fetch_add(word, 10, before);
    ///         }
    ///     });
    ///     assert!(before.iter().all(|before| before % 10 == 0));
    ///     Ok(())
    /// });
    /// ```
    pub fn words(&self) -> impl Iterator<Item = RemoteAtomic<'a, T, N>> + use<'a, T, D, N> {
        let pe = self.pe;
        self.view.words().map(move |word| word.at(pe))
    }
}

impl<T: AmoExtended, D: Dimension> RemoteArray<AtomicSlice<'_, T>, D> {
    /// What the words there are, each read atomically.
    ///
    /// ```
    /// use ndarray::array;
    /// use shmem_ndarray::AtomicArray;
    ///
    /// # let shmem = shmem::Shmem::init()?;
    /// let words = AtomicArray::from_array(&shmem, &array![[1_u64, 2], [3, 4]])?;
    /// let right = shmem.my_pe().wrapping_add(1);
    /// assert_eq!(words.at(right).row(1).fetch(), array![3, 4]);
    /// # Ok::<(), shmem_ndarray::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, atomic memory operations: `shmem_atomic_fetch`.
    #[doc(alias = "shmem_atomic_fetch")]
    #[must_use]
    pub fn fetch(&self) -> Array<T, D> {
        let values = self.words().map(RemoteAtomic::fetch).collect();
        Array::from_shape_vec(self.view.layout.dim(), values).expect("as many words as indices")
    }
}

impl<T, D: Dimension> fmt::Debug for AtomicArray<'_, T, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AtomicArray").field("layout", &self.layout).finish()
    }
}

impl<T, D: Dimension> fmt::Debug for AtomicArrayView<'_, T, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AtomicArrayView").field("layout", &self.layout).finish()
    }
}
