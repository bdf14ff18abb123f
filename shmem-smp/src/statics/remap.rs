//! The pages of static variables, replaced under a program's feet.

#![allow(unsafe_code, reason = "replaces the memory that a program's variables are in")]

use std::io;
use std::mem::MaybeUninit;
use std::ops::Range;
use std::os::fd::{AsRawFd, BorrowedFd};
use std::ptr::{null_mut, with_exposed_provenance, with_exposed_provenance_mut};

use rustix::mm::{MapFlags, ProtFlags, mmap};

/// Copies whole pages of variables to a file, from `offset` on, and maps the file over them. Pages
/// of zeros stay holes.
///
/// # Safety
///
/// `range` is whole pages of memory that may be read and written, and no other thread runs that might
/// write there meanwhile. The file holds zeros there, and nobody else writes them meanwhile.
pub(super) unsafe fn replace(
    range: &Range<usize>,
    file: BorrowedFd<'_>,
    offset: usize,
) -> io::Result<()> {
    // Between copy and mapping nothing may write to a variable: neither a handler of signals nor, since
    // in a static executable its variables are there too, this crate or the C library.
    let _held = SignalsHeld::new();
    // SAFETY: the caller's promise.
    unsafe { copy(range, file, offset) }?;
    let prot = ProtFlags::READ | ProtFlags::WRITE;
    let flags = MapFlags::SHARED | MapFlags::NORESERVE | MapFlags::FIXED;
    let address = with_exposed_provenance_mut(range.start);
    // SAFETY: the same bytes are there afterwards, at the same addresses and to be used in the same ways.
    unsafe { mmap(address, range.len(), prot, flags, file, offset as u64) }?;
    Ok(())
}

/// # Safety
///
/// As for [`replace`].
unsafe fn copy(range: &Range<usize>, file: BorrowedFd<'_>, offset: usize) -> io::Result<()> {
    const CHUNK: usize = 4096;
    static ZEROS: [u8; CHUNK] = [0; CHUNK];
    for start in range.clone().step_by(CHUNK) {
        let chunk = with_exposed_provenance(start);
        // SAFETY: pages are whole numbers of chunks; the caller says that they may be read.
        if unsafe { libc::memcmp(chunk, ZEROS.as_ptr().cast(), CHUNK) } == 0 {
            continue;
        }
        let at = (offset + (start - range.start)) as libc::off_t;
        // SAFETY: as above, read by the kernel.
        match unsafe { libc::pwrite(file.as_raw_fd(), chunk, CHUNK, at) } {
            written if written == CHUNK as isize => {}
            ..0 => return Err(io::Error::last_os_error()),
            _ => return Err(io::ErrorKind::StorageFull.into()),
        }
    }
    Ok(())
}

/// No signal is delivered to this thread while this lives.
struct SignalsHeld(libc::sigset_t);

impl SignalsHeld {
    fn new() -> Self {
        let mut all = MaybeUninit::uninit();
        let mut old = MaybeUninit::uninit();
        // SAFETY: fills the set it is given.
        unsafe { libc::sigfillset(all.as_mut_ptr()) };
        // SAFETY: takes one set, just filled, and fills the other.
        unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, all.as_ptr(), old.as_mut_ptr()) };
        // SAFETY: the call above filled it: it fails for no arguments but wrong ones.
        Self(unsafe { old.assume_init() })
    }
}

impl Drop for SignalsHeld {
    fn drop(&mut self) {
        // SAFETY: the set was filled by `new`.
        unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, &raw const self.0, null_mut()) };
    }
}
