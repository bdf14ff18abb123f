//! Collective calls that combine data while their processes do something else.

use crate::communicator::Communicator;
use crate::element::Element;
use crate::error::Result;
use crate::op::Op;
use crate::request::Request;
use crate::scope::Scope;
use crate::sys::{self, Operation, Way};

/// Collective calls that combine data while their process does something else, within the time of a
/// [scope](crate::Mpi::scope). A closure as the operation is called while a process waits for any request, or makes
/// another call.
///
/// The library is told of at most `i32::MAX` elements by one request: more are [`TooLarge`](crate::Error::TooLarge).
impl Communicator<'_> {
    /// Starts a call that combines data into `result`.
    fn start_combining<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        result: &'scope mut [T],
        by: impl Op<T> + 'scope,
        call: impl FnOnce(&mut [T], &Operation<'scope, T>, &mut Way<'scope>) -> Result<()> + 'scope,
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        let by = by.operation(&self.mpi.session)?;
        scope.start(result, move |result, way| {
            call(result, &by, way)?;
            way.keep(by.into_user());
            Ok(())
        })
    }

    /// Starts [`reduce`](Self::reduce).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.7 non-blocking reduce: `MPI_Ireduce`.
    #[doc(alias = "MPI_Ireduce")]
    pub fn ireduce<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        mine: &'scope [T],
        result: &'scope mut [T],
        by: impl Op<T> + 'scope,
        root: usize,
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        self.start_combining(scope, result, by, move |result, by, way| {
            sys::reduce(&self.comm, Some(mine), result, by, root, way)
        })
    }

    /// Starts [`reduce_in_place`](Self::reduce_in_place).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.7 non-blocking reduce: `MPI_Ireduce`, with `MPI_IN_PLACE`.
    pub fn ireduce_in_place<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut [T],
        by: impl Op<T> + 'scope,
        root: usize,
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        self.start_combining(scope, data, by, move |data, by, way| {
            sys::reduce_in_place(&self.comm, data, by, root, way)
        })
    }

    /// Starts [`all_reduce`](Self::all_reduce).
    ///
    /// ```
    /// use mpi_shim::prelude::*;
    ///
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let (world, mine) = (mpi.world(), [1, 5]);
    ///     let (mut sum, mut gcd) = ([0; 2], [0; 2]);
    ///     let divide = |mut a: i32, mut b: i32| {
    ///         while b != 0 {
    ///             (a, b) = (b, a % b);
    ///         }
    ///         a
    ///     };
    ///     mpi.scope(|s| {
    ///         let sum = world.iall_reduce(s, &mine, &mut sum, Sum)?;
    ///         let gcd = world.iall_reduce(s, &mine, &mut gcd, op::commuting(divide))?;
    ///         assert_eq!(gcd.wait()?.0, &[1, 5]);
    ///         assert_eq!(sum.wait()?.0[0], world.size() as i32);
    ///         Ok(())
    ///     })
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.8 non-blocking all-reduce: `MPI_Iallreduce`.
    #[doc(alias = "MPI_Iallreduce")]
    pub fn iall_reduce<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        mine: &'scope [T],
        result: &'scope mut [T],
        by: impl Op<T> + 'scope,
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        self.start_combining(scope, result, by, move |result, by, way| {
            sys::all_reduce(&self.comm, Some(mine), result, by, way)
        })
    }

    /// Starts [`all_reduce_in_place`](Self::all_reduce_in_place).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.8 non-blocking all-reduce: `MPI_Iallreduce`, with `MPI_IN_PLACE`.
    pub fn iall_reduce_in_place<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut [T],
        by: impl Op<T> + 'scope,
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        self.start_combining(scope, data, by, move |data, by, way| {
            sys::all_reduce(&self.comm, None, data, by, way)
        })
    }

    /// Starts [`reduce_scatter_block`](Self::reduce_scatter_block).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.9 non-blocking reduce-scatter with equal blocks: `MPI_Ireduce_scatter_block`.
    #[doc(alias = "MPI_Ireduce_scatter_block")]
    pub fn ireduce_scatter_block<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        mine: &'scope [T],
        part: &'scope mut [T],
        by: impl Op<T> + 'scope,
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        self.start_combining(scope, part, by, move |part, by, way| {
            sys::reduce_scatter_block(&self.comm, Some(mine), part, by, way)
        })
    }

    /// Starts [`reduce_scatter_block_in_place`](Self::reduce_scatter_block_in_place).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.9 non-blocking reduce-scatter with equal blocks: `MPI_Ireduce_scatter_block`, with `MPI_IN_PLACE`.
    pub fn ireduce_scatter_block_in_place<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut [T],
        by: impl Op<T> + 'scope,
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        self.start_combining(scope, data, by, move |data, by, way| {
            sys::reduce_scatter_block(&self.comm, None, data, by, way)
        })
    }

    /// Starts [`reduce_scatter`](Self::reduce_scatter).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.10 non-blocking reduce-scatter: `MPI_Ireduce_scatter`.
    #[doc(alias = "MPI_Ireduce_scatter")]
    pub fn ireduce_scatter<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        mine: &'scope [T],
        part: &'scope mut [T],
        lengths: &'scope [usize],
        by: impl Op<T> + 'scope,
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        self.start_combining(scope, part, by, move |part, by, way| {
            sys::reduce_scatter(&self.comm, Some(mine), part, lengths, by, way)
        })
    }

    /// Starts [`reduce_scatter_in_place`](Self::reduce_scatter_in_place).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.10 non-blocking reduce-scatter: `MPI_Ireduce_scatter`, with `MPI_IN_PLACE`.
    pub fn ireduce_scatter_in_place<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut [T],
        lengths: &'scope [usize],
        by: impl Op<T> + 'scope,
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        self.start_combining(scope, data, by, move |data, by, way| {
            sys::reduce_scatter(&self.comm, None, data, lengths, by, way)
        })
    }

    /// Starts [`scan`](Self::scan).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.11 non-blocking inclusive scan: `MPI_Iscan`.
    #[doc(alias = "MPI_Iscan")]
    pub fn iscan<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        mine: &'scope [T],
        result: &'scope mut [T],
        by: impl Op<T> + 'scope,
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        self.start_combining(scope, result, by, move |result, by, way| {
            sys::scan(&self.comm, Some(mine), result, by, way)
        })
    }

    /// Starts [`scan_in_place`](Self::scan_in_place).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.11 non-blocking inclusive scan: `MPI_Iscan`, with `MPI_IN_PLACE`.
    pub fn iscan_in_place<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut [T],
        by: impl Op<T> + 'scope,
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        self.start_combining(scope, data, by, move |data, by, way| {
            sys::scan(&self.comm, None, data, by, way)
        })
    }

    /// Starts [`exclusive_scan`](Self::exclusive_scan).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.12 non-blocking exclusive scan: `MPI_Iexscan`.
    #[doc(alias = "MPI_Iexscan")]
    pub fn iexclusive_scan<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        mine: &'scope [T],
        result: &'scope mut [T],
        by: impl Op<T> + 'scope,
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        self.start_combining(scope, result, by, move |result, by, way| {
            sys::exclusive_scan(&self.comm, Some(mine), result, by, way)
        })
    }

    /// Starts [`exclusive_scan_in_place`](Self::exclusive_scan_in_place).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.12 non-blocking exclusive scan: `MPI_Iexscan`, with `MPI_IN_PLACE`.
    pub fn iexclusive_scan_in_place<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut [T],
        by: impl Op<T> + 'scope,
    ) -> Result<Request<'scope, &'scope mut [T]>> {
        self.start_combining(scope, data, by, move |data, by, way| {
            sys::exclusive_scan(&self.comm, None, data, by, way)
        })
    }
}
