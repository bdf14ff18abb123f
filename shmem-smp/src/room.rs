//! Address space set aside, into which files are then mapped.

#![allow(unsafe_code, reason = "maps and unmaps memory")]

use std::mem::ManuallyDrop;
use std::os::fd::AsFd;
use std::ptr::{NonNull, null_mut};

use rustix::io::Result;
use rustix::mm::{MapFlags, ProtFlags, mmap, mmap_anonymous, munmap};

use crate::layout::HEAP_ALIGN;

/// Addresses that nobody else gets, from a multiple of [`HEAP_ALIGN`] on, so that aligned offsets are
/// aligned addresses. Dropping it unmaps what is in it.
#[derive(Debug)]
pub(crate) struct Room {
    start: NonNull<u8>,
    len: usize,
}

impl Room {
    pub(crate) fn new(len: usize) -> Result<Self> {
        let none = ProtFlags::empty();
        let flags = MapFlags::PRIVATE | MapFlags::NORESERVE;
        // SAFETY: a new mapping at an address of the kernel's choice touches no memory in use.
        let whole = unsafe { mmap_anonymous(null_mut(), len + HEAP_ALIGN, none, flags) }?;
        let before = whole.addr().wrapping_neg() % HEAP_ALIGN;
        let start = whole.wrapping_byte_add(before);
        if before > 0 {
            // SAFETY: what lies before the aligned start belongs to the mapping just made.
            let _ = unsafe { munmap(whole, before) };
        }
        // SAFETY: so does what lies behind.
        let _ = unsafe { munmap(start.wrapping_byte_add(len), HEAP_ALIGN - before) };
        let start = NonNull::new(start.cast()).expect("the kernel maps nothing at zero unasked");
        Ok(Self { start, len })
    }

    pub(crate) fn start(&self) -> *mut u8 {
        self.start.as_ptr()
    }

    /// Maps `len` bytes of a file, from `offset` on, `at` bytes into the room.
    pub(crate) fn map(&self, at: usize, len: usize, file: impl AsFd, offset: usize) -> Result<()> {
        assert!(at <= self.len && len <= self.len - at, "{len} bytes at {at} of {}", self.len);
        let (prot, flags) = (ProtFlags::READ | ProtFlags::WRITE, MapFlags::SHARED);
        let flags = flags | MapFlags::NORESERVE | MapFlags::FIXED;
        let address = self.start().wrapping_add(at).cast();
        // SAFETY: replaces a part of this room, which is nobody else's.
        unsafe { mmap(address, len, prot, flags, file, offset as u64) }?;
        Ok(())
    }

    /// Leaves what is mapped to whoever takes the address.
    pub(crate) fn keep(self) -> NonNull<u8> {
        ManuallyDrop::new(self).start
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        // SAFETY: the addresses are this value's, which did not let anybody keep them.
        let _ = unsafe { munmap(self.start().cast(), self.len) };
    }
}
