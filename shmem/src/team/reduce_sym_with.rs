//! Reductions of symmetric memory that look at every member's value: by closure, and with the place of the
//! extreme. They have no routine of the library's, so elements pass through private copies, as closures
//! need them to anyway.

use super::{Rank, Team};
use crate::buf::SymSlice;
use crate::element::{Element, ReduceOrd};

impl Team<'_> {
    /// Puts all members' `source`, combined element by element in the order of their ranks, into every
    /// member's `dest`, which may be `source` itself. Otherwise as [`reduce_with`](Self::reduce_with).
    ///
    /// Each member fills its own `dest`, which is complete on return.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let numbers = shmem.from_slice(&[1.0, f64::NAN])?;
    ///     let all = numbers.as_slice();
    ///     shmem.world().reduce_sym_with(all, all, |a, b| if b.is_nan() { a } else { a + b });
    ///     assert_eq!(numbers.read(0), shmem.n_pes() as f64);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If the slices differ in length, and as for [`reduce_with`](Self::reduce_with).
    #[track_caller]
    pub fn reduce_sym_with<T: Element>(
        &self,
        dest: SymSlice<'_, T>,
        source: SymSlice<'_, T>,
        combine: impl FnMut(T, T) -> T,
    ) {
        by_copy(dest, source, |data| self.reduce_slice_with(data, combine));
    }

    /// Puts the smallest, element by element, of all members' `source` into every member's `dest`, which may
    /// be `source` itself, and gives who has each. Otherwise as [`minloc`](Self::minloc).
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let (costs, least) = (shmem.full(3, shmem.my_pe().index())?, shmem.alloc::<usize>(3)?);
    ///     let who = shmem.world().minloc_sym(least.as_slice(), costs.as_slice());
    ///     assert_eq!((least.to_vec(), who[2].index()), (vec![0; 3], 0));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If the slices differ in length.
    #[doc(alias = "MPI_MINLOC")]
    #[track_caller]
    #[must_use]
    pub fn minloc_sym<T: ReduceOrd>(
        &self,
        dest: SymSlice<'_, T>,
        source: SymSlice<'_, T>,
    ) -> Vec<Rank> {
        by_copy(dest, source, |data| self.minloc_slice(data))
    }

    /// Puts the largest, element by element, of all members' `source` into every member's `dest`, which may
    /// be `source` itself, and gives who has each. Otherwise as [`maxloc`](Self::maxloc).
    ///
    /// # Panics
    ///
    /// If the slices differ in length.
    #[doc(alias = "MPI_MAXLOC")]
    #[track_caller]
    #[must_use]
    pub fn maxloc_sym<T: ReduceOrd>(
        &self,
        dest: SymSlice<'_, T>,
        source: SymSlice<'_, T>,
    ) -> Vec<Rank> {
        by_copy(dest, source, |data| self.maxloc_slice(data))
    }
}

/// Works on a copy of this PE's `source`, which then goes to its `dest`.
#[track_caller]
fn by_copy<T: Element, R>(
    dest: SymSlice<'_, T>,
    source: SymSlice<'_, T>,
    work: impl FnOnce(&mut [T]) -> R,
) -> R {
    let (to, from) = (dest.len(), source.len());
    assert!(to == from, "a reduction of {from} elements does not fit a symmetric slice of {to}");
    let mut data = source.to_vec();
    let result = work(&mut data);
    dest.write_from(&data);
    result
}
