//! The pages of static variables, replaced under a program's feet.

#![allow(unsafe_code, reason = "replaces the memory that a program's variables are in")]

use std::io;
use std::mem::MaybeUninit;
use std::ops::Range;
use std::os::fd::{AsRawFd, BorrowedFd};
use std::ptr::{null_mut, with_exposed_provenance, with_exposed_provenance_mut};

use rustix::fs::{Mode, OFlags, open};
use rustix::mm::{MapFlags, ProtFlags, mmap};

/// Whole pages of variables.
pub(super) struct Pages {
    pub(super) range: Range<usize>,
    /// The first of them behind all that the executable's file has something for: from there on, a page
    /// that nobody has written does not exist.
    pub(super) anonymous: usize,
}

/// Copies variables to a file, from `offset` on, and maps the file over them. Pages that do not exist yet
/// stay holes.
///
/// # Safety
///
/// They are memory that may be read and written, and no other thread runs that might write there
/// meanwhile. The file holds zeros there, and nobody else writes them meanwhile.
pub(super) unsafe fn replace(pages: &Pages, file: BorrowedFd<'_>, offset: usize) -> io::Result<()> {
    // Between copy and mapping nothing may write to a variable: neither a handler of signals nor, since
    // in a static executable its variables are there too, this crate or the C library.
    let _held = SignalsHeld::new();
    // SAFETY: the caller's promise.
    unsafe { copy(pages, file, offset) }?;
    let prot = ProtFlags::READ | ProtFlags::WRITE;
    let flags = MapFlags::SHARED | MapFlags::NORESERVE | MapFlags::FIXED;
    let (address, len) = (with_exposed_provenance_mut(pages.range.start), pages.range.len());
    // SAFETY: the same bytes are there afterwards, at the same addresses and to be used in the same ways.
    unsafe { mmap(address, len, prot, flags, file, offset as u64) }?;
    Ok(())
}

/// # Safety
///
/// As for [`replace`].
unsafe fn copy(pages: &Pages, file: BorrowedFd<'_>, offset: usize) -> io::Result<()> {
    let size = page_size();
    let known = open("/proc/self/pagemap", OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty()).ok();
    let mut entries = [0; 4096];
    let window = size * (entries.len() / ENTRY);
    for first in pages.range.clone().step_by(window) {
        let last = pages.range.end.min(first + window);
        let wanted = &mut entries[..(last - first) / size * ENTRY];
        let got = known.as_ref().and_then(|known| {
            rustix::io::pread(known, &mut *wanted, (first / size * ENTRY) as u64).ok()
        });
        let has_content = |page: usize| {
            let at = (page - first) / size * ENTRY;
            let entry = wanted[at..].first_chunk().copied().map_or(0, u64::from_ne_bytes);
            page < pages.anonymous || got != Some(wanted.len()) || entry >> EXISTS != 0
        };
        let mut next = first;
        while next < last {
            let run = |what: bool, from: usize| {
                (from..last).step_by(size).find(|&page| has_content(page) != what).unwrap_or(last)
            };
            let start = run(false, next);
            let end = run(true, start);
            let at = offset + (start - pages.range.start);
            // SAFETY: the caller says that these pages may be read.
            unsafe { write(start..end, file, at) }?;
            next = end;
        }
    }
    Ok(())
}

pub(super) fn page_size() -> usize {
    // SAFETY: takes any number.
    unsafe { libc::sysconf(libc::_SC_PAGESIZE) as usize }
}

/// Bytes of what the kernel says of a page.
const ENTRY: usize = 8;

/// Where it says, in two bits, that the page is in memory or swapped out.
const EXISTS: u32 = 62;

/// # Safety
///
/// The range may be read.
unsafe fn write(range: Range<usize>, file: BorrowedFd<'_>, offset: usize) -> io::Result<()> {
    let mut done = 0;
    while done < range.len() {
        let from = with_exposed_provenance::<u8>(range.start + done);
        let (len, at) = (range.len() - done, offset + done);
        // Not the C library's function: address sanitizers have another in its place, which takes what
        // they keep between variables for a mistake.
        // SAFETY: the caller's promise; the kernel reads.
        match unsafe { libc::syscall(libc::SYS_pwrite64, file.as_raw_fd(), from, len, at) } {
            ..0 => return Err(io::Error::last_os_error()),
            0 => return Err(io::ErrorKind::StorageFull.into()),
            written => done += written as usize,
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
