//! The symmetric heap: the library's, entered by agreement.
//!
//! The library trusts PEs to make the same requests in the same order. Here they meet first and compare
//! what they ask for, and meet again to compare what came of it. What they have stands in a list of
//! their own, so that an address that is no block's is found out before the library sees it.

#![allow(unsafe_code, reason = "calls the library, and clears and copies blocks")]

use core::ffi::{c_long, c_void};
use std::collections::BTreeMap;
use std::ptr::null_mut;
use std::sync::atomic::Ordering::SeqCst;
use std::sync::atomic::fence;
use std::sync::{Mutex, MutexGuard, PoisonError};

use shmem_core::copy;
use shmem_core::record::{Record, Routine, TypeName, at};

use super::{channel, end, native, order, team};

/// Blocks begin at multiples of this: a cache line. (Open MPI's own `shmem_malloc` gives addresses at
/// which not even a `u128` is aligned.)
const LINE: usize = 64;

/// More than any heap has; larger requests do not reach the library, whose sums might overflow.
const TOO_MUCH: usize = 1 << 46;

#[derive(Clone, Copy, Debug)]
struct Block {
    size: usize,
    /// What was asked of the library.
    len: usize,
    hints: c_long,
}

#[derive(Debug)]
struct Blocks {
    /// By address.
    live: BTreeMap<usize, Block>,
    /// From the lowest address to the end of the highest block that there ever was.
    base: usize,
    end: usize,
    /// Those of this crate's own, in the order in which they were taken.
    own: Vec<usize>,
}

const NONE: Blocks = Blocks { live: BTreeMap::new(), base: usize::MAX, end: 0, own: Vec::new() };

static BLOCKS: Mutex<Blocks> = Mutex::new(NONE);

fn blocks() -> MutexGuard<'static, Blocks> {
    BLOCKS.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Blocks {
    fn insert(&mut self, address: usize, block: Block) {
        self.base = self.base.min(address);
        self.end = self.end.max(address + block.len);
        self.live.insert(address, block);
    }
}

/// How far from the first block an address lies, if it is between the first and the last one.
///
/// That first block is the same on all PEs, and so then is the distance.
pub(crate) fn offset(address: *const u8) -> Option<usize> {
    let blocks = blocks();
    (blocks.base..blocks.end).contains(&address.addr()).then(|| address.addr() - blocks.base)
}

/// What a program asks of the heap.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Request {
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
    pub(crate) fn new(routine: Routine, size: usize) -> Self {
        Self { routine, size, align: LINE, hints: 0, zeroed: false }
    }

    fn record(&self) -> Record {
        Record::new(self.routine, TypeName::none)
            .with(at::COUNT, self.size as u64)
            .with(at::ROOT, self.align as u64)
            .with(at::USER, self.hints as u64)
    }
}

/// A block for this crate's own use, taken at init before any other. All PEs call this alike.
pub(super) fn take_unmet(size: usize) -> Option<*mut c_void> {
    let block = take(size, LINE, 0);
    if !block.is_null() {
        // SAFETY: a block just taken, which nobody else can know of yet.
        unsafe { block.write_bytes(0, size) };
        let mut blocks = blocks();
        blocks.insert(block.addr(), Block { size, len: size, hints: 0 });
        blocks.own.push(block.expose_provenance());
    }
    (!block.is_null()).then_some(block)
}

/// Asks the library. The alignment is a power of two and at least a line, so a block begins and ends
/// with whole words and lines.
fn take(size: usize, align: usize, hints: c_long) -> *mut c_void {
    #[cfg(shmem_has_malloc_hints)]
    if hints != 0 && align == LINE {
        // SAFETY: collective, and all PEs have agreed on the arguments.
        return unsafe { native::shmem_malloc_with_hints(size.next_multiple_of(LINE), hints) };
    }
    let _ = hints;
    // SAFETY: collective, and all PEs have agreed on the arguments.
    unsafe { native::shmem_align(align, size.next_multiple_of(LINE)) }
}

/// Takes a block on all PEs, or on none. Size 0 is no request at all.
///
/// On return every PE has its block, cleared if that was asked for.
#[must_use]
pub(crate) fn allocate(request: &Request) -> *mut c_void {
    let Request { size, align, hints, zeroed, .. } = *request;
    if size == 0 {
        return null_mut();
    }
    let record = request.record();
    order::quiet();
    channel::meet(team::world(), &record);
    let promised = align.is_power_of_two() && align >= size_of::<usize>();
    if !promised || size.max(align) > TOO_MUCH {
        return null_mut();
    }
    let align = align.max(LINE);
    let block = take(size, align, hints);
    if zeroed && !block.is_null() {
        // The library's own calloc is never used: Open MPI's clears after the barrier, so that what
        // others have put there by then is lost.
        // SAFETY: a block just taken lies in this PE's heap, and nobody has been told of it yet.
        unsafe { block.write_bytes(0, size) };
    }
    if !all_have(&record, !block.is_null()) {
        return null_mut();
    }
    blocks().insert(block.addr(), Block { size, len: size.next_multiple_of(LINE), hints });
    block
}

/// Meets the other PEs again and says whether the library gave all of them what they asked for. Some
/// having it and some not ends the job: their heaps are not symmetric any more.
fn all_have(record: &Record, mine: bool) -> bool {
    // What this PE wrote to its block comes before what others do to it.
    fence(SeqCst);
    let have = [u64::from(mine)];
    let agreed = channel::meet_with(team::world(), &record.next_stage(), &have);
    if agreed.min[0] != agreed.max[0] {
        end::end_job(1, &format!("{record}: the library gave some PEs a block and others none"));
    }
    mine
}

/// Gives a block back on all PEs, once all of them have come. NULL is no request at all.
///
/// # Safety
///
/// As the standard says of `shmem_free`: no PE may use the block afterwards.
pub(crate) unsafe fn free(block: *mut c_void) {
    if block.is_null() {
        return;
    }
    let start = start_of(Routine::Free, block);
    order::quiet();
    let record = Record::new(Routine::Free, TypeName::none).with(at::DEST, start as u64);
    channel::meet(team::world(), &record);
    give_back(block);
}

fn give_back(block: *mut c_void) {
    blocks().live.remove(&block.addr());
    // SAFETY: collective; the list has shown that it is a live block.
    unsafe { native::shmem_free(block) }
}

/// `shmem_realloc` of an existing block to a size above zero.
///
/// # Safety
///
/// No PE may use the old block during the call, nor after it unless it fails.
#[must_use]
pub(crate) unsafe fn reallocate(block: *mut c_void, size: usize) -> *mut c_void {
    let start = start_of(Routine::Realloc, block);
    let Some(old) = blocks().live.get(&block.addr()).copied() else { return null_mut() };
    order::quiet();
    let record = Record::new(Routine::Realloc, TypeName::none)
        .with(at::DEST, start as u64)
        .with(at::COUNT, size as u64);
    channel::meet(team::world(), &record);
    if size > TOO_MUCH {
        return null_mut();
    }
    let (len, hints) = (size.next_multiple_of(LINE), old.hints);
    if len <= old.len {
        return shrink(block, old, Block { size, len, hints }, &record);
    }
    // The library's own realloc could not be told of the alignment and the hints.
    let new = take(size, LINE, hints);
    if !new.is_null() {
        // SAFETY: both blocks are this PE's and at least so long, the new one was free, and the caller
        // keeps everybody off the old one.
        unsafe { copy::bytes(new.cast(), block.cast(), old.size) };
    }
    if !all_have(&record, !new.is_null()) {
        return null_mut();
    }
    blocks().insert(new.addr(), Block { size, len, hints });
    give_back(block);
    new
}

/// Gives the library back what a block does not need any more, if it can cut that off.
fn shrink(block: *mut c_void, old: Block, new: Block, record: &Record) -> *mut c_void {
    if new.len == old.len {
        blocks().insert(block.addr(), new);
        return block;
    }
    // SAFETY: collective, a live block, and all PEs have agreed on the arguments.
    let cut = unsafe { native::shmem_realloc(block, new.len) };
    if cut.is_null() {
        // A library that cannot leaves the block as it was.
        blocks().insert(block.addr(), Block { len: old.len, ..new });
        return block;
    }
    if !cut.addr().is_multiple_of(LINE) {
        end::end_job(
            1,
            &format!("{record}: the library moved the block to where it is not aligned"),
        );
    }
    blocks().live.remove(&block.addr());
    blocks().insert(cut.addr(), new);
    cut
}

/// Where a block begins; an address that is none's beginning ends the job.
fn start_of(routine: Routine, block: *mut c_void) -> usize {
    let start = offset(block.cast_const().cast());
    let known = start.filter(|_| blocks().live.contains_key(&block.addr()));
    known.unwrap_or_else(|| {
        let what = Record::new(routine, TypeName::none);
        let place = start.map_or("an address outside the heap".to_owned(), |start| {
            format!("heap+{start:#x}, where no block begins")
        });
        end::end_job(1, &format!("{what} was given {place}"))
    })
}

/// Forgets all blocks, which go with the library's heap. Where that may stay, because C code has an init of
/// its own, this crate's own are given back.
pub(super) fn stop() {
    let Blocks { own, .. } = std::mem::replace(&mut *blocks(), NONE);
    for address in own.into_iter().filter(|_| cfg!(shmem_has_counted_inits)) {
        // SAFETY: taken by `take_unmet`, by all PEs in this order, and not used any more.
        unsafe { native::shmem_free(std::ptr::with_exposed_provenance_mut(address)) };
    }
}
