//! Operations as they are started, on places that are seen to be there.

#![allow(unsafe_code, reason = "reaches other processes' memory, where an epoch lets it")]

use super::core::Core;
use super::error::WindowError;
use super::operations::AtomicOp;
use super::place::Place;
use crate::element::Element;
use crate::error::{Error, Result};
use crate::sys::{Operation, Receiving, Remote, Sending, Start, Win};

impl<T: Element> Core<'_, T> {
    /// The place of elements that another process has, if it has so many, and the epoch is for it.
    #[inline]
    fn remote<'p>(
        &self,
        reach: Option<&[usize]>,
        rank: usize,
        place: Place<'p, T>,
        len: usize,
    ) -> Result<(Win, Remote<'p>)> {
        self.must_reach(reach, rank)?;
        let regions = self.regions.borrow();
        let region = regions.get(place.region).and_then(Option::as_ref);
        let region = region.ok_or(Error::Window(WindowError::Region { region: place.region }))?;
        let has = region.lens[rank];
        let needed = match place.layout {
            None => len,
            Some(layout) => {
                layout.must_have(len)?;
                layout.reach()
            }
        };
        let end = place.first.saturating_add(needed);
        if end > has {
            return Err(Error::Window(WindowError::Range {
                rank,
                first: place.first,
                end,
                len: has,
            }));
        }
        let remote = match place.layout {
            None => Remote::elements::<T>(rank, place.first, len)?,
            Some(layout) => Remote::typed(rank, place.first, layout.datatype()),
        };
        Ok((region.win, remote))
    }
}

/// Operations, which each start one. What they ask for is what `sys::access` does: an epoch for the processes of
/// `reach`, or all, and memory that stays, unchanged or for this alone, until the operation is complete.
///
/// They see for themselves that the target is within the window.
impl<T: Element> Core<'_, T> {
    /// # Safety
    ///
    /// See above.
    #[inline]
    pub(super) unsafe fn put<S: Start>(
        &self,
        reach: Option<&[usize]>,
        data: &[T],
        rank: usize,
        place: Place<'_, T>,
    ) -> Result<S::Started> {
        let (win, to) = self.remote(reach, rank, place, data.len())?;
        // SAFETY: the caller's; the place is the target's.
        unsafe { win.put::<S>(&Sending::elements(data, &self.mpi.session)?, &to) }
    }

    /// # Safety
    ///
    /// See above.
    #[inline]
    pub(super) unsafe fn get<S: Start>(
        &self,
        reach: Option<&[usize]>,
        room: &mut [T],
        rank: usize,
        place: Place<'_, T>,
    ) -> Result<S::Started> {
        let (win, from) = self.remote(reach, rank, place, room.len())?;
        // SAFETY: the caller's; the place is the target's.
        unsafe { win.get::<S>(&mut Receiving::elements(room, &self.mpi.session)?, &from) }
    }

    /// # Safety
    ///
    /// See above.
    #[inline]
    pub(super) unsafe fn accumulate<S: Start>(
        &self,
        reach: Option<&[usize]>,
        data: &[T],
        rank: usize,
        place: Place<'_, T>,
        op: &impl AtomicOp<T>,
    ) -> Result<S::Started> {
        let (win, to) = self.remote(reach, rank, place, data.len())?;
        let data = Sending::elements(data, &self.mpi.session)?;
        // SAFETY: the caller's; the place is the target's, and the operation is for its elements.
        unsafe { win.accumulate::<S>(&data, &to, &known(op)?) }
    }

    /// # Safety
    ///
    /// See above.
    #[inline]
    pub(super) unsafe fn get_accumulate<S: Start>(
        &self,
        reach: Option<&[usize]>,
        (data, room): (&[T], &mut [T]),
        rank: usize,
        place: Place<'_, T>,
        op: &impl AtomicOp<T>,
    ) -> Result<S::Started> {
        let (win, to) = self.remote(reach, rank, place, both(data, room)?)?;
        let data = Sending::elements(data, &self.mpi.session)?;
        let mut room = Receiving::elements(room, &self.mpi.session)?;
        // SAFETY: the caller's; the place is the target's, and the operation is for its elements.
        unsafe { win.get_accumulate::<S>(&data, &mut room, &to, &known(op)?) }
    }

    /// # Safety
    ///
    /// See above.
    #[inline]
    pub(super) unsafe fn fetch_and_op(
        &self,
        reach: Option<&[usize]>,
        (value, room): (&T, &mut T),
        rank: usize,
        place: Place<'_, T>,
        op: &impl AtomicOp<T>,
    ) -> Result<()> {
        let (win, to) = self.remote(reach, rank, place.single()?, 1)?;
        // SAFETY: the caller's; the place is the target's, and the operation is for its elements.
        unsafe { win.fetch_and_op(value, room, &to, &known(op)?) }
    }

    /// # Safety
    ///
    /// See above; the elements are integers.
    #[inline]
    pub(super) unsafe fn compare_and_swap(
        &self,
        reach: Option<&[usize]>,
        (expected, new, room): (&T, &T, &mut T),
        rank: usize,
        place: Place<'_, T>,
    ) -> Result<()> {
        let (win, to) = self.remote(reach, rank, place.single()?, 1)?;
        // SAFETY: the caller's; the place is the target's.
        unsafe { win.compare_and_swap(new, expected, room, &to) }
    }
}

/// The operation as the library knows it.
#[inline]
fn known<T: Element>(op: &impl AtomicOp<T>) -> Result<Operation<'static, T>> {
    op.operation().ok_or_else(|| Error::lost("operation"))
}

/// How many elements there are, the same of both.
#[inline]
fn both<T>(data: &[T], room: &[T]) -> Result<usize> {
    if data.len() == room.len() {
        Ok(data.len())
    } else {
        Err(Error::Length { what: "room for what was there", is: room.len(), should: data.len() })
    }
}
