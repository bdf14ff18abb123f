//! Reductions and scans of private values and slices.

use super::Team;
use crate::element::{Reduce, ReduceBits, ReduceOrd};

impl Team<'_> {
    /// The sum of all members' values. Integers wrap around. The order of a floating-point sum depends on the
    /// number of members and nothing else.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     assert_eq!(shmem.world().sum(2), 2 * shmem.n_pes());
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_sum_reduce`.
    #[doc(alias = "shmem_sum_reduce")]
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn sum<T: Reduce>(&self, value: T) -> T {
        self.pass_one(value, T::sum_reduce)
    }

    /// Overwrites `data` with the sums, element by element, of all members' data, which must have the same
    /// length. Otherwise as [`sum`](Self::sum).
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let mut data = [1, 2];
    /// shmem.world().sum_slice(&mut data);
    /// assert_eq!(data, [shmem.n_pes(), 2 * shmem.n_pes()]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_sum_reduce`.
    #[doc(alias = "shmem_sum_reduce")]
    #[track_caller]
    pub fn sum_slice<T: Reduce>(&self, data: &mut [T]) {
        let _busy = self.enter();
        self.pass(data, T::sum_reduce);
    }

    /// The product of all members' values. Integers wrap around. The order of a floating-point product
    /// depends on the number of members and nothing else.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     assert_eq!(shmem.world().prod(2.0), 2.0_f64.powi(shmem.n_pes() as i32));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_prod_reduce`.
    #[doc(alias = "shmem_prod_reduce")]
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn prod<T: Reduce>(&self, value: T) -> T {
        self.pass_one(value, T::prod_reduce)
    }

    /// Overwrites `data` with the products, element by element, of all members' data, which must have the
    /// same length. Otherwise as [`prod`](Self::prod).
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let mut data = [1.0, 1.0];
    /// shmem.world().prod_slice(&mut data);
    /// assert_eq!(data, [1.0, 1.0]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_prod_reduce`.
    #[doc(alias = "shmem_prod_reduce")]
    #[track_caller]
    pub fn prod_slice<T: Reduce>(&self, data: &mut [T]) {
        let _busy = self.enter();
        self.pass(data, T::prod_reduce);
    }

    /// The smallest of all members' values. With a NaN among them there is no telling.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     assert_eq!(shmem.world().min(shmem.my_pe().index()), 0);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_min_reduce`.
    #[doc(alias = "shmem_min_reduce")]
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn min<T: ReduceOrd>(&self, value: T) -> T {
        self.pass_one(value, T::min_reduce)
    }

    /// Overwrites `data` with the smallest, element by element, of all members' data, which must have the
    /// same length. Otherwise as [`min`](Self::min).
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let mut data = [shmem.my_pe().index(), 7];
    /// shmem.world().min_slice(&mut data);
    /// assert_eq!(data, [0, 7]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_min_reduce`.
    #[doc(alias = "shmem_min_reduce")]
    #[track_caller]
    pub fn min_slice<T: ReduceOrd>(&self, data: &mut [T]) {
        let _busy = self.enter();
        self.pass(data, T::min_reduce);
    }

    /// The largest of all members' values. With a NaN among them there is no telling.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     assert_eq!(shmem.world().max(shmem.my_pe().index()), shmem.n_pes() - 1);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_max_reduce`.
    #[doc(alias = "shmem_max_reduce")]
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn max<T: ReduceOrd>(&self, value: T) -> T {
        self.pass_one(value, T::max_reduce)
    }

    /// Overwrites `data` with the largest, element by element, of all members' data, which must have the same
    /// length. Otherwise as [`max`](Self::max).
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let mut data = [shmem.my_pe().index(), 100];
    /// shmem.world().max_slice(&mut data);
    /// assert_eq!(data, [shmem.n_pes() - 1, 100]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_max_reduce`.
    #[doc(alias = "shmem_max_reduce")]
    #[track_caller]
    pub fn max_slice<T: ReduceOrd>(&self, data: &mut [T]) {
        let _busy = self.enter();
        self.pass(data, T::max_reduce);
    }

    /// The bits that are set in all members' values.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     assert_eq!(shmem.world().and(0b110_u8), 0b110);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_and_reduce`.
    #[doc(alias = "shmem_and_reduce")]
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn and<T: ReduceBits>(&self, value: T) -> T {
        self.pass_one(value, T::and_reduce)
    }

    /// Overwrites `data` with what is, element by element, set in all members' data, which must have the same
    /// length. Otherwise as [`and`](Self::and).
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let mut data = [0b1100u32, 1];
    /// shmem.world().and_slice(&mut data);
    /// assert_eq!(data, [0b1100, 1]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_and_reduce`.
    #[doc(alias = "shmem_and_reduce")]
    #[track_caller]
    pub fn and_slice<T: ReduceBits>(&self, data: &mut [T]) {
        let _busy = self.enter();
        self.pass(data, T::and_reduce);
    }

    /// The bits that are set in any member's value.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     assert_eq!(shmem.world().or(1_u64 << shmem.my_pe().index()).count_ones() as usize, shmem.n_pes());
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_or_reduce`.
    #[doc(alias = "shmem_or_reduce")]
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn or<T: ReduceBits>(&self, value: T) -> T {
        self.pass_one(value, T::or_reduce)
    }

    /// Overwrites `data` with what is, element by element, set in any member's data, which must have the same
    /// length. Otherwise as [`or`](Self::or).
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let mut data = [0b1100u32, 1];
    /// shmem.world().or_slice(&mut data);
    /// assert_eq!(data, [0b1100, 1]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_or_reduce`.
    #[doc(alias = "shmem_or_reduce")]
    #[track_caller]
    pub fn or_slice<T: ReduceBits>(&self, data: &mut [T]) {
        let _busy = self.enter();
        self.pass(data, T::or_reduce);
    }

    /// The bits that are set in an odd number of the members' values.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     assert_eq!(shmem.world().xor(1_u32), shmem.n_pes() as u32 % 2);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_xor_reduce`.
    #[doc(alias = "shmem_xor_reduce")]
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn xor<T: ReduceBits>(&self, value: T) -> T {
        self.pass_one(value, T::xor_reduce)
    }

    /// Overwrites `data` with what is, element by element, set in an odd number of the members' data, which
    /// must have the same length. Otherwise as [`xor`](Self::xor).
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let mut data = [0b1100u32, 0];
    /// shmem.world().xor_slice(&mut data);
    /// assert_eq!(data, [0b1100 * (shmem.n_pes() as u32 % 2), 0]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_xor_reduce`.
    #[doc(alias = "shmem_xor_reduce")]
    #[track_caller]
    pub fn xor_slice<T: ReduceBits>(&self, data: &mut [T]) {
        let _busy = self.enter();
        self.pass(data, T::xor_reduce);
    }

    /// The sum of the values of the members up to this one, its own included. Otherwise as
    /// [`sum`](Self::sum).
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     assert_eq!(shmem.world().inscan(2), 2 * (shmem.my_pe().index() + 1));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_sum_inscan`.
    #[doc(alias = "shmem_sum_inscan")]
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn inscan<T: Reduce>(&self, value: T) -> T {
        self.pass_one(value, T::sum_inscan)
    }

    /// Overwrites `data` with the sums, element by element, of the data of the members up to this one, its
    /// own included. All must have the same length. Otherwise as [`inscan`](Self::inscan).
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let mut data = [1, 2];
    /// shmem.world().inscan_slice(&mut data);
    /// let before = shmem.my_pe().index();
    /// assert_eq!(data, [before + 1, 2 * (before + 1)]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_sum_inscan`.
    #[doc(alias = "shmem_sum_inscan")]
    #[track_caller]
    pub fn inscan_slice<T: Reduce>(&self, data: &mut [T]) {
        let _busy = self.enter();
        self.pass(data, T::sum_inscan);
    }

    /// The sum of the values of the members before this one; zero on the first. Otherwise as
    /// [`sum`](Self::sum).
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     assert_eq!(shmem.world().exscan(2), 2 * shmem.my_pe().index());
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_sum_exscan`.
    #[doc(alias = "shmem_sum_exscan")]
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn exscan<T: Reduce>(&self, value: T) -> T {
        self.pass_one(value, T::sum_exscan)
    }

    /// Overwrites `data` with the sums, element by element, of the data of the members before this one. All
    /// must have the same length. Otherwise as [`exscan`](Self::exscan).
    ///
    /// ```
    /// # let shmem = shmem::Shmem::init()?;
    /// let mut data = [1, 2];
    /// shmem.world().exscan_slice(&mut data);
    /// let before = shmem.my_pe().index();
    /// assert_eq!(data, [before, 2 * before]);
    /// # Ok::<(), shmem::Error>(())
    /// ```
    ///
    /// # Specification
    ///
    /// OpenSHMEM 1.6, collective routines: `shmem_sum_exscan`.
    #[doc(alias = "shmem_sum_exscan")]
    #[track_caller]
    pub fn exscan_slice<T: Reduce>(&self, data: &mut [T]) {
        let _busy = self.enter();
        self.pass(data, T::sum_exscan);
    }
}
