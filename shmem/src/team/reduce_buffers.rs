//! Reductions and scans of symmetric memory: the standard's routines as they are.

use super::Team;
use crate::buf::SymSlice;
use crate::element::{Reduce, ReduceBits, ReduceOrd};
use crate::sys::{Members, Operands};

impl Team<'_> {
    /// Puts the sums, element by element, of all members' `source` into every member's `dest`, which may be
    /// `source` itself.
    ///
    /// On return this PE's `dest` is complete and its `source` may be written again; another member's `dest`
    /// may not be complete yet. Otherwise as [`sum`](Self::sum).
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let numbers = shmem.alloc::<u64>(3)?;
    ///     numbers.write_from(&[1, 2, 3]);
    ///     shmem.world().sum_reduce(numbers.as_slice(), numbers.as_slice());
    ///     let n = shmem.n_pes() as u64;
    ///     assert_eq!(numbers.to_vec(), [n, 2 * n, 3 * n]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If the slices differ in length, or overlap and are not the same.
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_sum_reduce`.
    #[doc(alias = "shmem_sum_reduce")]
    #[inline]
    #[track_caller]
    pub fn sum_reduce<T: Reduce>(&self, dest: SymSlice<'_, T>, source: SymSlice<'_, T>) {
        self.elementwise(dest, source, T::sum_reduce);
    }

    /// Puts the products, element by element, of all members' `source` into every member's `dest`. Otherwise
    /// as [`sum_reduce`](Self::sum_reduce) and [`prod`](Self::prod).
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let data = shmem.from_slice(&[1.0, 1.0])?;
    /// shmem.world().prod_reduce(data.as_slice(), data.as_slice());
    /// assert_eq!(data.to_vec(), [1.0, 1.0]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// As for [`sum_reduce`](Self::sum_reduce).
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_prod_reduce`.
    #[doc(alias = "shmem_prod_reduce")]
    #[inline]
    #[track_caller]
    pub fn prod_reduce<T: Reduce>(&self, dest: SymSlice<'_, T>, source: SymSlice<'_, T>) {
        self.elementwise(dest, source, T::prod_reduce);
    }

    /// Puts the smallest, element by element, of all members' `source` into every member's `dest`. Otherwise
    /// as [`sum_reduce`](Self::sum_reduce) and [`min`](Self::min).
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let data = shmem.from_slice(&[shmem.my_pe().index(), 7])?;
    /// shmem.world().min_reduce(data.as_slice(), data.as_slice());
    /// assert_eq!(data.to_vec(), [0, 7]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// As for [`sum_reduce`](Self::sum_reduce).
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_min_reduce`.
    #[doc(alias = "shmem_min_reduce")]
    #[inline]
    #[track_caller]
    pub fn min_reduce<T: ReduceOrd>(&self, dest: SymSlice<'_, T>, source: SymSlice<'_, T>) {
        self.elementwise(dest, source, T::min_reduce);
    }

    /// Puts the largest, element by element, of all members' `source` into every member's `dest`. Otherwise
    /// as [`sum_reduce`](Self::sum_reduce) and [`max`](Self::max).
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let data = shmem.from_slice(&[shmem.my_pe().index(), 100])?;
    /// shmem.world().max_reduce(data.as_slice(), data.as_slice());
    /// assert_eq!(data.to_vec(), [shmem.n_pes() - 1, 100]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// As for [`sum_reduce`](Self::sum_reduce).
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_max_reduce`.
    #[doc(alias = "shmem_max_reduce")]
    #[inline]
    #[track_caller]
    pub fn max_reduce<T: ReduceOrd>(&self, dest: SymSlice<'_, T>, source: SymSlice<'_, T>) {
        self.elementwise(dest, source, T::max_reduce);
    }

    /// Puts what is, element by element, set in all members' `source` into every member's `dest`. Otherwise
    /// as [`sum_reduce`](Self::sum_reduce) and [`and`](Self::and).
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let data = shmem.from_slice(&[0b1100u32, 1])?;
    /// shmem.world().and_reduce(data.as_slice(), data.as_slice());
    /// assert_eq!(data.to_vec(), [0b1100, 1]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// As for [`sum_reduce`](Self::sum_reduce).
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_and_reduce`.
    #[doc(alias = "shmem_and_reduce")]
    #[inline]
    #[track_caller]
    pub fn and_reduce<T: ReduceBits>(&self, dest: SymSlice<'_, T>, source: SymSlice<'_, T>) {
        self.elementwise(dest, source, T::and_reduce);
    }

    /// Puts what is, element by element, set in any member's `source` into every member's `dest`. Otherwise
    /// as [`sum_reduce`](Self::sum_reduce) and [`or`](Self::or).
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let data = shmem.from_slice(&[0b1100u32, 1])?;
    /// shmem.world().or_reduce(data.as_slice(), data.as_slice());
    /// assert_eq!(data.to_vec(), [0b1100, 1]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// As for [`sum_reduce`](Self::sum_reduce).
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_or_reduce`.
    #[doc(alias = "shmem_or_reduce")]
    #[inline]
    #[track_caller]
    pub fn or_reduce<T: ReduceBits>(&self, dest: SymSlice<'_, T>, source: SymSlice<'_, T>) {
        self.elementwise(dest, source, T::or_reduce);
    }

    /// Puts what is, element by element, set in an odd number of the members' `source` into every member's
    /// `dest`. Otherwise as [`sum_reduce`](Self::sum_reduce) and [`xor`](Self::xor).
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let data = shmem.from_slice(&[0b1100u32, 0])?;
    /// shmem.world().xor_reduce(data.as_slice(), data.as_slice());
    /// assert_eq!(data.to_vec(), [0b1100 * (shmem.n_pes() as u32 % 2), 0]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// As for [`sum_reduce`](Self::sum_reduce).
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_xor_reduce`.
    #[doc(alias = "shmem_xor_reduce")]
    #[inline]
    #[track_caller]
    pub fn xor_reduce<T: ReduceBits>(&self, dest: SymSlice<'_, T>, source: SymSlice<'_, T>) {
        self.elementwise(dest, source, T::xor_reduce);
    }

    /// Puts the sums, element by element, of the `source` of the members up to it, its own included, into
    /// each member's `dest`. Otherwise as [`sum_reduce`](Self::sum_reduce).
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let data = shmem.ones::<u32>(2)?;
    /// shmem.world().sum_inscan(data.as_slice(), data.as_slice());
    /// assert_eq!(data.to_vec(), [shmem.my_pe().index() as u32 + 1; 2]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// As for [`sum_reduce`](Self::sum_reduce).
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_sum_inscan`.
    #[doc(alias = "shmem_sum_inscan")]
    #[inline]
    #[track_caller]
    pub fn sum_inscan<T: Reduce>(&self, dest: SymSlice<'_, T>, source: SymSlice<'_, T>) {
        self.elementwise(dest, source, T::sum_inscan);
    }

    /// Puts the sums, element by element, of the `source` of the members before it into each member's `dest`,
    /// zeros on the first. Otherwise as [`sum_reduce`](Self::sum_reduce).
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let data = shmem.ones::<u32>(2)?;
    /// shmem.world().sum_exscan(data.as_slice(), data.as_slice());
    /// assert_eq!(data.to_vec(), [shmem.my_pe().index() as u32; 2]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// As for [`sum_reduce`](Self::sum_reduce).
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_sum_exscan`.
    #[doc(alias = "shmem_sum_exscan")]
    #[inline]
    #[track_caller]
    pub fn sum_exscan<T: Reduce>(&self, dest: SymSlice<'_, T>, source: SymSlice<'_, T>) {
        self.elementwise(dest, source, T::sum_exscan);
    }

    #[inline]
    #[track_caller]
    fn elementwise<T: crate::Element>(
        &self,
        dest: SymSlice<'_, T>,
        source: SymSlice<'_, T>,
        call: impl FnOnce(Members, Operands<'_, T>),
    ) {
        let operands = Operands::new(dest.exactly(source.len()), source.elements);
        let operands = operands.expect("the destination overlaps the source and is not the same");
        call(self.begin(), operands);
    }
}
