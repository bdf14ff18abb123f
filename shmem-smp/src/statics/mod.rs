//! Static variables of the main executable as symmetric objects, for C programs.
//!
//! At the C library's init every PE copies the pages of its `.data` and `.bss` into the job's file and
//! maps the file over them. From then on the file has, for each PE,
//!
//! ```text
//! … heap of the last PE | variables of PE 0 | variables of PE 1 | …
//! ```
//!
//! and every process maps slots at a fixed stride, in which the variables of a PE follow its heap. So
//! each PE's variables are in its memory twice: where the program knows them, and in its slot. An
//! address in the slot is translated to another PE's like any address of a heap, and nothing but
//! [`in_slot`], which the C names apply to the pointers they are passed, knows of variables. Rust programs, which
//! share none, pay nothing.
//!
//! Only `.data` and `.bss` of the main executable are shared, so neither constants nor what relocation has made
//! read-only, nor variables of threads, nor those of shared libraries. Other variables on the same pages are shared
//! with them, among them what the executable has in place of a library's (`stdout`, `environ`), and in a static
//! executable all of the C library and of this crate. Each PE has its own of those too, but a put that misses
//! its object can damage them.

mod fork;
mod image;
mod linked;
mod remap;
mod share;
mod slots;

use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicBool, AtomicUsize};

pub use fork::register as watch_forks;
use image::Image;
pub(crate) use share::share;

/// What [`in_slot`] has to know.
struct Place {
    /// Where this PE's symmetric variables begin.
    start: AtomicUsize,
    /// Bytes from there to their end; 0 if there are none.
    size: AtomicUsize,
    /// What lies between them and is none: from here, in bytes behind the start,
    gap: AtomicUsize,
    /// to here.
    gap_end: AtomicUsize,
    /// From a variable to the same one in this PE's slot.
    to_slot: AtomicUsize,
}

static PLACE: Place = Place {
    start: AtomicUsize::new(0),
    size: AtomicUsize::new(0),
    gap: AtomicUsize::new(0),
    gap_end: AtomicUsize::new(0),
    to_slot: AtomicUsize::new(0),
};

impl Place {
    /// How far behind the start the variable at an address is, if there is one.
    #[inline(always)]
    fn offset_of(&self, address: usize) -> Option<usize> {
        let offset = address.wrapping_sub(self.start.load(Relaxed));
        let inside = offset < self.size.load(Relaxed)
            && (offset < self.gap.load(Relaxed) || offset >= self.gap_end.load(Relaxed));
        inside.then_some(offset)
    }
}

/// What this process has replaced.
static SHARED: OnceLock<Shared> = OnceLock::new();
/// Whether this process is a child of the one that did.
static FORKED: AtomicBool = AtomicBool::new(false);

struct Shared {
    image: Image,
    /// Where the hull's first byte is in the job's file.
    offset: usize,
    /// Which file that is: device and inode.
    file: (u64, u64),
}

impl Shared {
    fn ranges(&self) -> impl Iterator<Item = &Range<usize>> {
        self.image.pages.iter().map(|pages| &pages.range)
    }

    fn hull(&self) -> Range<usize> {
        self.image.hull()
    }

    fn in_file(&self, address: usize) -> usize {
        self.offset + (address - self.hull().start)
    }

    fn address(&self, in_file: usize) -> usize {
        self.hull().start + in_file.saturating_sub(self.offset)
    }
}

/// Whether the next init is the C library's.
static WANTED: AtomicBool = AtomicBool::new(false);

/// Has the next init of this process share its static variables, if it is the first. For the C library.
pub fn want() {
    WANTED.store(true, Relaxed);
}

pub(crate) fn wanted() -> bool {
    WANTED.swap(false, Relaxed)
}

/// How many bytes of this PE's variables are symmetric.
pub(crate) fn size() -> usize {
    PLACE.size.load(Relaxed)
}

/// The address in this PE's slot of what `p` points at, if that is a symmetric variable; else `p`.
#[inline(always)]
#[must_use]
pub fn in_slot<T>(p: *const T) -> *const T {
    match PLACE.offset_of(p.addr()) {
        Some(_) => p.wrapping_byte_add(PLACE.to_slot.load(Relaxed)),
        None => p,
    }
}

/// Where the program knows what lies at an address of this PE's slot.
pub(crate) fn out_of_slot(p: *mut u8) -> *mut u8 {
    if room(p).is_some() { p.wrapping_byte_sub(PLACE.to_slot.load(Relaxed)) } else { p }
}

/// How many bytes of variables there are in this PE's slot from an address on.
#[cold]
pub(crate) fn room(p: *const u8) -> Option<usize> {
    let offset = PLACE.offset_of(p.addr().wrapping_sub(PLACE.to_slot.load(Relaxed)))?;
    let gap = PLACE.gap.load(Relaxed);
    let end = if offset < gap { gap } else { PLACE.size.load(Relaxed) };
    Some(end - offset)
}

/// What this process has in common with others.
fn shared() -> Option<&'static Shared> {
    SHARED.get().filter(|_| !FORKED.load(Relaxed))
}

/// Whether the C library's own variables are among them. Other threads are dangerous then: see [`fork`].
pub(crate) fn with_libc() -> bool {
    shared().is_some_and(|shared| shared.image.with_libc)
}

/// In a child process, which has variables of its own: none of them is symmetric.
fn forget() {
    FORKED.store(true, Relaxed);
    PLACE.size.store(0, Relaxed);
}
