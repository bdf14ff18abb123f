//! The symmetric heap: every PE makes the same requests in the same order and so gets the same
//! offsets, without asking anybody. What is taken and what is free stands in private memory.

#![allow(unsafe_code, reason = "clears and copies blocks of the heap")]

use core::ffi::{c_long, c_void};
use std::collections::BTreeMap;
use std::ops::Range;
use std::ptr::null_mut;
use std::sync::{Mutex, MutexGuard, PoisonError};

use range_alloc::RangeAllocator;
use shmem_core::copy;

use crate::coll::record::{Record, Routine, TypeName, at};
use crate::coll::team_meeting::TeamMeeting;
use crate::coll::{Exit, Meeting};
use crate::layout::HEAP_ALIGN;
use crate::{end, order, runtime, team};

/// Blocks begin on cache lines of their own, so no two of them share one.
const LINE: usize = 64;

struct Block {
    range: Range<usize>,
    size: usize,
    hints: c_long,
}

struct Heap {
    free: RangeAllocator<usize>,
    blocks: BTreeMap<usize, Block>,
}

static HEAP: Mutex<Option<Heap>> = Mutex::new(None);

impl Heap {
    fn new(size: usize) -> Self {
        Self { free: RangeAllocator::new(0..size / LINE * LINE), blocks: BTreeMap::new() }
    }

    /// Takes `size` bytes, more than none, at a multiple of `align`.
    ///
    /// `None` when there is no room, and for an alignment that is no power of two, no multiple of
    /// a pointer's size, or more than a heap's beginning has.
    fn take(&mut self, size: usize, align: usize, hints: c_long) -> Option<usize> {
        let promised =
            align.is_power_of_two() && (size_of::<usize>()..=HEAP_ALIGN).contains(&align);
        if !promised || size > self.free.initial_range().end {
            return None;
        }
        let len = size.checked_next_multiple_of(LINE)?;
        let range = self.free.allocate_range_aligned(len, align.max(LINE)).ok()?;
        let start = range.start;
        self.blocks.insert(start, Block { range, size, hints });
        Some(start)
    }

    /// Changes a block's size where it is, if it is long enough.
    fn resize(&mut self, start: usize, size: usize) -> bool {
        let Some(block) = self.blocks.get_mut(&start) else { return false };
        if size > block.range.len() {
            return false;
        }
        block.size = size;
        let end = start + size.next_multiple_of(LINE);
        let rest = end..std::mem::replace(&mut block.range.end, end);
        if !rest.is_empty() {
            self.free.free_range(rest);
        }
        true
    }

    fn give_back(&mut self, start: usize) {
        if let Some(block) = self.blocks.remove(&start) {
            self.free.free_range(block.range);
        }
    }
}

/// Begins with an empty heap, at init.
pub(crate) fn start() {
    *lock() = Some(Heap::new(runtime::heap_size()));
}

fn lock() -> MutexGuard<'static, Option<Heap>> {
    HEAP.lock().unwrap_or_else(PoisonError::into_inner)
}

fn with<R>(work: impl FnOnce(&mut Heap) -> R) -> R {
    match lock().as_mut() {
        Some(heap) => work(heap),
        None => end::end_job(1, "the symmetric heap was used before shmem_init"),
    }
}

fn address(offset: usize) -> *mut u8 {
    runtime::heap_base().wrapping_add(offset)
}

/// What a program asks of the heap.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// The routine it was asked by.
    pub routine: Routine,
    /// Bytes.
    pub size: usize,
    /// What the block's address is to be a multiple of.
    pub align: usize,
    /// What the block is for, as `shmem_malloc_with_hints` has it.
    pub hints: c_long,
    /// Whether to clear the block.
    pub zeroed: bool,
}

impl Request {
    /// A plain block.
    #[must_use]
    pub fn new(routine: Routine, size: usize) -> Self {
        Self { routine, size, align: LINE, hints: 0, zeroed: false }
    }

    fn record(&self) -> Record {
        Record::new(self.routine, TypeName::none)
            .with(at::COUNT, self.size as u64)
            .with(at::ROOT, self.align as u64)
            .with(at::USER, self.hints as u64)
    }
}

/// Takes a block on all PEs, or on none. Size 0 is no request at all.
///
/// On return every PE has its block, cleared if that was asked for.
#[must_use]
pub fn allocate(request: &Request) -> *mut c_void {
    if request.size == 0 {
        return null_mut();
    }
    let start = with(|heap| heap.take(request.size, request.align, request.hints));
    if let (true, Some(start)) = (request.zeroed, start) {
        // SAFETY: a block just taken lies in this PE's heap, and nobody else can know of it yet.
        unsafe { address(start).write_bytes(0, request.size) };
    }
    order::quiet();
    meet(&request.record()).leave(Exit::Now);
    start.map_or(null_mut(), |start| address(start).cast())
}

/// Gives a block back on all PEs, once all of them have come. NULL is no request at all.
///
/// # Safety
///
/// As the standard says of `shmem_free`: no PE may use the block afterwards.
pub unsafe fn free(block: *mut c_void) {
    if block.is_null() {
        return;
    }
    let start = start_of(Routine::Free, block);
    order::quiet();
    let record = Record::new(Routine::Free, TypeName::none).with(at::DEST, start as u64);
    meet(&record).leave(Exit::Now);
    with(|heap| heap.give_back(start));
}

/// `shmem_realloc` of an existing block to a size above zero.
///
/// # Safety
///
/// No PE may use the old block during the call, nor after it unless it fails.
#[must_use]
pub unsafe fn reallocate(block: *mut c_void, size: usize) -> *mut c_void {
    let old = start_of(Routine::Realloc, block);
    order::quiet();
    let record = Record::new(Routine::Realloc, TypeName::none)
        .with(at::DEST, old as u64)
        .with(at::COUNT, size as u64);
    let mut meeting = meet(&record);
    let moved = with(|heap| {
        if heap.resize(old, size) {
            return Some(old);
        }
        let (kept, hints) = heap.blocks.get(&old).map(|block| (block.size, block.hints))?;
        let new = heap.take(size, LINE, hints)?;
        let n = kept.min(size);
        // SAFETY: both blocks are this PE's and at least `n` bytes long, the new one was free, and the
        // caller keeps everybody off the old one.
        unsafe { copy::bytes(address(new), address(old), n) };
        heap.give_back(old);
        Some(new)
    });
    meeting.sync();
    meeting.leave(Exit::Now);
    moved.map_or(null_mut(), |new| address(new).cast())
}

/// Where a block begins; an address that is none's beginning ends the job.
fn start_of(routine: Routine, block: *mut c_void) -> usize {
    let start = runtime::heap_offset(block.cast_const().cast());
    let known = start.filter(|start| with(|heap| heap.blocks.contains_key(start)));
    known.unwrap_or_else(|| {
        let what = Record::new(routine, TypeName::none);
        let place = start.map_or("an address outside the heap".to_owned(), |start| {
            format!("heap+{start:#x}, where no block begins")
        });
        end::end_job(1, &format!("{what} was given {place}"))
    })
}

fn meet(record: &Record) -> TeamMeeting {
    let mut meeting = TeamMeeting::begin(team::world());
    meeting.agree(record, &[], 0);
    meeting
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Clone, Debug)]
    enum Step {
        Take { size: usize, align: u32 },
        GiveBack(usize),
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            (1usize..5000, 3u32..13).prop_map(|(size, align)| Step::Take { size, align }),
            (0usize..64).prop_map(Step::GiveBack),
        ];
        prop::collection::vec(step, 0..200)
    }

    proptest! {
        /// Blocks never overlap, keep their alignment, stay inside, and two heaps agree on all.
        #[test]
        fn the_allocator_is_right_and_deterministic(steps in steps()) {
            const SIZE: usize = 1 << 16;
            let (mut a, mut b) = (Heap::new(SIZE), Heap::new(SIZE));
            let mut live: Vec<(usize, usize)> = Vec::new();
            for step in steps {
                match step {
                    Step::Take { size, align } => {
                        let align = 1usize << align;
                        let start = a.take(size, align, 0);
                        prop_assert_eq!(start, b.take(size, align, 0));
                        let Some(start) = start else { continue };
                        prop_assert_eq!(start % align.max(LINE), 0);
                        prop_assert!(start + size <= SIZE);
                        for &(other, len) in &live {
                            prop_assert!(start + size <= other || other + len <= start);
                        }
                        live.push((start, size));
                    }
                    Step::GiveBack(which) => {
                        if !live.is_empty() {
                            let (start, _) = live.remove(which % live.len());
                            a.give_back(start);
                            b.give_back(start);
                        }
                    }
                }
            }
            for (start, _) in live {
                a.give_back(start);
            }
            prop_assert!(a.free.is_empty(), "everything given back is everything free");
            prop_assert_eq!(a.take(SIZE, LINE, 0), Some(0));
        }
    }
}
