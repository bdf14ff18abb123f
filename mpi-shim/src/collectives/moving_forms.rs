//! Collective calls that move data while their processes do something else, started or prepared.

use super::Parts;
use super::forms::forms;
use crate::buffer::BufferMut;
use crate::buffer::seal::Received;
use crate::communicator::Communicator;
use crate::element::Element;
use crate::error::Result;
use crate::persistent::Persistent;
use crate::request::Request;
use crate::scope::Scope;
use crate::sys;

/// Collective calls that move data while their process does something else, within the time of a
/// [scope](crate::Mpi::scope).
///
/// All processes start the same calls in the same order, these and others of one communicator together, and may
/// wait for them in any. None can be cancelled: a scope ends when the other processes have come to what was started
/// in it.
///
/// Those that end in `_init` are prepared, to be started again and again. All processes prepare the same calls in the
/// same order. The memory of a call is asked of what was prepared: what is brought along, and the result.
impl Communicator<'_> {
    /// Starts a barrier, which is complete when all processes have started it.
    ///
    /// ```
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let world = mpi.world();
    ///     mpi.scope(|s| {
    ///         let all_are_here = world.ibarrier(s)?;
    ///         // Time for something else.
    ///         all_are_here.wait().map(drop)
    ///     })
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// If the library fails.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.1 non-blocking barrier synchronization: `MPI_Ibarrier`.
    #[doc(alias = "MPI_Ibarrier")]
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
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.1 persistent barrier synchronization: as `MPI_Barrier_init`.
    #[doc(alias = "MPI_Barrier_init")]
    pub fn barrier_init<'scope>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
    ) -> Result<Persistent<'scope, ()>> {
        scope.prepare((), move |(), way| sys::barrier(&self.comm, way))
    }

    /// Starts to copy the root's data to all: [`broadcast`](Self::broadcast).
    ///
    /// ```
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let world = mpi.world();
    ///     let mut data = if world.rank() == 0 { [1.5, 2.5] } else { [0.0; 2] };
    ///     mpi.scope(|s| {
    ///         let (data, _) = world.ibroadcast(s, &mut data, 0)?.wait()?;
    ///         assert_eq!(*data, [1.5, 2.5]);
    ///         Ok(())
    ///     })
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// As there. That the root has more than there is room for is said by the request.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.2 non-blocking broadcast: `MPI_Ibcast`.
    #[doc(alias = "MPI_Ibcast")]
    pub fn ibroadcast<'scope, B: BufferMut + ?Sized>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut B,
        root: usize,
    ) -> Result<Request<'scope, &'scope mut B>> {
        scope.start(data, move |data, way| {
            sys::broadcast(&self.comm, &mut data.receiving(&self.mpi.session)?, root, way)
        })
    }

    /// Prepares [`broadcast`](Self::broadcast).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.2 persistent broadcast: as `MPI_Bcast_init`.
    #[doc(alias = "MPI_Bcast_init")]
    pub fn broadcast_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut [T],
        root: usize,
    ) -> Result<Persistent<'scope, &'scope mut [T]>> {
        scope.prepare(data, move |data, way| {
            sys::broadcast(&self.comm, &mut data.receiving(&self.mpi.session)?, root, way)
        })
    }

    forms! {
        "gather", "5.12.3": "MPI_Igather", "6.13.3": "MPI_Gather_init" {
            pub fn igather, pub fn gather_init:
                gather(&mine => all, root: usize) { sys::gather(Some(mine), all, root) }
            pub fn igather_in_place, pub fn gather_in_place_init:
                gather_in_place(data, root: usize) { sys::gather_in_place(data, root) }
        }
        "gather", "5.12.3": "MPI_Igatherv", "6.13.3": "MPI_Gatherv_init" {
            pub fn igather_parts, pub fn gather_parts_init:
                gather_parts(&mine => all, parts: &'scope Parts<T>, root: usize)
                { sys::gather_parts(Some(mine), all, parts.parted(), root) }
            pub fn igather_parts_in_place, pub fn gather_parts_in_place_init:
                gather_parts_in_place(data, parts: &'scope Parts<T>, root: usize)
                { sys::gather_parts_in_place(data, parts.parted(), root) }
        }
        "scatter", "5.12.4": "MPI_Iscatter", "6.13.4": "MPI_Scatter_init" {
            pub fn iscatter, pub fn scatter_init:
                scatter(&all => mine, root: usize) { sys::scatter(all, Some(mine), root) }
            pub fn iscatter_in_place, pub fn scatter_in_place_init:
                scatter_in_place(data, root: usize) { sys::scatter_in_place(data, root) }
        }
        "scatter", "5.12.4": "MPI_Iscatterv", "6.13.4": "MPI_Scatterv_init" {
            pub fn iscatter_parts, pub fn scatter_parts_init:
                scatter_parts(&all, parts: &'scope Parts<T> => mine, root: usize)
                { sys::scatter_parts(all, parts.parted(), Some(mine), root) }
            pub fn iscatter_parts_in_place, pub fn scatter_parts_in_place_init:
                scatter_parts_in_place(data, parts: &'scope Parts<T>, root: usize)
                { sys::scatter_parts_in_place(data, parts.parted(), root) }
        }
        "gather-to-all", "5.12.5": "MPI_Iallgather", "6.13.5": "MPI_Allgather_init" {
            ///
            /// ```
            /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
            ///     let world = mpi.world();
            ///     let (mine, mut all) = ([world.rank()], vec![0; world.size()]);
            ///     mpi.scope(|s| world.iall_gather(s, &mine, &mut all)?.wait().map(drop))?;
            ///     assert!(all.into_iter().eq(0..world.size()));
            ///     Ok(())
            /// });
            /// ```
            pub fn iall_gather, pub fn all_gather_init:
                all_gather(&mine => all) { sys::all_gather(Some(mine), all) }
            pub fn iall_gather_in_place, pub fn all_gather_in_place_init:
                all_gather_in_place(all) { sys::all_gather(None, all) }
        }
        "gather-to-all", "5.12.5": "MPI_Iallgatherv", "6.13.5": "MPI_Allgatherv_init" {
            pub fn iall_gather_parts, pub fn all_gather_parts_init:
                all_gather_parts(&mine => all, parts: &'scope Parts<T>)
                { sys::all_gather_parts(Some(mine), all, parts.parted()) }
            pub fn iall_gather_parts_in_place, pub fn all_gather_parts_in_place_init:
                all_gather_parts_in_place(all, parts: &'scope Parts<T>)
                { sys::all_gather_parts(None, all, parts.parted()) }
        }
        "all-to-all", "5.12.6": "MPI_Ialltoall", "6.13.6": "MPI_Alltoall_init" {
            pub fn iall_to_all,
            ///
            /// ```
            /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
            ///     let world = mpi.world();
            ///     let (mut to, mut from) = (vec![0; world.size()], vec![0; world.size()]);
            ///     mpi.scope(|s| {
            ///         let mut exchange = world.all_to_all_init(s, &mut to, &mut from)?;
            ///         for round in 0..3 {
            ///             exchange.elements().0.fill(round);
            ///             exchange.start()?;
            ///             exchange.wait()?;
            ///             assert!(exchange.elements().1.iter().all(|&x| x == round));
            ///         }
            ///         Ok(())
            ///     })
            /// });
            /// ```
            pub fn all_to_all_init:
                all_to_all(&to => from) { sys::all_to_all(Some(to), from) }
            pub fn iall_to_all_in_place, pub fn all_to_all_in_place_init:
                all_to_all_in_place(data) { sys::all_to_all(None, data) }
        }
        "all-to-all", "5.12.6": "MPI_Ialltoallv", "6.13.6": "MPI_Alltoallv_init" {
            pub fn iall_to_all_parts, pub fn all_to_all_parts_init:
                all_to_all_parts(&to, to_parts: &'scope Parts<T> => from, from_parts: &'scope Parts<T>)
                { sys::all_to_all_parts(Some((to, to_parts.parted())), from, from_parts.parted()) }
            pub fn iall_to_all_parts_in_place, pub fn all_to_all_parts_in_place_init:
                all_to_all_parts_in_place(data, parts: &'scope Parts<T>)
                { sys::all_to_all_parts(None, data, parts.parted()) }
        }
    }
}
