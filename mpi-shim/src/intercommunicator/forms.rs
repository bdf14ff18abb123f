//! What all processes of two groups call while they do something else, started or prepared.

use super::Intercommunicator;
use crate::collectives::Parts;
use crate::collectives::each::{each_forms, exchange};
use crate::collectives::forms::forms;
use crate::error::Result;
use crate::messages::seal::Endpoints;
use crate::persistent::Persistent;
use crate::request::Request;
use crate::scope::Scope;
use crate::sys::{self, inter};

/// Collective calls that go on while their process does something else, within the time of a
/// [scope](crate::Mpi::scope); those that end in `_init` are prepared, to be started again and again.
///
/// All processes of both groups start the same calls in the same order, and may wait for them in any. Calls that have a
/// root are not among them: Open MPI 4.1 loses count of those at processes that have nothing to do in them.
///
/// The library is told of at most `i32::MAX` elements to combine by one request: more are
/// [`TooLarge`](crate::Error::TooLarge).
impl Intercommunicator<'_> {
    /// Starts [`barrier`](Self::barrier).
    ///
    /// # Errors
    ///
    /// If the library fails.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.1 non-blocking barrier synchronization: `MPI_Ibarrier`.
    pub fn ibarrier<'scope>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
    ) -> Result<Request<'scope, ()>> {
        scope.start((), move |(), way| sys::barrier(&self.comm, way))
    }

    /// Prepares [`barrier`](Self::barrier).
    ///
    /// # Errors
    ///
    /// If the library fails.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.1 persistent barrier synchronization: as `MPI_Barrier_init`.
    pub fn barrier_init<'scope>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
    ) -> Result<Persistent<'scope, ()>> {
        scope.prepare((), move |(), way| sys::barrier(&self.comm, way))
    }

    each_forms! {
        "all-to-all", "5.12.6": "MPI_Ialltoallw", "6.13.6": "MPI_Alltoallw_init" {
            pub fn iall_to_all_each, pub fn all_to_all_each_init:
                all_to_all_each { sys::all_to_all_each_between }
        }
    }

    forms! {
        "gather-to-all", "5.12.5": "MPI_Iallgather", "6.13.5": "MPI_Allgather_init" {
            pub fn iall_gather, pub fn all_gather_init:
                all_gather(&mine => all) { inter::all_gather(mine, all) }
        }
        "gather-to-all", "5.12.5": "MPI_Iallgatherv", "6.13.5": "MPI_Allgatherv_init" {
            pub fn iall_gather_parts, pub fn all_gather_parts_init:
                all_gather_parts(&mine => all, parts: &'scope Parts<T>)
                { inter::all_gather_parts(mine, all, parts.parted()) }
        }
        "all-to-all", "5.12.6": "MPI_Ialltoall", "6.13.6": "MPI_Alltoall_init" {
            pub fn iall_to_all, pub fn all_to_all_init:
                all_to_all(&to => from) { inter::all_to_all(to, from) }
        }
        "all-to-all", "5.12.6": "MPI_Ialltoallv", "6.13.6": "MPI_Alltoallv_init" {
            pub fn iall_to_all_parts, pub fn all_to_all_parts_init:
                all_to_all_parts(&to, to_parts: &'scope Parts<T> => from, from_parts: &'scope Parts<T>)
                { sys::all_to_all_parts(Some((to, to_parts.parted())), from, from_parts.parted()) }
        }
        "all-reduce", "5.12.8": "MPI_Iallreduce", "6.13.8": "MPI_Allreduce_init" {
            pub fn iall_reduce, pub fn all_reduce_init:
                all_reduce(&mine => result; by) { sys::all_reduce(Some(mine), result, &by) }
        }
        "reduce-scatter with equal blocks",
        "5.12.9": "MPI_Ireduce_scatter_block", "6.13.9": "MPI_Reduce_scatter_block_init" {
            pub fn ireduce_scatter_block, pub fn reduce_scatter_block_init:
                reduce_scatter_block(&mine => part; by)
                { sys::reduce_scatter_block(Some(mine), part, &by) }
        }
        "reduce-scatter", "5.12.10": "MPI_Ireduce_scatter", "6.13.10": "MPI_Reduce_scatter_init" {
            pub fn ireduce_scatter, pub fn reduce_scatter_init:
                reduce_scatter(&mine => part, lengths: &'scope [usize]; by)
                { sys::reduce_scatter(Some(mine), part, lengths, &by) }
        }
    }
}
