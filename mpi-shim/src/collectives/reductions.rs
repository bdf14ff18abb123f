//! Collective calls that combine data.

use crate::communicator::Communicator;
use crate::element::Element;
use crate::error::Result;
use crate::op::Op;
use crate::sys::{self, Way};

/// What collective calls combine is combined element by element, by an operation of the module
/// [`op`](crate::op). All processes bring along as many elements, and call with the same operation.
impl Communicator<'_> {
    /// Combines what all bring along, at the root. Elsewhere `result` may be empty.
    ///
    /// # Errors
    ///
    /// If there is no such root, or the root's `result` is of another length than `mine`.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.9 global reduction operations: `MPI_Reduce`.
    #[doc(alias = "MPI_Reduce")]
    pub fn reduce<T: Element>(
        &self,
        mine: &[T],
        result: &mut [T],
        by: impl Op<T>,
        root: usize,
    ) -> Result<()> {
        let by = by.operation(&self.mpi.session)?;
        sys::reduce(&self.comm, Some(mine), result, &by, root, &mut Way::now())
    }

    /// As [`reduce`](Self::reduce), with the root's result in the place of what it brings along.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.9 global reduction operations: `MPI_Reduce`, with `MPI_IN_PLACE`.
    pub fn reduce_in_place<T: Element>(
        &self,
        data: &mut [T],
        by: impl Op<T>,
        root: usize,
    ) -> Result<()> {
        let by = by.operation(&self.mpi.session)?;
        sys::reduce_in_place(&self.comm, data, &by, root, &mut Way::now())
    }

    /// Combines what all bring along, everywhere.
    ///
    /// ```
    /// use mpi_shim::prelude::*;
    ///
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let (world, mut sum) = (mpi.world(), [0; 2]);
    ///     world.all_reduce(&[1, world.rank()], &mut sum, Sum)?;
    ///     assert_eq!(sum, [world.size(), (0..world.size()).sum()]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// If `result` is of another length than `mine`.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.9.6 all-reduce: `MPI_Allreduce`.
    #[doc(alias = "MPI_Allreduce")]
    #[inline]
    pub fn all_reduce<T: Element>(
        &self,
        mine: &[T],
        result: &mut [T],
        by: impl Op<T>,
    ) -> Result<()> {
        let by = by.operation(&self.mpi.session)?;
        sys::all_reduce(&self.comm, Some(mine), result, &by, &mut Way::now())
    }

    /// As [`all_reduce`](Self::all_reduce), with the result in the place of what is brought along.
    ///
    /// # Errors
    ///
    /// If the library fails.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.9.6 all-reduce: `MPI_Allreduce`, with `MPI_IN_PLACE`.
    #[inline]
    pub fn all_reduce_in_place<T: Element>(&self, data: &mut [T], by: impl Op<T>) -> Result<()> {
        let by = by.operation(&self.mpi.session)?;
        sys::all_reduce(&self.comm, None, data, &by, &mut Way::now())
    }

    /// As [`all_reduce`](Self::all_reduce), with the result as a vector.
    ///
    /// # Errors
    ///
    /// If the library fails.
    pub fn all_reduce_vec<T: Element>(&self, mine: &[T], by: impl Op<T>) -> Result<Vec<T>> {
        let mut result = mine.to_vec();
        self.all_reduce_in_place(&mut result, by)?;
        Ok(result)
    }

    /// As [`all_reduce`](Self::all_reduce), of one element.
    ///
    /// ```
    /// use mpi_shim::prelude::*;
    ///
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     assert_eq!(mpi.world().all_reduce_value(1, Sum)?, mpi.world().size());
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// If the library fails.
    #[inline]
    pub fn all_reduce_value<T: Element>(&self, mine: T, by: impl Op<T>) -> Result<T> {
        let mut result = [mine];
        self.all_reduce_in_place(&mut result, by)?;
        Ok(result[0])
    }

    /// Combines what all bring along, and hands the result out in parts of one length.
    ///
    /// # Errors
    ///
    /// If `mine` is not of a part for each process, or `part` of another length.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.10.1 reduce-scatter with equal blocks: `MPI_Reduce_scatter_block`.
    #[doc(alias = "MPI_Reduce_scatter_block")]
    pub fn reduce_scatter_block<T: Element>(
        &self,
        mine: &[T],
        part: &mut [T],
        by: impl Op<T>,
    ) -> Result<()> {
        let by = by.operation(&self.mpi.session)?;
        sys::reduce_scatter_block(&self.comm, Some(mine), part, &by, &mut Way::now())
    }

    /// As [`reduce_scatter_block`](Self::reduce_scatter_block), of `data`, whose first part becomes this process's part of the result. The
    /// others are lost.
    ///
    /// # Errors
    ///
    /// If `data` is not of a part for each process.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.10.1 reduce-scatter with equal blocks: `MPI_Reduce_scatter_block`, with `MPI_IN_PLACE`.
    pub fn reduce_scatter_block_in_place<T: Element>(
        &self,
        data: &mut [T],
        by: impl Op<T>,
    ) -> Result<()> {
        let by = by.operation(&self.mpi.session)?;
        sys::reduce_scatter_block(&self.comm, None, data, &by, &mut Way::now())
    }

    /// Combines what all bring along, and hands the result out in parts of these lengths.
    ///
    /// # Errors
    ///
    /// If `mine` is not of these parts, or `part` of another length.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.10.2 reduce-scatter: `MPI_Reduce_scatter`.
    #[doc(alias = "MPI_Reduce_scatter")]
    pub fn reduce_scatter<T: Element>(
        &self,
        mine: &[T],
        part: &mut [T],
        lengths: &[usize],
        by: impl Op<T>,
    ) -> Result<()> {
        let by = by.operation(&self.mpi.session)?;
        sys::reduce_scatter(&self.comm, Some(mine), part, lengths, &by, &mut Way::now())
    }

    /// As [`reduce_scatter`](Self::reduce_scatter), of `data`, which begins with this process's part of the result then. The rest is
    /// lost.
    ///
    /// # Errors
    ///
    /// If `data` is not of these parts.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.10.2 reduce-scatter: `MPI_Reduce_scatter`, with `MPI_IN_PLACE`.
    pub fn reduce_scatter_in_place<T: Element>(
        &self,
        data: &mut [T],
        lengths: &[usize],
        by: impl Op<T>,
    ) -> Result<()> {
        let by = by.operation(&self.mpi.session)?;
        sys::reduce_scatter(&self.comm, None, data, lengths, &by, &mut Way::now())
    }

    /// Combines what this process and those of lower ranks bring along.
    ///
    /// ```
    /// use mpi_shim::prelude::*;
    ///
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let (world, mut sum) = (mpi.world(), [0]);
    ///     world.scan(&[1], &mut sum, Sum)?;
    ///     assert_eq!(sum, [world.rank() + 1]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// If `result` is of another length than `mine`.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.11.1 inclusive scan: `MPI_Scan`.
    #[doc(alias = "MPI_Scan")]
    pub fn scan<T: Element>(&self, mine: &[T], result: &mut [T], by: impl Op<T>) -> Result<()> {
        let by = by.operation(&self.mpi.session)?;
        sys::scan(&self.comm, Some(mine), result, &by, &mut Way::now())
    }

    /// As [`scan`](Self::scan), with the result in the place of what is brought along.
    ///
    /// # Errors
    ///
    /// If the library fails.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.11.1 inclusive scan: `MPI_Scan`, with `MPI_IN_PLACE`.
    pub fn scan_in_place<T: Element>(&self, data: &mut [T], by: impl Op<T>) -> Result<()> {
        let by = by.operation(&self.mpi.session)?;
        sys::scan(&self.comm, None, data, &by, &mut Way::now())
    }

    /// Combines what those of lower ranks bring along. Rank 0 has no result: its `result` stays as it is.
    ///
    /// # Errors
    ///
    /// If `result` is of another length than `mine`.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.11.2 exclusive scan: `MPI_Exscan`.
    #[doc(alias = "MPI_Exscan")]
    pub fn exclusive_scan<T: Element>(
        &self,
        mine: &[T],
        result: &mut [T],
        by: impl Op<T>,
    ) -> Result<()> {
        let by = by.operation(&self.mpi.session)?;
        sys::exclusive_scan(&self.comm, Some(mine), result, &by, &mut Way::now())
    }

    /// As [`exclusive_scan`](Self::exclusive_scan), with the result in the place of what is brought along.
    ///
    /// # Errors
    ///
    /// If the library fails.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.11.2 exclusive scan: `MPI_Exscan`, with `MPI_IN_PLACE`.
    pub fn exclusive_scan_in_place<T: Element>(
        &self,
        data: &mut [T],
        by: impl Op<T>,
    ) -> Result<()> {
        let by = by.operation(&self.mpi.session)?;
        sys::exclusive_scan(&self.comm, None, data, &by, &mut Way::now())
    }
}

impl crate::Mpi {
    /// Combines two arrays of this process: `left` with `right`, in place of this.
    ///
    /// ```
    /// use mpi_shim::prelude::*;
    ///
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let mut numbers = [1.0, 5.0];
    ///     mpi.reduce_local(&[3.0, 4.0], &mut numbers, Max)?;
    ///     assert_eq!(numbers, [3.0, 5.0]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// If the lengths differ.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.9.7 process-local reduction: `MPI_Reduce_local`.
    #[doc(alias = "MPI_Reduce_local")]
    pub fn reduce_local<T: Element>(
        &self,
        left: &[T],
        right: &mut [T],
        by: impl Op<T>,
    ) -> Result<()> {
        let by = by.operation(&self.session)?;
        sys::reduce_local(left, right, &by)
    }
}
