//! Atomic operations in scopes.

use crate::atomics::RemoteAtomic;
use crate::element::{Amo, AmoBits, AmoExtended};
use crate::pe::Peer;
use crate::sys::Scope;

/// Atomic operations that deliver what the word was by the end of the scope.
impl<'scope, N: Peer> Scope<'scope, '_, N> {
    /// Starts to read a word.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let tickets = shmem.atomic(10u64)?;
    ///     let (mut before, mut mine) = (0, 0);
    ///     shmem.scope(|s| s.fetch(tickets.at(shmem.my_pe()), &mut before));
    ///     shmem.scope(|s| s.fetch_add(tickets.at(shmem.my_pe()), 4, &mut mine));
    ///     assert_eq!((before, mine), (10, 10));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, atomic memory operations: `shmem_atomic_fetch_nbi`.
    #[doc(alias = "shmem_atomic_fetch_nbi")]
    #[inline]
    #[track_caller]
    pub fn fetch<T: AmoExtended>(&self, word: RemoteAtomic<'scope, T, N>, old: &'scope mut T) {
        T::fetch_nbi(old, word.word, self.at(word.pe));
    }

    /// Starts to overwrite a word and to fetch what it was.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let word = shmem.atomic(5u64)?;
    ///     let (at, mut old) = (word.at(shmem.my_pe()), 0);
    ///     shmem.scope(|s| s.swap(at, 7, &mut old));
    ///     assert_eq!((old, at.fetch()), (5, 7));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, atomic memory operations: `shmem_atomic_swap_nbi`.
    #[doc(alias = "shmem_atomic_swap_nbi")]
    #[inline]
    #[track_caller]
    pub fn swap<T: AmoExtended>(
        &self,
        word: RemoteAtomic<'scope, T, N>,
        value: T,
        old: &'scope mut T,
    ) {
        T::swap_nbi(old, word.word, value, self.at(word.pe));
    }

    /// Starts to overwrite a word with `new` if it is `current`, and to fetch what it was in any case.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let word = shmem.atomic(5u64)?;
    ///     let (at, mut old) = (word.at(shmem.my_pe()), 0);
    ///     shmem.scope(|s| s.compare_swap(at, 5, 7, &mut old));
    ///     assert_eq!((old, at.fetch()), (5, 7));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, atomic memory operations: `shmem_atomic_compare_swap_nbi`.
    #[doc(alias = "shmem_atomic_compare_swap_nbi")]
    #[inline]
    #[track_caller]
    pub fn compare_swap<T: Amo>(
        &self,
        word: RemoteAtomic<'scope, T, N>,
        current: T,
        new: T,
        old: &'scope mut T,
    ) {
        T::compare_swap_nbi(old, word.word, current, new, self.at(word.pe));
    }

    /// Starts to add one to a word, wrapping around, and to fetch what it was.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let word = shmem.atomic(5u64)?;
    ///     let (at, mut old) = (word.at(shmem.my_pe()), 0);
    ///     shmem.scope(|s| s.fetch_inc(at, &mut old));
    ///     assert_eq!((old, at.fetch()), (5, 6));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, atomic memory operations: `shmem_atomic_fetch_inc_nbi`.
    #[doc(alias = "shmem_atomic_fetch_inc_nbi")]
    #[inline]
    #[track_caller]
    pub fn fetch_inc<T: Amo>(&self, word: RemoteAtomic<'scope, T, N>, old: &'scope mut T) {
        T::fetch_inc_nbi(old, word.word, self.at(word.pe));
    }

    /// Starts to add to a word, wrapping around, and to fetch what it was.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let word = shmem.atomic(5u64)?;
    ///     let (at, mut old) = (word.at(shmem.my_pe()), 0);
    ///     shmem.scope(|s| s.fetch_add(at, 7, &mut old));
    ///     assert_eq!((old, at.fetch()), (5, 12));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, atomic memory operations: `shmem_atomic_fetch_add_nbi`.
    #[doc(alias = "shmem_atomic_fetch_add_nbi")]
    #[inline]
    #[track_caller]
    pub fn fetch_add<T: Amo>(
        &self,
        word: RemoteAtomic<'scope, T, N>,
        value: T,
        old: &'scope mut T,
    ) {
        T::fetch_add_nbi(old, word.word, value, self.at(word.pe));
    }

    /// Starts to clear the bits of a word that `value` does not have, and to fetch what it was.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let word = shmem.atomic(0b0011u64)?;
    ///     let (at, mut old) = (word.at(shmem.my_pe()), 0);
    ///     shmem.scope(|s| s.fetch_and(at, 0b0110, &mut old));
    ///     assert_eq!((old, at.fetch()), (0b0011, 0b0010));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, atomic memory operations: `shmem_atomic_fetch_and_nbi`.
    #[doc(alias = "shmem_atomic_fetch_and_nbi")]
    #[inline]
    #[track_caller]
    pub fn fetch_and<T: AmoBits>(
        &self,
        word: RemoteAtomic<'scope, T, N>,
        value: T,
        old: &'scope mut T,
    ) {
        T::fetch_and_nbi(old, word.word, value, self.at(word.pe));
    }

    /// Starts to set the bits of a word that `value` has, and to fetch what it was.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let word = shmem.atomic(0b0011u64)?;
    ///     let (at, mut old) = (word.at(shmem.my_pe()), 0);
    ///     shmem.scope(|s| s.fetch_or(at, 0b0110, &mut old));
    ///     assert_eq!((old, at.fetch()), (0b0011, 0b0111));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, atomic memory operations: `shmem_atomic_fetch_or_nbi`.
    #[doc(alias = "shmem_atomic_fetch_or_nbi")]
    #[inline]
    #[track_caller]
    pub fn fetch_or<T: AmoBits>(
        &self,
        word: RemoteAtomic<'scope, T, N>,
        value: T,
        old: &'scope mut T,
    ) {
        T::fetch_or_nbi(old, word.word, value, self.at(word.pe));
    }

    /// Starts to flip the bits of a word that `value` has, and to fetch what it was.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let word = shmem.atomic(0b0011u64)?;
    ///     let (at, mut old) = (word.at(shmem.my_pe()), 0);
    ///     shmem.scope(|s| s.fetch_xor(at, 0b0110, &mut old));
    ///     assert_eq!((old, at.fetch()), (0b0011, 0b0101));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, atomic memory operations: `shmem_atomic_fetch_xor_nbi`.
    #[doc(alias = "shmem_atomic_fetch_xor_nbi")]
    #[inline]
    #[track_caller]
    pub fn fetch_xor<T: AmoBits>(
        &self,
        word: RemoteAtomic<'scope, T, N>,
        value: T,
        old: &'scope mut T,
    ) {
        T::fetch_xor_nbi(old, word.word, value, self.at(word.pe));
    }
}
