//! What every collective checks of its arguments before any memory is touched.

use core::ffi::c_int;
use std::fmt;

use super::call::{Buffer, Call};
use super::meeting::Meeting;
use super::space::Space;
use crate::record::at;

impl<M: Meeting, S: Space> Call<M, S> {
    /// Ends the job with a line that begins with the call and goes on with `what` is wrong.
    pub(super) fn fail(&self, what: fmt::Arguments<'_>) -> ! {
        self.space.end_job(&format!("{}: {what}", self.record))
    }

    /// An element count that a deprecated routine takes as a C `int`.
    #[must_use]
    pub fn count_from_int(&self, name: &str, count: c_int) -> usize {
        usize::try_from(count).unwrap_or_else(|_| {
            self.fail(format_args!("{name} is {count}; it can not be negative"))
        })
    }

    /// The size in bytes of something that takes the product of these.
    pub(super) fn size_of(&self, factors: &[usize]) -> usize {
        factors
            .iter()
            .try_fold(1_usize, |size, factor| size.checked_mul(*factor))
            .filter(|size| isize::try_from(*size).is_ok())
            .unwrap_or_else(|| {
                self.fail(format_args!("nelems is too large; that many bytes have no address"))
            })
    }

    /// A buffer argument, which must be symmetric over its whole length unless it is empty.
    pub(super) fn buffer(&self, name: &str, ptr: *const u8, bytes: usize) -> Buffer {
        if bytes == 0 {
            return Buffer { offset: 0, bytes };
        }
        let Some(spot) = self.space.locate(ptr) else { self.not_symmetric(name, ptr) };
        if bytes > spot.room {
            self.too_long(name, bytes, spot.room);
        }
        Buffer { offset: spot.offset, bytes }
    }

    /// Both buffers of a collective whose counts are equal everywhere, noted for comparison.
    pub(super) fn buffers(
        &mut self,
        (dest, dest_bytes): (*mut u8, usize),
        (source, source_bytes): (*const u8, usize),
    ) -> (Buffer, Buffer) {
        let dest = self.buffer("dest", dest, dest_bytes);
        let source = self.buffer("source", source, source_bytes);
        self.note(at::DEST, self.space.noted(dest.offset));
        self.note(at::SOURCE, self.space.noted(source.offset));
        (dest, source)
    }

    /// The root, which must be a member.
    pub(super) fn root(&mut self, root: c_int) -> usize {
        self.record = self.record.with_root(root);
        match usize::try_from(root) {
            Ok(rank) if rank < self.size() => rank,
            _ => self.fail(format_args!(
                "root {root} is not a member; members are 0 to {}",
                self.size() - 1
            )),
        }
    }

    /// A stride, in elements.
    pub(super) fn stride(&mut self, name: &str, index: usize, stride: isize) -> usize {
        match usize::try_from(stride) {
            Ok(elements) if elements >= 1 => {
                self.note(index, elements);
                elements
            }
            _ => self.fail(format_args!("{name} is {stride}; it must be at least 1")),
        }
    }

    /// Puts an argument among what must be equal on all members.
    pub(super) fn note(&mut self, index: usize, value: usize) {
        self.record = self.record.with(index, value as u64);
    }

    pub(super) fn not_symmetric(&self, name: &str, ptr: *const u8) -> ! {
        self.fail(format_args!(
            "{name} ({ptr:p}) is not symmetric; allocate it with shmem_malloc or its kin"
        ))
    }

    pub(super) fn too_long(&self, name: &str, bytes: usize, room: usize) -> ! {
        self.fail(format_args!(
            "{name} takes {bytes} bytes, but only {room} are left there in the symmetric heap"
        ))
    }
}
