//! Where files end.
//!
//! Libraries made of ROMIO count all of a read that is collective or has gaps, whether the file ends before or not,
//! and fill the rest with what their memory happens to have. So they are asked only for what is there.

use super::File;
use crate::element::Element;
use crate::error::{Error, Result};
use crate::status::Read;
use crate::sys::{self, Direct, Place, Receiving, Way, Who};

impl<T: Element> File<'_, T> {
    /// Leaves out of `room` what is behind the end of the file, and says how much is before it. Collective if the
    /// call is, at the shared pointer.
    ///
    /// It knows no end where it does not know the start: where one process reads at the shared pointer, or a file is
    /// sequential.
    pub(super) fn limit(&self, place: Place, who: Who, room: &mut Receiving<'_>) -> Result<Read> {
        let (wanted, size) = (room.bytes()?, size_of::<T>());
        let first = match place {
            _ if self.sequential => None,
            Place::Direct(Direct::At(offset)) => Some(offset),
            Place::Direct(Direct::Own) => Some(self.raw().position(false)?),
            Place::Shared => match who {
                Who::All => Some(self.own_turn(wanted / size)?),
                Who::One => None,
            },
        };
        let Some(first) = first else {
            return Ok(Read::UNKNOWN);
        };
        let there = self.there(first, wanted / size)?;
        if there < wanted {
            room.shorten(there / size * size)?;
        }
        Ok(Read { asked: room.bytes()?, there })
    }

    /// Where this process's turn at the shared pointer begins, if all have so many elements.
    fn own_turn(&self, elements: usize) -> Result<i64> {
        let comm = &self.comm;
        let start = if comm.rank() == 0 { self.raw().position(true)? } else { 0 };
        let mut all = vec![[0; 2]; comm.size()];
        let mine = [[start, elements as i64]];
        sys::all_gather(comm, Some(&mine), &mut all, &mut Way::now())?;
        let turn = all[..comm.rank()].iter().try_fold(all[0][0], |at, [_, n]| at.checked_add(*n));
        turn.ok_or(Error::TooLarge { count: elements })
    }

    /// How many bytes of so many elements, from one of the view on, are in the file.
    fn there(&self, first: i64, elements: usize) -> Result<usize> {
        if elements == 0 {
            return Ok(0);
        }
        let (size, end) = (size_of::<T>(), self.raw().size()?);
        // From the start of an element on.
        let behind = |element: usize| -> Result<usize> {
            let start = self.raw().byte_offset(first.saturating_add(element as i64))?;
            Ok(usize::try_from(end.saturating_sub(start)).unwrap_or(0))
        };
        if behind(elements - 1)? >= size {
            return Ok(elements * size);
        }
        // The first element that is not wholly there is one of these.
        let (mut low, mut high) = (0, elements - 1);
        while low < high {
            let middle = low.midpoint(high);
            if behind(middle)? >= size {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(low * size + behind(low)?)
    }
}
