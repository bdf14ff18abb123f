//! A child process that `fork` makes gets static variables of its own, as they were at the call.
//!
//! What is mapped for several processes stays so in a child. So the parent takes a private copy just
//! before, which the child inherits and puts in the variables' place. `posix_spawn`, `system`, `popen`
//! and `vfork` need none of this: until the new program starts, their children run in the parent's
//! memory in any case.
//!
//! `_Fork` and a bare `clone` call none of the handlers, so their children go on sharing the variables with the
//! parent, as far as they do not start another program: what they write, the parent and its peers read. A child of
//! those may only do what one of `vfork` may.
//!
//! A child starts with what the C library does in it, before functions of others are called. If that is in
//! the executable too, it still writes to the parent's variables then. With one thread it writes what
//! is there already; otherwise it sets free what the parent's other threads hold. So a static executable
//! may not fork once it has several threads, and this crate starts none there.

#![allow(unsafe_code, reason = "replaces the memory that a program's variables are in")]

use std::cell::Cell;
use std::ffi::c_int;
use std::ops::Range;
use std::os::fd::BorrowedFd;
use std::ptr::{null_mut, with_exposed_provenance, with_exposed_provenance_mut};
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;

use rustix::fs::{SeekFrom, fstat, seek};
use rustix::io::Errno;
use rustix::mm::{MapFlags, MremapFlags, ProtFlags, mmap_anonymous, mremap_fixed, munmap};
use shmem_core::copy;

use super::{Shared, in_slot};
use crate::{end, runtime};

thread_local! {
    /// This thread's copy while it forks; null when there was no memory for one.
    static COPY: Cell<*mut u8> = const { Cell::new(null_mut()) };
}

/// Has every later `fork` of this process do so, if there is something to copy by then.
///
/// Handlers of others may touch static variables too. Those that are registered later run before the
/// copy is taken, and in the child after it is in place: so the first call should come as early as can be.
pub fn register() {
    static REGISTERED: AtomicBool = AtomicBool::new(false);
    if REGISTERED.swap(true, Relaxed) {
        return;
    }
    unsafe extern "C" {
        fn pthread_atfork(
            prepare: extern "C" fn(),
            parent: extern "C" fn(),
            child: extern "C" fn(),
        ) -> c_int;
    }
    // SAFETY: the C library's function with its prototype, and functions that may be called at any time.
    unsafe { pthread_atfork(prepare, parent, child) };
}

extern "C" fn prepare() {
    if let Some(shared) = super::shared() {
        if shared.image.with_libc && super::share::threads() != Some(1) {
            end::end_job(
                1,
                "fork was called with several threads in a static executable, whose C library would \
                 then damage itself: link the program dynamically, or use posix_spawn",
            );
        }
        COPY.set(take_copy(shared).unwrap_or(null_mut()));
    }
}

extern "C" fn parent() {
    let copy = COPY.replace(null_mut());
    if let (Some(shared), false) = (super::shared(), copy.is_null()) {
        // SAFETY: `prepare` mapped it in this thread and told nobody.
        let _ = unsafe { munmap(copy.cast(), shared.hull().len()) };
    }
}

extern "C" fn child() {
    let Some(shared) = super::shared() else { return };
    let copy = COPY.get();
    let first = shared.hull().start;
    let replaced = !copy.is_null()
        && shared.ranges().all(|range| {
            let (from, to) = (copy.wrapping_add(range.start - first), range.start);
            let (len, flags) = (range.len(), MremapFlags::MAYMOVE);
            let to = with_exposed_provenance_mut(to);
            // SAFETY: the copy is as long as the variables and this process's only; the same variables
            // are there afterwards, at the same addresses and to be used in the same ways.
            unsafe { mremap_fixed(from.cast(), len, len, flags, to) }.is_ok()
        });
    if !replaced {
        end::say("shmem: a forked process could not get static variables of its own\n");
        // SAFETY: ends the process at once.
        unsafe { libc::_exit(1) };
    }
    super::forget();
}

/// Copies the variables, but for pages that nobody has written yet.
fn take_copy(shared: &Shared) -> Option<*mut u8> {
    let hull = shared.hull();
    let (prot, flags) = (ProtFlags::READ | ProtFlags::WRITE, MapFlags::PRIVATE);
    let flags = flags | MapFlags::NORESERVE;
    // SAFETY: a new mapping at an address of the kernel's choice touches no memory in use.
    let copy = unsafe { mmap_anonymous(null_mut(), hull.len(), prot, flags) }.ok()?.cast::<u8>();
    for written in shared.ranges().flat_map(|range| Written::of(shared, range.clone())) {
        let to = copy.wrapping_add(written.start - hull.start);
        // From the slot: address sanitizers keep parts of the program's own addresses from being read.
        let from = in_slot(with_exposed_provenance(written.start));
        // SAFETY: `written` is within the variables, and the copy is as long as they are together.
        unsafe { copy::bytes(to, from, written.len()) };
    }
    Some(copy)
}

/// The parts of a range that the job's file has pages for, in order.
struct Written<'a> {
    shared: &'a Shared,
    /// Where the file can be asked, unless the program has closed it and perhaps opened another.
    file: Option<BorrowedFd<'static>>,
    rest: Range<usize>,
}

impl<'a> Written<'a> {
    fn of(shared: &'a Shared, rest: Range<usize>) -> Self {
        let file = runtime::segment().fd();
        let same = fstat(file).is_ok_and(|stat| (stat.st_dev, stat.st_ino) == shared.file);
        Self { shared, file: same.then_some(file), rest }
    }

    /// What the file says of a place, as an address. Other processes have the same position, which nobody uses.
    fn seek(&self, to: fn(u64) -> SeekFrom, address: usize) -> rustix::io::Result<usize> {
        let file = self.file.ok_or(Errno::BADF)?;
        Ok(self.shared.address(seek(file, to(self.shared.in_file(address) as u64))? as usize))
    }
}

impl Iterator for Written<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let Range { start, end } = self.rest;
        if start >= end {
            return None;
        }
        let data = match self.seek(SeekFrom::Data, start) {
            Ok(data) => data.min(end),
            // There is none from there on.
            Err(Errno::NXIO) => end,
            // It cannot tell.
            Err(_) => start,
        };
        let hole = self.seek(SeekFrom::Hole, data).unwrap_or(end).clamp(data, end);
        self.rest = hole..end;
        (data < hole).then_some(data..hole)
    }
}
