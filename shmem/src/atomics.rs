//! Words that all PEs change atomically.

use std::fmt;
use std::ops::RangeBounds;

use crate::Shmem;
use crate::array::{OneWord, WordArray};
use crate::buf::bounds;
use crate::element::AmoExtended;
use crate::error::Result;
use crate::memory::Kind;
use crate::pe::{Pe, Peer};
use crate::sys::{Word, Words};

/// An array of words on every PE that is only ever accessed atomically.
///
/// ```
/// # let shmem = shmem::Shmem::init()?;
/// let counts = shmem.atomics::<u64>(10)?;
/// counts.word(3).at(shmem.pe(0)).inc();
/// shmem.world().barrier();
/// assert_eq!(counts.word(3).at(shmem.pe(0)).fetch(), shmem.n_pes() as u64);
/// # Ok::<(), shmem::Error>(())
/// ```
pub struct SymAtomics<'rt, T> {
    array: WordArray<'rt, T>,
}

/// One word on every PE that is only ever accessed atomically.
///
/// ```
/// # let shmem = shmem::Shmem::init()?;
/// let tickets = shmem.atomic(0usize)?;
/// let mine = tickets.at(shmem.pe(0)).fetch_inc();
/// assert!(mine < shmem.n_pes());
/// # Ok::<(), shmem::Error>(())
/// ```
pub struct SymAtomic<'rt, T> {
    word: OneWord<'rt, T>,
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
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, memory management: `shmem_malloc_with_hints`, with `SHMEM_MALLOC_ATOMICS_REMOTE`.
    #[doc(alias = "shmem_malloc_with_hints")]
    pub fn atomic<T: AmoExtended>(&self, value: T) -> Result<SymAtomic<'_, T>> {
        let first = bytemuck::bytes_of(&value);
        Ok(SymAtomic { word: OneWord::allocate(self, Kind::Atomics, first)? })
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
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, memory management: `shmem_malloc_with_hints`, with `SHMEM_MALLOC_ATOMICS_REMOTE`.
    #[doc(alias = "shmem_malloc_with_hints")]
    pub fn atomics<T: AmoExtended>(&self, len: usize) -> Result<SymAtomics<'_, T>> {
        Ok(SymAtomics { array: WordArray::allocate(self, Kind::Atomics, len, &[])? })
    }
}

impl<T: AmoExtended> SymAtomics<'_, T> {
    /// The number of words on each PE.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.array.words().len()
    }

    /// Whether there are no words.
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All words.
    #[inline]
    #[must_use]
    pub fn as_slice(&self) -> AtomicSlice<'_, T> {
        AtomicSlice::new(self.array.words(), self.array.shmem().me)
    }

    /// Some of the words. As [`AtomicSlice::slice`].
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let words = shmem.atomics::<u32>(10)?;
    /// assert!(words.slice(5..).wait_set().test_all(shmem::Until::Eq(0)));
    /// # Ok::<(), shmem::Error>(())
    /// ```
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn slice(&self, range: impl RangeBounds<usize>) -> AtomicSlice<'_, T> {
        self.as_slice().slice(range)
    }

    /// One of the words. As [`AtomicSlice::word`].
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let words = shmem.atomics::<u32>(3)?;
    /// words.word(2).at(shmem.my_pe().wrapping_add(1)).set(7);
    /// words.word(2).wait(shmem::Until::Eq(7));
    /// # Ok::<(), shmem::Error>(())
    /// ```
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn word(&self, i: usize) -> AtomicWord<'_, T> {
        self.as_slice().word(i)
    }
}

impl<T: AmoExtended> SymAtomic<'_, T> {
    /// The word, the same on every PE.
    #[inline]
    #[must_use]
    pub fn word(&self) -> AtomicWord<'_, T> {
        AtomicWord { word: self.word.word(), me: self.word.shmem().me }
    }

    /// The word on a PE.
    #[inline]
    #[must_use]
    pub fn at<N: Peer>(&self, pe: N) -> RemoteAtomic<'_, T, N> {
        self.word().at(pe)
    }

    /// The word on this PE.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let word = shmem.atomic(7u32)?;
    /// assert_eq!(word.here().fetch(), 7);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    #[inline]
    #[must_use]
    pub fn here(&self) -> RemoteAtomic<'_, T> {
        self.word().here()
    }
}

/// Some consecutive words of a [`SymAtomics`], the same on every PE.
///
/// ```
/// # let shmem = shmem::Shmem::init()?;
/// let words = shmem.atomics::<u32>(10)?;
/// let (low, high) = (words.slice(..5), words.slice(5..));
/// assert_eq!(low.len(), high.len());
/// # Ok::<(), shmem::Error>(())
/// ```
pub struct AtomicSlice<'a, T> {
    pub(crate) words: Words<'a, T>,
    me: Pe,
}

impl<'a, T: AmoExtended> AtomicSlice<'a, T> {
    #[inline]
    pub(crate) fn new(words: Words<'a, T>, me: Pe) -> Self {
        Self { words, me }
    }

    /// The number of words on each PE.
    #[inline]
    #[must_use]
    pub fn len(self) -> usize {
        self.words.len()
    }

    /// Whether there are no words.
    #[inline]
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Some of the words.
    ///
    /// # Panics
    ///
    /// If the range goes beyond the end.
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn slice(self, range: impl RangeBounds<usize>) -> Self {
        let (start, end) = bounds(&range, self.len());
        Self { words: self.words.part(start..end), ..self }
    }

    /// One of the words.
    ///
    /// # Panics
    ///
    /// If there is no such word.
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn word(self, i: usize) -> AtomicWord<'a, T> {
        AtomicWord { word: self.words.word(i), me: self.me }
    }
}

/// One word of a [`SymAtomics`], the same on every PE.
///
/// ```
/// # let shmem = shmem::Shmem::init()?;
/// let words = shmem.atomics::<u32>(10)?;
/// let word = words.word(7);
/// word.at(shmem.my_pe().wrapping_add(1)).set(1);
/// word.wait(shmem::Until::Eq(1));
/// # Ok::<(), shmem::Error>(())
/// ```
pub struct AtomicWord<'a, T> {
    pub(crate) word: Word<'a, T>,
    me: Pe,
}

impl<'a, T: AmoExtended> AtomicWord<'a, T> {
    /// The word on a PE.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let words = shmem.atomics::<u32>(3)?;
    /// let right = shmem.my_pe().wrapping_add(1);
    /// assert_eq!(words.word(1).at(right).fetch_add(5), 0);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    #[inline]
    #[must_use]
    pub fn at<N: Peer>(self, pe: N) -> RemoteAtomic<'a, T, N> {
        RemoteAtomic { word: self.word, pe }
    }

    /// The word on this PE.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let words = shmem.atomics::<u32>(3)?;
    /// words.word(1).here().set(5);
    /// assert_eq!(words.word(1).here().fetch(), 5);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    #[inline]
    #[must_use]
    pub fn here(self) -> RemoteAtomic<'a, T> {
        self.at(self.me)
    }
}

/// An atomic word on one PE.
///
/// Operations that give a value are done when they return. The others are complete, and to be seen by
/// everybody, after [`quiet`](Shmem::quiet) or a [barrier](crate::Team::barrier).
///
/// `P` says by which context: by the default one, or by that of the [`Scope`](crate::Scope) whose
/// [`on`](crate::Scope::on) this comes from. That of a [`Rank`](crate::Rank) is for such scopes only.
pub struct RemoteAtomic<'a, T, P = Pe> {
    pub(crate) word: Word<'a, T>,
    pub(crate) pe: P,
}

macro_rules! copyable {
    ($($ty:ident),*) => {$(
        impl<T> Clone for $ty<'_, T> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<T> Copy for $ty<'_, T> {}

        impl<T> fmt::Debug for $ty<'_, T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($ty)).finish_non_exhaustive()
            }
        }
    )*};
}

copyable!(AtomicSlice, AtomicWord);

impl<T, P: Copy> Clone for RemoteAtomic<'_, T, P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, P: Copy> Copy for RemoteAtomic<'_, T, P> {}

impl<T, P> fmt::Debug for RemoteAtomic<'_, T, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoteAtomic").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for SymAtomics<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SymAtomics")
            .field("id", &self.array.id())
            .field("len", &self.array.words().len())
            .finish()
    }
}

impl<T> fmt::Debug for SymAtomic<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SymAtomic").field("id", &self.word.id()).finish()
    }
}
