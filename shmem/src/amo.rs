//! Operations on atomic words.

use crate::atomics::RemoteAtomic;
use crate::element::{Amo, AmoBits, AmoExtended};
use crate::pe::PeOrInScope;

/// For numbers of 32 and 64 bits.
impl<T: AmoExtended, P: PeOrInScope> RemoteAtomic<'_, T, P> {
    /// Reads it.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let word = shmem.atomic(7u64)?;
    /// let there = word.at(shmem.my_pe().wrapping_add(1));
    /// assert_eq!(there.fetch(), 7);
    /// # Ok::<(), shmem::Error>(())
    /// ```
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

    /// Overwrites it. Complete after [`quiet`](crate::Shmem::quiet).
    ///
    /// Until then not even the PE that calls can rely on seeing it, be it its own word. So it is for all
    /// operations here that give nothing back; [`swap`](Self::swap) and the others that fetch are complete
    /// when they return.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let word = shmem.atomic(7u64)?;
    /// let there = word.at(shmem.my_pe().wrapping_add(1));
    /// there.set(8);
    /// shmem.quiet();
    /// assert_eq!(there.fetch(), 8);
    /// # Ok::<(), shmem::Error>(())
    /// ```
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
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let word = shmem.atomic(1.5f64)?;
    /// let there = word.at(shmem.my_pe().wrapping_add(1));
    /// assert_eq!(there.swap(2.5), 1.5);
    /// assert_eq!(there.fetch(), 2.5);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, atomic memory operations: `shmem_atomic_swap`.
    #[doc(alias = "shmem_atomic_swap")]
    #[inline]
    pub fn swap(self, value: T) -> T {
        T::swap(self.word, value, self.pe)
    }
}

/// For integers of 32 and 64 bits.
impl<T: AmoExtended, P: PeOrInScope> RemoteAtomic<'_, T, P> {
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
    pub fn compare_swap(self, current: T, new: T) -> T
    where
        T: Amo,
    {
        T::compare_swap(self.word, current, new, self.pe)
    }

    /// Adds one, wrapping around. Complete after [`quiet`](crate::Shmem::quiet).
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let word = shmem.atomic(7u64)?;
    /// let there = word.at(shmem.my_pe().wrapping_add(1));
    /// there.inc();
    /// shmem.quiet();
    /// assert_eq!(there.fetch(), 8);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, atomic memory operations: `shmem_atomic_inc`.
    #[doc(alias = "shmem_atomic_inc")]
    #[inline]
    pub fn inc(self)
    where
        T: Amo,
    {
        T::inc(self.word, self.pe);
    }

    /// Adds one, wrapping around, and gives what it was.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let word = shmem.atomic(7u64)?;
    /// let there = word.at(shmem.my_pe().wrapping_add(1));
    /// assert_eq!(there.fetch_inc(), 7);
    /// assert_eq!(there.fetch(), 8);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, atomic memory operations: `shmem_atomic_fetch_inc`.
    #[doc(alias = "shmem_atomic_fetch_inc")]
    #[inline]
    pub fn fetch_inc(self) -> T
    where
        T: Amo,
    {
        T::fetch_inc(self.word, self.pe)
    }

    /// Adds to it, wrapping around. Complete after [`quiet`](crate::Shmem::quiet).
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let word = shmem.atomic(7i64)?;
    /// let there = word.at(shmem.my_pe().wrapping_add(1));
    /// there.add(-2);
    /// shmem.quiet();
    /// assert_eq!(there.fetch(), 5);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, atomic memory operations: `shmem_atomic_add`.
    #[doc(alias = "shmem_atomic_add")]
    #[inline]
    pub fn add(self, value: T)
    where
        T: Amo,
    {
        T::add(self.word, value, self.pe);
    }

    /// Adds to it, wrapping around, and gives what it was.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let word = shmem.atomic(7i64)?;
    /// let there = word.at(shmem.my_pe().wrapping_add(1));
    /// assert_eq!(there.fetch_add(-2), 7);
    /// assert_eq!(there.fetch(), 5);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, atomic memory operations: `shmem_atomic_fetch_add`.
    #[doc(alias = "shmem_atomic_fetch_add")]
    #[inline]
    pub fn fetch_add(self, value: T) -> T
    where
        T: Amo,
    {
        T::fetch_add(self.word, value, self.pe)
    }
}

/// For fixed-size integers of 32 and 64 bits.
///
/// ```
/// shmem::run(|shmem| -> shmem::Result<()> {
///     let flags = shmem.atomic(0b1100u32)?;
///     flags.here().or(0b0001);
///     assert_eq!(flags.here().fetch_and(0b0101), 0b1101);
///     assert_eq!(flags.here().fetch_xor(0b1111), 0b0101);
///     assert_eq!(flags.here().fetch(), 0b1010);
///     Ok(())
/// });
/// ```
impl<T: AmoExtended, P: PeOrInScope> RemoteAtomic<'_, T, P> {
    /// Clears the bits that `value` does not have. Complete after [`quiet`](crate::Shmem::quiet).
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let word = shmem.atomic(0b1100u32)?;
    /// let there = word.at(shmem.my_pe().wrapping_add(1));
    /// there.and(0b0110);
    /// shmem.quiet();
    /// assert_eq!(there.fetch(), 0b0100);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, atomic memory operations: `shmem_atomic_and`.
    #[doc(alias = "shmem_atomic_and")]
    #[inline]
    pub fn and(self, value: T)
    where
        T: AmoBits,
    {
        T::and(self.word, value, self.pe);
    }

    /// Clears the bits that `value` does not have, and gives what it was.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let word = shmem.atomic(0b1100u32)?;
    /// let there = word.at(shmem.my_pe().wrapping_add(1));
    /// assert_eq!(there.fetch_and(0b0110), 0b1100);
    /// assert_eq!(there.fetch(), 0b0100);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, atomic memory operations: `shmem_atomic_fetch_and`.
    #[doc(alias = "shmem_atomic_fetch_and")]
    #[inline]
    pub fn fetch_and(self, value: T) -> T
    where
        T: AmoBits,
    {
        T::fetch_and(self.word, value, self.pe)
    }

    /// Sets the bits that `value` has. Complete after [`quiet`](crate::Shmem::quiet).
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let word = shmem.atomic(0b1100u32)?;
    /// let there = word.at(shmem.my_pe().wrapping_add(1));
    /// there.or(0b0110);
    /// shmem.quiet();
    /// assert_eq!(there.fetch(), 0b1110);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, atomic memory operations: `shmem_atomic_or`.
    #[doc(alias = "shmem_atomic_or")]
    #[inline]
    pub fn or(self, value: T)
    where
        T: AmoBits,
    {
        T::or(self.word, value, self.pe);
    }

    /// Sets the bits that `value` has, and gives what it was.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let word = shmem.atomic(0b1100u32)?;
    /// let there = word.at(shmem.my_pe().wrapping_add(1));
    /// assert_eq!(there.fetch_or(0b0110), 0b1100);
    /// assert_eq!(there.fetch(), 0b1110);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, atomic memory operations: `shmem_atomic_fetch_or`.
    #[doc(alias = "shmem_atomic_fetch_or")]
    #[inline]
    pub fn fetch_or(self, value: T) -> T
    where
        T: AmoBits,
    {
        T::fetch_or(self.word, value, self.pe)
    }

    /// Flips the bits that `value` has. Complete after [`quiet`](crate::Shmem::quiet).
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let word = shmem.atomic(0b1100u32)?;
    /// let there = word.at(shmem.my_pe().wrapping_add(1));
    /// there.xor(0b0110);
    /// shmem.quiet();
    /// assert_eq!(there.fetch(), 0b1010);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, atomic memory operations: `shmem_atomic_xor`.
    #[doc(alias = "shmem_atomic_xor")]
    #[inline]
    pub fn xor(self, value: T)
    where
        T: AmoBits,
    {
        T::xor(self.word, value, self.pe);
    }

    /// Flips the bits that `value` has, and gives what it was.
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let word = shmem.atomic(0b1100u32)?;
    /// let there = word.at(shmem.my_pe().wrapping_add(1));
    /// assert_eq!(there.fetch_xor(0b0110), 0b1100);
    /// assert_eq!(there.fetch(), 0b1010);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, atomic memory operations: `shmem_atomic_fetch_xor`.
    #[doc(alias = "shmem_atomic_fetch_xor")]
    #[inline]
    pub fn fetch_xor(self, value: T) -> T
    where
        T: AmoBits,
    {
        T::fetch_xor(self.word, value, self.pe)
    }
}
