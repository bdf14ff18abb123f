//! The routines that all processes of a communicator call, each in its forms.

#![allow(clippy::too_many_arguments, reason = "as many as the standard's")]

use std::ffi::{c_int, c_void};

use mpi_sys::{MPI_Aint, MPI_Comm, MPI_Datatype, MPI_Op};

use super::way::{Form, Way};
use super::{check, refused};
use crate::error::Result;

type Data = *const c_void;
type Room = *mut c_void;
type Counts = *const c_int;
type Places = *const MPI_Aint;
type Types = *const MPI_Datatype;

/// What became of a call, which fails late where processes bring lengths that do not go together.
#[inline]
fn made(code: c_int) -> Result<()> {
    check(code).map_err(|error| {
        refused(error, &[], "in a collective call, whose lengths may not go together")
    })
}

/// A function for each row, that calls the routine of the form that is asked for.
macro_rules! routines {
    ($($name:ident($($argument:ident: $ty:ty),*): $now:ident $start:ident;)*) => {$(
        /// # Safety
        ///
        /// As the standard asks of the routine: handles that are valid, memory that is borrowed and large enough.
        #[inline]
        pub(super) unsafe fn $name(way: &mut Way<'_>, $($argument: $ty),*) -> Result<()> {
            made(match &mut way.0 {
                // SAFETY: the caller's.
                Form::Now => unsafe { mpi_sys::$now($($argument),*) },
                // SAFETY: the caller's, and for as long as who made the way says; a place for the request.
                Form::Start(started) => unsafe {
                    mpi_sys::$start($($argument,)* started.request())
                },
                Form::Check => return Ok(()),
            })
        }
    )*};
}

routines! {
    barrier(comm: MPI_Comm): MPI_Barrier MPI_Ibarrier;
    broadcast(data: Room, n: c_int, of: MPI_Datatype, root: c_int, comm: MPI_Comm):
        MPI_Bcast MPI_Ibcast;
    gather(from: Data, n: c_int, of: MPI_Datatype, to: Room, each: c_int, to_of: MPI_Datatype, root: c_int,
           comm: MPI_Comm):
        MPI_Gather MPI_Igather;
    gather_parts(from: Data, n: c_int, of: MPI_Datatype, to: Room, counts: Counts, places: Counts,
                 to_of: MPI_Datatype, root: c_int, comm: MPI_Comm):
        MPI_Gatherv MPI_Igatherv;
    scatter(from: Data, each: c_int, of: MPI_Datatype, to: Room, n: c_int, to_of: MPI_Datatype, root: c_int,
            comm: MPI_Comm):
        MPI_Scatter MPI_Iscatter;
    scatter_parts(from: Data, counts: Counts, places: Counts, of: MPI_Datatype, to: Room, n: c_int,
                  to_of: MPI_Datatype, root: c_int, comm: MPI_Comm):
        MPI_Scatterv MPI_Iscatterv;
    all_gather(from: Data, n: c_int, of: MPI_Datatype, to: Room, each: c_int, to_of: MPI_Datatype, comm: MPI_Comm):
        MPI_Allgather MPI_Iallgather;
    all_gather_parts(from: Data, n: c_int, of: MPI_Datatype, to: Room, counts: Counts, places: Counts,
                     to_of: MPI_Datatype, comm: MPI_Comm):
        MPI_Allgatherv MPI_Iallgatherv;
    all_to_all(from: Data, each: c_int, of: MPI_Datatype, to: Room, to_each: c_int, to_of: MPI_Datatype,
               comm: MPI_Comm):
        MPI_Alltoall MPI_Ialltoall;
    all_to_all_parts(from: Data, counts: Counts, places: Counts, of: MPI_Datatype, to: Room, to_counts: Counts,
                     to_places: Counts, to_of: MPI_Datatype, comm: MPI_Comm):
        MPI_Alltoallv MPI_Ialltoallv;
    all_to_all_each(from: Data, counts: Counts, places: Counts, of: Types, to: Room, to_counts: Counts,
                    to_places: Counts, to_of: Types, comm: MPI_Comm):
        MPI_Alltoallw MPI_Ialltoallw;
    neighbour_all_gather(from: Data, n: c_int, of: MPI_Datatype, to: Room, each: c_int, to_of: MPI_Datatype,
                         comm: MPI_Comm):
        MPI_Neighbor_allgather MPI_Ineighbor_allgather;
    neighbour_all_gather_parts(from: Data, n: c_int, of: MPI_Datatype, to: Room, counts: Counts, places: Counts,
                               to_of: MPI_Datatype, comm: MPI_Comm):
        MPI_Neighbor_allgatherv MPI_Ineighbor_allgatherv;
    neighbour_all_to_all(from: Data, each: c_int, of: MPI_Datatype, to: Room, to_each: c_int, to_of: MPI_Datatype,
                         comm: MPI_Comm):
        MPI_Neighbor_alltoall MPI_Ineighbor_alltoall;
    neighbour_all_to_all_parts(from: Data, counts: Counts, places: Counts, of: MPI_Datatype, to: Room,
                               to_counts: Counts, to_places: Counts, to_of: MPI_Datatype, comm: MPI_Comm):
        MPI_Neighbor_alltoallv MPI_Ineighbor_alltoallv;
    reduce(from: Data, to: Room, n: c_int, of: MPI_Datatype, by: MPI_Op, root: c_int, comm: MPI_Comm):
        MPI_Reduce MPI_Ireduce;
    all_reduce(from: Data, to: Room, n: c_int, of: MPI_Datatype, by: MPI_Op, comm: MPI_Comm):
        MPI_Allreduce MPI_Iallreduce;
    reduce_scatter_block(from: Data, to: Room, n: c_int, of: MPI_Datatype, by: MPI_Op, comm: MPI_Comm):
        MPI_Reduce_scatter_block MPI_Ireduce_scatter_block;
    reduce_scatter(from: Data, to: Room, counts: Counts, of: MPI_Datatype, by: MPI_Op, comm: MPI_Comm):
        MPI_Reduce_scatter MPI_Ireduce_scatter;
    scan(from: Data, to: Room, n: c_int, of: MPI_Datatype, by: MPI_Op, comm: MPI_Comm):
        MPI_Scan MPI_Iscan;
    exclusive_scan(from: Data, to: Room, n: c_int, of: MPI_Datatype, by: MPI_Op, comm: MPI_Comm):
        MPI_Exscan MPI_Iexscan;
}

/// A count of the next routine: where the library has it, that for large ones, because the other one of MPICH 4.0
/// reads as many counts of what goes out as there are edges that come in.
#[cfg(mpi_standard = "4")]
pub(super) type BlockCount = mpi_sys::MPI_Count;
#[cfg(not(mpi_standard = "4"))]
pub(super) type BlockCount = c_int;

#[cfg(mpi_standard = "4")]
routines! {
    neighbour_all_to_all_blocks(from: Data, counts: *const BlockCount, places: Places, of: Types, to: Room,
                                to_counts: *const BlockCount, to_places: Places, to_of: Types, comm: MPI_Comm):
        MPI_Neighbor_alltoallw_c MPI_Ineighbor_alltoallw_c;
}

#[cfg(not(mpi_standard = "4"))]
routines! {
    neighbour_all_to_all_blocks(from: Data, counts: *const BlockCount, places: Places, of: Types, to: Room,
                                to_counts: *const BlockCount, to_places: Places, to_of: Types, comm: MPI_Comm):
        MPI_Neighbor_alltoallw MPI_Ineighbor_alltoallw;
}
