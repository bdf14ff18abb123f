//! Words that all PEs change atomically.

use std::alloc::Layout;
use std::fmt;
use std::marker::PhantomData;

use crate::Shmem;
use crate::element::Amo;
use crate::error::Result;
use crate::memory::{Block, Kind};
use crate::pe::Pe;
use crate::sys::Word;

/// An array of words on every PE that is only ever accessed atomically.
pub struct SymAtomics<'rt, T> {
    block: Block<'rt>,
    len: usize,
    words: PhantomData<[T]>,
}

/// One word on every PE that is only ever accessed atomically.
pub struct SymAtomic<'rt, T> {
    words: SymAtomics<'rt, T>,
}

impl Shmem {
    /// Allocates a word that is only ever accessed atomically, `value` on this PE to begin with.
    ///
    /// Collective: every PE must call it, with the same `T`; each brings its own value. On return the
    /// word exists everywhere and has its value.
    ///
    /// # Errors
    ///
    /// As for [`alloc`](Self::alloc).
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let hits = shmem.atomic(0u64)?;
    ///     hits.at(shmem.pe(0)).fetch_add(1);
    ///     shmem.world().barrier();
    ///     assert_eq!(hits.at(shmem.pe(0)).fetch(), shmem.n_pes() as u64);
    ///     Ok(())
    /// });
    /// ```
    #[doc(alias = "shmem_malloc_with_hints")]
    pub fn atomic<T: Amo>(&self, value: T) -> Result<SymAtomic<'_, T>> {
        let first = bytemuck::bytes_of(&value);
        let block = self.allocate(Kind::Atomics, Layout::new::<T>(), 1, first)?;
        Ok(SymAtomic { words: SymAtomics { block, len: 1, words: PhantomData } })
    }

    /// Allocates `len` words that are only ever accessed atomically, all 0 to begin with.
    ///
    /// Collective: every PE must call it, with the same `T` and `len`. On return they exist everywhere.
    ///
    /// # Errors
    ///
    /// As for [`alloc`](Self::alloc).
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let histogram = shmem.atomics::<i32>(10)?;
    ///     histogram.word(7).at(shmem.pe(0)).inc();
    ///     shmem.world().barrier();
    ///     assert_eq!(histogram.word(7).at(shmem.pe(0)).fetch(), shmem.n_pes() as i32);
    ///     Ok(())
    /// });
    /// ```
    pub fn atomics<T: Amo>(&self, len: usize) -> Result<SymAtomics<'_, T>> {
        let block = self.allocate(Kind::Atomics, Layout::new::<T>(), len, &[])?;
        Ok(SymAtomics { block, len, words: PhantomData })
    }
}

impl<T: Amo> SymAtomics<'_, T> {
    /// The number of words on each PE.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no words.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// One of the words.
    ///
    /// # Panics
    ///
    /// If there is no such word.
    #[track_caller]
    #[must_use]
    pub fn word(&self, i: usize) -> AtomicWord<'_, T> {
        assert!(i < self.len, "there is no word {i} among {}", self.len);
        AtomicWord { word: self.block.span().word(i) }
    }
}

impl<T: Amo> SymAtomic<'_, T> {
    /// The word on a PE.
    #[must_use]
    pub fn at(&self, pe: Pe) -> RemoteAtomic<'_, T> {
        self.words.word(0).at(pe)
    }
}

/// One word of a [`SymAtomics`], the same on every PE.
pub struct AtomicWord<'a, T> {
    word: Word<'a, T>,
}

impl<'a, T: Amo> AtomicWord<'a, T> {
    /// The word on a PE.
    #[must_use]
    pub fn at(self, pe: Pe) -> RemoteAtomic<'a, T> {
        RemoteAtomic { word: self.word, pe }
    }
}

/// An atomic word on one PE.
///
/// Operations that give a value are done when they return. The others are complete, and to be seen by
/// everybody, after [`quiet`](Shmem::quiet) or a [barrier](crate::Team::barrier).
pub struct RemoteAtomic<'a, T> {
    word: Word<'a, T>,
    pe: Pe,
}

impl<T: Amo> RemoteAtomic<'_, T> {
    /// Reads it.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, atomic memory operations: `shmem_atomic_fetch`.
    #[doc(alias = "shmem_atomic_fetch")]
    #[inline]
    #[must_use]
    pub fn fetch(self) -> T {
        T::fetch(self.word, self.pe)
    }

    /// Overwrites it.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, atomic memory operations: `shmem_atomic_set`.
    #[doc(alias = "shmem_atomic_set")]
    #[inline]
    pub fn set(self, value: T) {
        T::set(self.word, value, self.pe);
    }

    /// Overwrites it and gives what it was.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, atomic memory operations: `shmem_atomic_swap`.
    #[doc(alias = "shmem_atomic_swap")]
    #[inline]
    pub fn swap(self, value: T) -> T {
        T::swap(self.word, value, self.pe)
    }

    /// Overwrites it with `new` if it is `current`; gives what it was in any case.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let word = shmem.atomic(5i64)?;
    ///     let mine = word.at(shmem.my_pe());
    ///     assert_eq!(mine.compare_swap(4, 0), 5);
    ///     assert_eq!(mine.compare_swap(5, 6), 5);
    ///     assert_eq!(mine.fetch(), 6);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, atomic memory operations: `shmem_atomic_compare_swap`.
    #[doc(alias = "shmem_atomic_compare_swap")]
    #[inline]
    pub fn compare_swap(self, current: T, new: T) -> T {
        T::compare_swap(self.word, current, new, self.pe)
    }

    /// Adds one, wrapping around.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, atomic memory operations: `shmem_atomic_inc`.
    #[doc(alias = "shmem_atomic_inc")]
    #[inline]
    pub fn inc(self) {
        T::inc(self.word, self.pe);
    }

    /// Adds one, wrapping around, and gives what it was.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, atomic memory operations: `shmem_atomic_fetch_inc`.
    #[doc(alias = "shmem_atomic_fetch_inc")]
    #[inline]
    pub fn fetch_inc(self) -> T {
        T::fetch_inc(self.word, self.pe)
    }

    /// Adds to it, wrapping around.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, atomic memory operations: `shmem_atomic_add`.
    #[doc(alias = "shmem_atomic_add")]
    #[inline]
    pub fn add(self, value: T) {
        T::add(self.word, value, self.pe);
    }

    /// Adds to it, wrapping around, and gives what it was.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, atomic memory operations: `shmem_atomic_fetch_add`.
    #[doc(alias = "shmem_atomic_fetch_add")]
    #[inline]
    pub fn fetch_add(self, value: T) -> T {
        T::fetch_add(self.word, value, self.pe)
    }
}

macro_rules! copyable {
    ($($ty:ident),*) => {$(
        impl<T> Clone for $ty<'_, T> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<T> Copy for $ty<'_, T> {}
    )*};
}

copyable!(AtomicWord, RemoteAtomic);

impl<T> fmt::Debug for SymAtomics<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SymAtomics").field("id", &self.block.id()).field("len", &self.len).finish()
    }
}

impl<T> fmt::Debug for SymAtomic<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SymAtomic").field("id", &self.words.block.id()).finish()
    }
}
