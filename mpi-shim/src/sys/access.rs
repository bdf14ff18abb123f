//! One-sided operations: reading, writing and combining what is in other processes' windows.
//!
//! Each starts an operation, which is complete at the end of its epoch, or when it is flushed.

use std::ffi::{c_int, c_void};

use mpi_sys::{MPI_Aint, MPI_Datatype};

use super::memory::describe;
use super::request::Request;
use super::{Datatype, Operation, Receiving, Sending, Win, check};
use crate::element::Element;
use crate::error::Result;

/// A place in a process's part of a window.
pub(crate) struct Remote<'a> {
    rank: c_int,
    displacement: MPI_Aint,
    count: c_int,
    datatype: MPI_Datatype,
    _own: Option<Datatype>,
    layout: std::marker::PhantomData<&'a Datatype>,
}

impl<'a> Remote<'a> {
    /// So many elements.
    #[inline]
    pub(crate) fn elements<T: Element>(
        rank: usize,
        displacement: usize,
        len: usize,
    ) -> Result<Self> {
        let (count, datatype, own) = describe::<T>(len)?;
        Ok(Self::new(rank, displacement, count, datatype, own))
    }

    /// One of a datatype.
    pub(crate) fn typed(rank: usize, displacement: usize, datatype: &'a Datatype) -> Self {
        Self::new(rank, displacement, 1, datatype.raw(), None)
    }

    #[inline]
    fn new(
        rank: usize,
        displacement: usize,
        count: c_int,
        datatype: MPI_Datatype,
        own: Option<Datatype>,
    ) -> Self {
        Self {
            rank: rank as c_int,
            displacement: displacement as MPI_Aint,
            count,
            datatype,
            _own: own,
            layout: std::marker::PhantomData,
        }
    }
}

/// What the operations of this file ask for, all alike: an epoch in which the target can be reached, a place within
/// its window, as many elements there as here, and memory here that stays, unchanged or for this alone, until the
/// operation is complete.
impl Win {
    /// # Safety
    ///
    /// See above.
    #[inline]
    pub(crate) unsafe fn put(&self, data: &Sending<'_>, to: &Remote<'_>) -> Result<()> {
        // SAFETY: the caller's.
        check(unsafe {
            mpi_sys::MPI_Put(
                data.at,
                data.count,
                data.datatype,
                to.rank,
                to.displacement,
                to.count,
                to.datatype,
                self.raw(),
            )
        })
    }

    /// # Safety
    ///
    /// See above.
    pub(crate) unsafe fn rput(&self, data: &Sending<'_>, to: &Remote<'_>) -> Result<Request> {
        Request::of_made(|request| {
            // SAFETY: the caller's.
            unsafe {
                mpi_sys::MPI_Rput(
                    data.at,
                    data.count,
                    data.datatype,
                    to.rank,
                    to.displacement,
                    to.count,
                    to.datatype,
                    self.raw(),
                    request,
                )
            }
        })
    }

    /// # Safety
    ///
    /// See above.
    #[inline]
    pub(crate) unsafe fn get(&self, room: &mut Receiving<'_>, from: &Remote<'_>) -> Result<()> {
        // SAFETY: the caller's.
        check(unsafe {
            mpi_sys::MPI_Get(
                room.at,
                room.count,
                room.datatype,
                from.rank,
                from.displacement,
                from.count,
                from.datatype,
                self.raw(),
            )
        })
    }

    /// # Safety
    ///
    /// See above.
    pub(crate) unsafe fn rget(
        &self,
        room: &mut Receiving<'_>,
        from: &Remote<'_>,
    ) -> Result<Request> {
        Request::of_made(|request| {
            // SAFETY: the caller's.
            unsafe {
                mpi_sys::MPI_Rget(
                    room.at,
                    room.count,
                    room.datatype,
                    from.rank,
                    from.displacement,
                    from.count,
                    from.datatype,
                    self.raw(),
                    request,
                )
            }
        })
    }

    /// # Safety
    ///
    /// See above.
    #[inline]
    pub(crate) unsafe fn accumulate<T>(
        &self,
        data: &Sending<'_>,
        to: &Remote<'_>,
        by: &Operation<'_, T>,
    ) -> Result<()> {
        // SAFETY: the caller's.
        check(unsafe {
            mpi_sys::MPI_Accumulate(
                data.at,
                data.count,
                data.datatype,
                to.rank,
                to.displacement,
                to.count,
                to.datatype,
                by.op,
                self.raw(),
            )
        })
    }

    /// # Safety
    ///
    /// See above.
    pub(crate) unsafe fn raccumulate<T>(
        &self,
        data: &Sending<'_>,
        to: &Remote<'_>,
        by: &Operation<'_, T>,
    ) -> Result<Request> {
        Request::of_made(|request| {
            // SAFETY: the caller's.
            unsafe {
                mpi_sys::MPI_Raccumulate(
                    data.at,
                    data.count,
                    data.datatype,
                    to.rank,
                    to.displacement,
                    to.count,
                    to.datatype,
                    by.op,
                    self.raw(),
                    request,
                )
            }
        })
    }

    /// # Safety
    ///
    /// See above.
    #[inline]
    pub(crate) unsafe fn get_accumulate<T>(
        &self,
        data: &Sending<'_>,
        room: &mut Receiving<'_>,
        to: &Remote<'_>,
        by: &Operation<'_, T>,
    ) -> Result<()> {
        // SAFETY: the caller's.
        check(unsafe {
            mpi_sys::MPI_Get_accumulate(
                data.at,
                data.count,
                data.datatype,
                room.at,
                room.count,
                room.datatype,
                to.rank,
                to.displacement,
                to.count,
                to.datatype,
                by.op,
                self.raw(),
            )
        })
    }

    /// # Safety
    ///
    /// See above.
    pub(crate) unsafe fn rget_accumulate<T>(
        &self,
        data: &Sending<'_>,
        room: &mut Receiving<'_>,
        to: &Remote<'_>,
        by: &Operation<'_, T>,
    ) -> Result<Request> {
        Request::of_made(|request| {
            // SAFETY: the caller's.
            unsafe {
                mpi_sys::MPI_Rget_accumulate(
                    data.at,
                    data.count,
                    data.datatype,
                    room.at,
                    room.count,
                    room.datatype,
                    to.rank,
                    to.displacement,
                    to.count,
                    to.datatype,
                    by.op,
                    self.raw(),
                    request,
                )
            }
        })
    }

    /// # Safety
    ///
    /// See above, for one element.
    #[inline]
    pub(crate) unsafe fn fetch_and_op<T>(
        &self,
        value: *const T,
        room: *mut T,
        to: &Remote<'_>,
        by: &Operation<'_, T>,
    ) -> Result<()> {
        let (value, room): (*const c_void, *mut c_void) = (value.cast(), room.cast());
        // SAFETY: the caller's.
        check(unsafe {
            mpi_sys::MPI_Fetch_and_op(
                value,
                room,
                to.datatype,
                to.rank,
                to.displacement,
                by.op,
                self.raw(),
            )
        })
    }

    /// # Safety
    ///
    /// See above, for one element, which is an integer.
    #[inline]
    pub(crate) unsafe fn compare_and_swap<T>(
        &self,
        value: *const T,
        expected: *const T,
        room: *mut T,
        to: &Remote<'_>,
    ) -> Result<()> {
        // SAFETY: the caller's.
        check(unsafe {
            mpi_sys::MPI_Compare_and_swap(
                value.cast(),
                expected.cast(),
                room.cast(),
                to.datatype,
                to.rank,
                to.displacement,
                self.raw(),
            )
        })
    }
}
