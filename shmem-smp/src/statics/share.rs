//! How PEs agree to share their variables, and then do.

#![allow(unsafe_code, reason = "has the memory of variables replaced")]

use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;

use rustix::fs::{fstat, stat};

use super::image::Image;
use super::slots::{self, Slots};
use super::{PLACE, SHARED, Shared, fork, remap};
use crate::coll::record::{Record, Routine, TypeName, at};
use crate::coll::team_meeting::TeamMeeting;
use crate::coll::{Exit, Meeting};
use crate::{end, runtime, team};

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

/// How many threads this process has. Takes no memory: an allocator may be locked, for a fork.
pub(super) fn threads() -> Option<usize> {
    // Each has a directory there, beside the two that every directory has.
    let links = stat("/proc/self/task").ok()?.st_nlink as usize;
    links.checked_sub(2).filter(|&threads| threads > 0)
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
        let file = fstat(segment.fd()).map(|stat| (stat.st_dev, stat.st_ino)).unwrap_or_default();
        let _ = SHARED.set(Shared { image, offset, file });
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
