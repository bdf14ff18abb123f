//! Collective calls that combine data, prepared once and started again and again.

use crate::communicator::Communicator;
use crate::element::Element;
use crate::error::Result;
use crate::lent::Relend;
use crate::op::Op;
use crate::persistent::Persistent;
use crate::scope::Scope;
use crate::sys::{self, Operation, Way};

/// Collective calls that combine data, prepared to be started again and again.
///
/// The library is told of at most `i32::MAX` elements by one request: more are [`TooLarge`](crate::Error::TooLarge).
impl Communicator<'_> {
    /// Prepares a call that combines data of this memory.
    fn prepare_combining<'scope, T: Element, D: Relend + 'scope>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        memory: D,
        by: impl Op<T> + 'scope,
        mut call: impl FnMut(D::Short<'scope>, &Operation<'scope, T>, &mut Way<'_>) -> Result<()>
        + 'scope,
    ) -> Result<Persistent<'scope, D>> {
        let by = by.operation(&self.mpi.session)?;
        scope.prepare(memory, move |memory, way| call(memory, &by, way))
    }

    /// Prepares [`reduce`](Self::reduce).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.7 persistent reduce: as `MPI_Reduce_init`.
    #[doc(alias = "MPI_Reduce_init")]
    pub fn reduce_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        mine: &'scope mut [T],
        result: &'scope mut [T],
        by: impl Op<T> + 'scope,
        root: usize,
    ) -> Result<Persistent<'scope, (&'scope mut [T], &'scope mut [T])>> {
        self.prepare_combining(scope, (mine, result), by, move |(mine, result), by, way| {
            sys::reduce(&self.comm, Some(mine), result, by, root, way)
        })
    }

    /// Prepares [`reduce_in_place`](Self::reduce_in_place).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.7 persistent reduce: as `MPI_Reduce_init`, with `MPI_IN_PLACE`.
    pub fn reduce_in_place_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut [T],
        by: impl Op<T> + 'scope,
        root: usize,
    ) -> Result<Persistent<'scope, &'scope mut [T]>> {
        self.prepare_combining(scope, data, by, move |data, by, way| {
            sys::reduce_in_place(&self.comm, data, by, root, way)
        })
    }

    /// Prepares [`all_reduce`](Self::all_reduce).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.8 persistent all-reduce: as `MPI_Allreduce_init`.
    #[doc(alias = "MPI_Allreduce_init")]
    pub fn all_reduce_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        mine: &'scope mut [T],
        result: &'scope mut [T],
        by: impl Op<T> + 'scope,
    ) -> Result<Persistent<'scope, (&'scope mut [T], &'scope mut [T])>> {
        self.prepare_combining(scope, (mine, result), by, move |(mine, result), by, way| {
            sys::all_reduce(&self.comm, Some(mine), result, by, way)
        })
    }

    /// Prepares [`all_reduce_in_place`](Self::all_reduce_in_place).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.8 persistent all-reduce: as `MPI_Allreduce_init`, with `MPI_IN_PLACE`.
    pub fn all_reduce_in_place_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut [T],
        by: impl Op<T> + 'scope,
    ) -> Result<Persistent<'scope, &'scope mut [T]>> {
        self.prepare_combining(scope, data, by, move |data, by, way| {
            sys::all_reduce(&self.comm, None, data, by, way)
        })
    }

    /// Prepares [`reduce_scatter_block`](Self::reduce_scatter_block).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.9 persistent reduce-scatter with equal blocks: as `MPI_Reduce_scatter_block_init`.
    #[doc(alias = "MPI_Reduce_scatter_block_init")]
    pub fn reduce_scatter_block_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        mine: &'scope mut [T],
        part: &'scope mut [T],
        by: impl Op<T> + 'scope,
    ) -> Result<Persistent<'scope, (&'scope mut [T], &'scope mut [T])>> {
        self.prepare_combining(scope, (mine, part), by, move |(mine, part), by, way| {
            sys::reduce_scatter_block(&self.comm, Some(mine), part, by, way)
        })
    }

    /// Prepares [`reduce_scatter_block_in_place`](Self::reduce_scatter_block_in_place).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.9 persistent reduce-scatter with equal blocks: as `MPI_Reduce_scatter_block_init`, with `MPI_IN_PLACE`.
    pub fn reduce_scatter_block_in_place_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut [T],
        by: impl Op<T> + 'scope,
    ) -> Result<Persistent<'scope, &'scope mut [T]>> {
        self.prepare_combining(scope, data, by, move |data, by, way| {
            sys::reduce_scatter_block(&self.comm, None, data, by, way)
        })
    }

    /// Prepares [`reduce_scatter`](Self::reduce_scatter).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.10 persistent reduce-scatter: as `MPI_Reduce_scatter_init`.
    #[doc(alias = "MPI_Reduce_scatter_init")]
    pub fn reduce_scatter_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        mine: &'scope mut [T],
        part: &'scope mut [T],
        lengths: &'scope [usize],
        by: impl Op<T> + 'scope,
    ) -> Result<Persistent<'scope, (&'scope mut [T], &'scope mut [T])>> {
        self.prepare_combining(scope, (mine, part), by, move |(mine, part), by, way| {
            sys::reduce_scatter(&self.comm, Some(mine), part, lengths, by, way)
        })
    }

    /// Prepares [`reduce_scatter_in_place`](Self::reduce_scatter_in_place).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.10 persistent reduce-scatter: as `MPI_Reduce_scatter_init`, with `MPI_IN_PLACE`.
    pub fn reduce_scatter_in_place_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut [T],
        lengths: &'scope [usize],
        by: impl Op<T> + 'scope,
    ) -> Result<Persistent<'scope, &'scope mut [T]>> {
        self.prepare_combining(scope, data, by, move |data, by, way| {
            sys::reduce_scatter(&self.comm, None, data, lengths, by, way)
        })
    }

    /// Prepares [`scan`](Self::scan).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.11 persistent inclusive scan: as `MPI_Scan_init`.
    #[doc(alias = "MPI_Scan_init")]
    pub fn scan_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        mine: &'scope mut [T],
        result: &'scope mut [T],
        by: impl Op<T> + 'scope,
    ) -> Result<Persistent<'scope, (&'scope mut [T], &'scope mut [T])>> {
        self.prepare_combining(scope, (mine, result), by, move |(mine, result), by, way| {
            sys::scan(&self.comm, Some(mine), result, by, way)
        })
    }

    /// Prepares [`scan_in_place`](Self::scan_in_place).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.11 persistent inclusive scan: as `MPI_Scan_init`, with `MPI_IN_PLACE`.
    pub fn scan_in_place_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut [T],
        by: impl Op<T> + 'scope,
    ) -> Result<Persistent<'scope, &'scope mut [T]>> {
        self.prepare_combining(scope, data, by, move |data, by, way| {
            sys::scan(&self.comm, None, data, by, way)
        })
    }

    /// Prepares [`exclusive_scan`](Self::exclusive_scan).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.12 persistent exclusive scan: as `MPI_Exscan_init`.
    #[doc(alias = "MPI_Exscan_init")]
    pub fn exclusive_scan_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        mine: &'scope mut [T],
        result: &'scope mut [T],
        by: impl Op<T> + 'scope,
    ) -> Result<Persistent<'scope, (&'scope mut [T], &'scope mut [T])>> {
        self.prepare_combining(scope, (mine, result), by, move |(mine, result), by, way| {
            sys::exclusive_scan(&self.comm, Some(mine), result, by, way)
        })
    }

    /// Prepares [`exclusive_scan_in_place`](Self::exclusive_scan_in_place).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.12 persistent exclusive scan: as `MPI_Exscan_init`, with `MPI_IN_PLACE`.
    pub fn exclusive_scan_in_place_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut [T],
        by: impl Op<T> + 'scope,
    ) -> Result<Persistent<'scope, &'scope mut [T]>> {
        self.prepare_combining(scope, data, by, move |data, by, way| {
            sys::exclusive_scan(&self.comm, None, data, by, way)
        })
    }
}
