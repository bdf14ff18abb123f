//! Collective calls that combine data while their processes do something else, started or prepared.

use super::forms::forms;
use crate::communicator::Communicator;
use crate::sys;

/// Collective calls that combine data while their process does something else, within the time of a
/// [scope](crate::Mpi::scope); those that end in `_init` are prepared, to be started again and again. A closure as the
/// operation is called while a process waits for any request, or makes another call.
///
/// The library is told of at most `i32::MAX` elements by one request: more are [`TooLarge`](crate::Error::TooLarge).
impl Communicator<'_> {
    forms! {
        "reduce", "5.12.7": "MPI_Ireduce", "6.13.7": "MPI_Reduce_init" {
            pub fn ireduce, pub fn reduce_init:
                reduce(&mine => result; by, root: usize)
                { sys::reduce(Some(mine), result, &by, root) }
            pub fn ireduce_in_place, pub fn reduce_in_place_init:
                reduce_in_place(data; by, root: usize) { sys::reduce_in_place(data, &by, root) }
        }
        "all-reduce", "5.12.8": "MPI_Iallreduce", "6.13.8": "MPI_Allreduce_init" {
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
            pub fn iall_reduce, pub fn all_reduce_init:
                all_reduce(&mine => result; by) { sys::all_reduce(Some(mine), result, &by) }
            pub fn iall_reduce_in_place, pub fn all_reduce_in_place_init:
                all_reduce_in_place(data; by) { sys::all_reduce(None, data, &by) }
        }
        "reduce-scatter with equal blocks",
        "5.12.9": "MPI_Ireduce_scatter_block", "6.13.9": "MPI_Reduce_scatter_block_init" {
            pub fn ireduce_scatter_block, pub fn reduce_scatter_block_init:
                reduce_scatter_block(&mine => part; by)
                { sys::reduce_scatter_block(Some(mine), part, &by) }
            pub fn ireduce_scatter_block_in_place, pub fn reduce_scatter_block_in_place_init:
                reduce_scatter_block_in_place(data; by)
                { sys::reduce_scatter_block(None, data, &by) }
        }
        "reduce-scatter", "5.12.10": "MPI_Ireduce_scatter", "6.13.10": "MPI_Reduce_scatter_init" {
            pub fn ireduce_scatter, pub fn reduce_scatter_init:
                reduce_scatter(&mine => part, lengths: &'scope [usize]; by)
                { sys::reduce_scatter(Some(mine), part, lengths, &by) }
            pub fn ireduce_scatter_in_place, pub fn reduce_scatter_in_place_init:
                reduce_scatter_in_place(data, lengths: &'scope [usize]; by)
                { sys::reduce_scatter(None, data, lengths, &by) }
        }
        "inclusive scan", "5.12.11": "MPI_Iscan", "6.13.11": "MPI_Scan_init" {
            pub fn iscan, pub fn scan_init:
                scan(&mine => result; by) { sys::scan(Some(mine), result, &by) }
            pub fn iscan_in_place, pub fn scan_in_place_init:
                scan_in_place(data; by) { sys::scan(None, data, &by) }
        }
        "exclusive scan", "5.12.12": "MPI_Iexscan", "6.13.12": "MPI_Exscan_init" {
            pub fn iexclusive_scan, pub fn exclusive_scan_init:
                exclusive_scan(&mine => result; by) { sys::exclusive_scan(Some(mine), result, &by) }
            pub fn iexclusive_scan_in_place, pub fn exclusive_scan_in_place_init:
                exclusive_scan_in_place(data; by) { sys::exclusive_scan(None, data, &by) }
        }
    }
}
