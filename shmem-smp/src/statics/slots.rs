//! Every PE's memory laid out anew: its heap, and right behind that its static variables.

#![allow(unsafe_code, reason = "gives the kernel advice on memory it has mapped")]

use std::io;

use rustix::mm::{Advice, madvise};

use crate::layout::HEAP_ALIGN;
use crate::room::Room;
use crate::segment::Segment;

/// The slots of all PEs, at a fixed stride in this process.
pub(super) struct Slots {
    room: Room,
    pub(super) stride: usize,
}

/// Where a PE's variables are in the job's file: behind all heaps.
pub(super) fn offset_of(segment: &Segment, pe: usize, size: usize) -> usize {
    segment.geometry().total() + pe * size
}

impl Slots {
    /// Maps all heaps, and `size` bytes of variables behind each.
    pub(super) fn map(segment: &Segment, size: usize) -> io::Result<Self> {
        let geometry = segment.geometry();
        let heap = geometry.stride;
        let too_large = || io::Error::from(io::ErrorKind::OutOfMemory);
        let stride =
            size.checked_next_multiple_of(HEAP_ALIGN).and_then(|len| len.checked_add(heap));
        let stride = stride.ok_or_else(too_large)?;
        let len = stride.checked_mul(geometry.npes).ok_or_else(too_large)?;
        let room = Room::new(len)?;
        for pe in 0..geometry.npes {
            let at = pe * stride;
            room.map(at, heap, segment.fd(), geometry.heap_offset_of(pe))?;
            room.map(at + heap, size, segment.fd(), offset_of(segment, pe, size))?;
        }
        // As for the heaps: a core dump has this PE's variables where the program knows them.
        // SAFETY: the room's own memory, whose content the advice does not change.
        let _ = unsafe { madvise(room.start().cast(), len, Advice::LinuxDontDump) };
        Ok(Self { room, stride })
    }

    /// Leaves them mapped until the process ends; the first PE's begins at the result.
    pub(super) fn keep(self) -> *mut u8 {
        self.room.keep().as_ptr()
    }
}
