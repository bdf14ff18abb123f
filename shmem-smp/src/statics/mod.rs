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

#![allow(unsafe_code, reason = "has the memory of variables replaced")]

mod fork;
mod image;
mod linked;
mod remap;
mod slots;

use std::fs;
use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicBool, AtomicUsize};

use crate::coll::record::{Record, Routine, TypeName, at};
use crate::coll::team_meeting::TeamMeeting;
use crate::coll::{Exit, Meeting};
use crate::{end, runtime, team};
pub use fork::register as watch_forks;
use image::Image;
use slots::Slots;

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

/// What PEs say of their variables before they share them.
struct Offer {
    /// Why there is nothing to share; empty if nobody will miss it.
    refusal: Option<String>,
    size: u64,
    fingerprint: u64,
}

impl Offer {
    fn new(image: &Image) -> Self {
        let refusal = match threads() {
            _ if !image.linked => Some(String::new()),
            _ if !(1..=2).contains(&image.pages.len()) => Some(format!(
                "the executable has them in {} parts; it may be one, and another of large ones",
                image.pages.len()
            )),
            Some(1) => None,
            Some(n) => Some(format!(
                "{n} threads ran at init; initialise before anything starts threads, or use the \
                 symmetric heap"
            )),
            None => Some("/proc does not say how many threads there are".to_owned()),
        };
        Self { refusal, size: image.hull().len() as u64, fingerprint: image.fingerprint }
    }

    fn words(&self) -> [u64; 3] {
        [u64::from(self.refusal.is_none()), self.size, self.fingerprint]
    }
}

fn threads() -> Option<usize> {
    Some(fs::read_dir("/proc/self/task").ok()?.count())
}

/// Makes the static variables of all PEs symmetric, once. Collective over the world, before any PE has an
/// address of a heap.
///
/// When one PE cannot, none does, and the first of those that cannot says why.
pub(crate) fn share() {
    static ASKED: AtomicBool = AtomicBool::new(false);
    if ASKED.swap(true, Relaxed) {
        return;
    }
    let image = Image::of_program();
    let offer = Offer::new(&image);
    let record = Record::new(Routine::Init, TypeName::none)
        .with(at::USER, u64::from_be_bytes(*b"statics\0"));
    let mut meeting = TeamMeeting::begin(team::world());
    meeting.agree(&record, &offer.words(), 3);
    let mine = runtime::my_pe();
    let refused = first(&meeting, |[ready, _, _]| ready == 0);
    if let Some(pe) = refused {
        if pe == mine {
            explain(&offer.refusal.unwrap_or_default());
        }
        return meeting.leave(Exit::Now);
    }
    if let Some(pe) = first(&meeting, |theirs| theirs != offer.words()) {
        end::end_job(
            1,
            &format!(
                "PE {pe} was started with another program: static variables are symmetric only if \
                 all PEs run the same executable"
            ),
        );
    }
    let moved = move_into_slots(image);
    meeting.agree(&record.next_stage(), &[u64::from(moved.is_ok())], 1);
    let failed = first(&meeting, |[ready]| ready == 0);
    match moved {
        Ok(slots) if failed.is_none() => publish(slots),
        Err(why) if failed == Some(mine) => explain(&why),
        _ => {}
    }
    meeting.leave(Exit::Now);
}

/// The first PE whose words are such.
fn first<const N: usize>(meeting: &TeamMeeting, such: impl Fn([u64; N]) -> bool) -> Option<usize> {
    (0..meeting.size()).find(|&rank| {
        let mut words = [0; N];
        meeting.payload(rank, &mut words);
        such(words)
    })
}

fn explain(why: &str) {
    if !why.is_empty() {
        let pe = runtime::my_pe();
        let what = "static variables are not symmetric in this job";
        end::say(&format!("shmem: PE {pe}: {what}: {why}\n"));
    }
}

/// Replaces this PE's variables. Behind that they are in the file, though nobody may look there yet.
fn move_into_slots(mut image: Image) -> Result<Slots, String> {
    let segment = runtime::segment();
    let (npes, size) = (runtime::n_pes(), image.hull().len());
    let offset = slots::offset_of(segment, runtime::my_pe(), size);
    let cannot = |error| format!("cannot share {size} bytes of them: {error}");
    segment.grow_to(slots::offset_of(segment, npes, size)).map_err(cannot)?;
    let slots = Slots::map(segment, size).map_err(cannot)?;
    fork::register();
    let first = image.hull().start;
    let mut replaced = 0;
    let outcome = image.pages.iter().try_for_each(|pages| {
        let at = offset + (pages.range.start - first);
        // SAFETY: the loader says that these are the program's to read and write, this is the only
        // thread, and the file has been made longer for them, with a part of its own for this PE.
        unsafe { remap::replace(pages, segment.fd(), at) }?;
        replaced += 1;
        Ok(())
    });
    // A child has to have its own of what was replaced, even if that is not all.
    image.pages.truncate(replaced);
    if replaced > 0 {
        let _ = SHARED.set(Shared { image, offset });
    }
    outcome.map_err(cannot)?;
    Ok(slots)
}

/// Lets the hot paths know of variables.
fn publish(slots: Slots) {
    let Some(shared) = SHARED.get() else { return };
    let (hull, stride) = (shared.hull(), slots.stride);
    let heap = slots.keep();
    runtime::lay_out(heap, stride);
    // SAFETY: the heap has not begun: nobody has asked for an address there.
    unsafe { runtime::segment().unmap_heaps() };
    let slot = runtime::heap_base().addr() + runtime::segment().geometry().stride;
    let mut ranges = shared.ranges();
    let gap = ranges.next().map_or(0, |first| first.end - hull.start);
    let gap_end = ranges.next().map_or(gap, |second| second.start - hull.start);
    PLACE.gap.store(gap, Relaxed);
    PLACE.gap_end.store(gap_end, Relaxed);
    PLACE.to_slot.store(slot.wrapping_sub(hull.start), Relaxed);
    PLACE.start.store(hull.start, Relaxed);
    PLACE.size.store(hull.len(), Relaxed);
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
