//! One-sided operations: reading, writing and combining what is in other processes' windows.
//!
//! Each starts an operation, which is complete at the end of its epoch, or when it is flushed.

use std::ffi::{c_int, c_void};

use mpi_sys::{MPI_Aint, MPI_Datatype, MPI_Request};

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

/// How an operation is started, and so what there is of it until it is complete.
pub(crate) trait Start {
    type Started;

    fn start(
        routine: impl FnOnce() -> c_int,
        with_request: impl FnOnce(*mut MPI_Request) -> c_int,
    ) -> Result<Self::Started>;
}

/// Nothing: it is complete at the end of its epoch, or when it is flushed.
pub(crate) struct InEpoch;

/// A request, which says when the memory here is not used any more.
pub(crate) struct ByRequest;

impl Start for InEpoch {
    type Started = ();

    #[inline]
    fn start(
        routine: impl FnOnce() -> c_int,
        _: impl FnOnce(*mut MPI_Request) -> c_int,
    ) -> Result<()> {
        check(routine())
    }
}

impl Start for ByRequest {
    type Started = Request;

    fn start(
        _: impl FnOnce() -> c_int,
        with_request: impl FnOnce(*mut MPI_Request) -> c_int,
    ) -> Result<Request> {
        Request::of_made(with_request)
    }
}

/// A function for each row, that calls its routine, or the one of the other form that has a request.
macro_rules! operations {
    ($($name:ident($($argument:ident: $ty:ty),*): $routine:ident $with_request:ident($($word:expr),*);)*) => {$(
        /// # Safety
        ///
        /// See above.
        #[inline]
        pub(crate) unsafe fn $name<S: Start>(&self, $($argument: $ty),*) -> Result<S::Started> {
            let win = self.raw();
            S::start(
                // SAFETY: the caller's.
                || unsafe { mpi_sys::$routine($($word),*, win) },
                // SAFETY: the caller's; there is a place for the request.
                |request| unsafe { mpi_sys::$with_request($($word),*, win, request) },
            )
        }
    )*};
}

/// What the operations of this file ask for, all alike: an epoch in which the target can be reached, a place within
/// its window, as many elements there as here, an operation for them, and memory here that stays, unchanged or for this
/// alone, until it is complete.
impl Win {
    operations! {
        put(data: &Sending<'_>, to: &Remote<'_>): MPI_Put MPI_Rput(
            data.at, data.count, data.datatype, to.rank, to.displacement, to.count, to.datatype
        );
        get(room: &mut Receiving<'_>, from: &Remote<'_>): MPI_Get MPI_Rget(
            room.at, room.count, room.datatype, from.rank, from.displacement, from.count, from.datatype
        );
        accumulate(data: &Sending<'_>, to: &Remote<'_>, by: &Operation<'_, impl Sized>): MPI_Accumulate MPI_Raccumulate(
            data.at, data.count, data.datatype, to.rank, to.displacement, to.count, to.datatype,
            by.op
        );
        get_accumulate(data: &Sending<'_>, room: &mut Receiving<'_>, to: &Remote<'_>, by: &Operation<'_, impl Sized>):
            MPI_Get_accumulate MPI_Rget_accumulate(
                data.at, data.count, data.datatype, room.at, room.count, room.datatype,
                to.rank, to.displacement, to.count, to.datatype, by.op
            );
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
