//! Operations under way, in an epoch that ends with their completion.

#![allow(unsafe_code, reason = "starts operations on memory that an epoch has borrowed")]

use std::fmt;
use std::marker::PhantomData;

use super::core::Core;
use super::operations::AtomicOp;
use super::place::Place;
use super::view::View;
use crate::element::Element;
use crate::error::Result;
use crate::op::ReduceBits;
use crate::sys::InEpoch;

/// A time in which this process reaches other processes' memory.
///
/// What it starts is complete when it ends, and not before: until then, the memory that it uses is borrowed. Two
/// operations on the same elements, or one and a [view](View), race, unless both are atomic ones with the same
/// [`AtomicOp`] or one of them [`NoOp`](super::NoOp): what is read then, or there in the end, is not specified.
///
/// A panic in an epoch ends the job, since others are in it too.
pub struct Epoch<'scope, 'env: 'scope, T> {
    core: &'env Core<'env, T>,
    /// The processes that can be reached, if not all.
    reach: Option<&'env [usize]>,
    /// So that neither of them can be taken for a shorter or longer one.
    scope: PhantomData<&'scope mut &'scope ()>,
    env: PhantomData<&'env mut &'env ()>,
}

impl<'scope, 'env, T: Element> Epoch<'scope, 'env, T> {
    /// The caller ends it, before `'env` is over, with the completion of what it has started, for whatever `'scope`.
    pub(super) fn new(core: &'env Core<'env, T>, reach: Option<&'env [usize]>) -> Self {
        Self { core, reach, scope: PhantomData, env: PhantomData }
    }

    pub(super) fn core(&self) -> &'env Core<'env, T> {
        self.core
    }

    /// Starts to write elements.
    ///
    /// # Errors
    ///
    /// If there is no such process, the elements are not within its part, or the epoch is for others.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.3.1 put: `MPI_Put`.
    #[doc(alias = "MPI_Put")]
    #[inline]
    pub fn put<'p>(
        &self,
        data: &'scope [T],
        rank: usize,
        place: impl Into<Place<'p, T>>,
    ) -> Result<()> {
        // SAFETY: in the epoch, at whose end it is complete; until then the memory is borrowed. Also below.
        unsafe { self.core.put::<InEpoch>(self.reach, data, rank, place.into()) }
    }

    /// Starts to read elements.
    ///
    /// # Errors
    ///
    /// As for [`put`](Self::put).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.3.2 get: `MPI_Get`.
    #[doc(alias = "MPI_Get")]
    #[inline]
    pub fn get<'p>(
        &self,
        room: &'scope mut [T],
        rank: usize,
        place: impl Into<Place<'p, T>>,
    ) -> Result<()> {
        // SAFETY: as above.
        unsafe { self.core.get::<InEpoch>(self.reach, room, rank, place.into()) }
    }

    /// Starts to combine what is there with `data`, each element atomically.
    ///
    /// # Errors
    ///
    /// As for [`put`](Self::put).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.3.4 accumulate functions: `MPI_Accumulate`.
    #[doc(alias = "MPI_Accumulate")]
    #[inline]
    pub fn accumulate<'p>(
        &self,
        data: &'scope [T],
        rank: usize,
        place: impl Into<Place<'p, T>>,
        op: impl AtomicOp<T>,
    ) -> Result<()> {
        // SAFETY: as above.
        unsafe { self.core.accumulate::<InEpoch>(self.reach, data, rank, place.into(), &op) }
    }

    /// As [`accumulate`](Self::accumulate), and reads what was there before.
    ///
    /// # Errors
    ///
    /// As for [`put`](Self::put); if there is not as much room as data.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.3.4 accumulate functions: `MPI_Get_accumulate`.
    #[doc(alias = "MPI_Get_accumulate")]
    #[inline]
    pub fn get_accumulate<'p>(
        &self,
        data: &'scope [T],
        room: &'scope mut [T],
        rank: usize,
        place: impl Into<Place<'p, T>>,
        op: impl AtomicOp<T>,
    ) -> Result<()> {
        // SAFETY: as above.
        unsafe {
            self.core.get_accumulate::<InEpoch>(self.reach, (data, room), rank, place.into(), &op)
        }
    }

    /// As [`get_accumulate`](Self::get_accumulate), of one element.
    ///
    /// # Errors
    ///
    /// As for [`put`](Self::put).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.3.4 accumulate functions: `MPI_Fetch_and_op`.
    #[doc(alias = "MPI_Fetch_and_op")]
    #[inline]
    pub fn fetch_and_op<'p>(
        &self,
        value: &'scope T,
        room: &'scope mut T,
        rank: usize,
        place: impl Into<Place<'p, T>>,
        op: impl AtomicOp<T>,
    ) -> Result<()> {
        // SAFETY: as above.
        unsafe { self.core.fetch_and_op(self.reach, (value, room), rank, place.into(), &op) }
    }

    /// Starts to write `new` if `expected` is there, and reads what was there before.
    ///
    /// # Errors
    ///
    /// As for [`put`](Self::put).
    ///
    /// # Specification
    ///
    /// MPI 3.1, 11.3.4 accumulate functions: `MPI_Compare_and_swap`.
    #[doc(alias = "MPI_Compare_and_swap")]
    #[inline]
    pub fn compare_and_swap<'p>(
        &self,
        expected: &'scope T,
        new: &'scope T,
        room: &'scope mut T,
        rank: usize,
        place: impl Into<Place<'p, T>>,
    ) -> Result<()>
    where
        T: ReduceBits,
    {
        let values = (expected, new, room);
        // SAFETY: as above; the elements are integers.
        unsafe { self.core.compare_and_swap(self.reach, values, rank, place.into()) }
    }

    /// This process's own part, which others may be writing.
    #[must_use]
    pub fn mine(&self) -> View<'_, T> {
        View::mine(self.core)
    }
}

impl<T> fmt::Debug for Epoch<'_, '_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Epoch").field("reach", &self.reach).finish_non_exhaustive()
    }
}
