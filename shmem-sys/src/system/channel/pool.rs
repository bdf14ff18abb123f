//! The symmetric memory that members of teams meet in, taken at init and kept until finalize.
//!
//! ```text
//! activity | arrived of slot 0, 1, … | notes | heard | slot 0: parity 0: round 0, 1, … | parity 1: … | slot 1: …
//! ```
//!
//! A round's place is a signal and behind it a message. A place is written by one member of the team
//! that has the slot, by the protocol of `shmem_core::dissemination`; all else by the PE itself, and read
//! by others. Every word is reached by atomics or by the library.

#![allow(unsafe_code, reason = "calls the library, and reaches its symmetric memory")]

use core::ffi::{c_int, c_ulong, c_void};
use std::ptr::null_mut;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicPtr, AtomicU64, AtomicUsize};

use shmem_core::activity::Activity;
use shmem_core::coll::PAYLOAD_WORDS;
use shmem_core::dissemination::{most_blocks, rounds};
use shmem_core::record::RECORD_WORDS;
use shmem_core::team::TEAM_SLOTS;

use crate::system::{heap, native};

/// Words of a cache line, at which places begin.
const LINE_WORDS: usize = 8;

/// Words for what a PE waits for.
const ACTIVITY_WORDS: usize = size_of::<Activity>() / size_of::<u64>();

/// What another PE says of the end of the job.
pub(super) type Note = [u64; 130];

/// How many notes there is room for: PEs whose numbers differ by this write in the same place.
pub(super) const NOTES: usize = 4;

/// Words of a note and, in front of it, whether it has been written.
const NOTE_WORDS: usize = 1 + size_of::<Note>() / size_of::<u64>();

const FIRST_NOTE: usize = ACTIVITY_WORDS + TEAM_SLOTS;

/// How many PEs have said what stands in this PE's notes.
const HEARD: usize = FIRST_NOTE + NOTES * NOTE_WORDS;

/// Words of the beginning, in front of the slots.
const HEAD_WORDS: usize = (HEARD + 1).next_multiple_of(LINE_WORDS);

/// What an agreement on the most words that there may be takes behind its record: minima, maxima,
/// common bits.
const AGREED_WORDS: usize = 3 * PAYLOAD_WORDS;

/// Words that ride from every member even where members are many: what a collect cannot do without,
/// or the largest scalar.
const LEAST_RIDING: usize = 2;

/// The room that slots may take of a heap; where members are many there are fewer slots.
const SLOTS_BUDGET: usize = 4 << 20;

/// How many slots there are however many members.
const LEAST_SLOTS: usize = 16;

/// The sizes that follow from the number of PEs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    rounds: usize,
    /// What a message can carry behind its record.
    pub(super) cargo_words: usize,
    /// From place to place.
    place_words: usize,
    pub(super) slots: usize,
}

impl Layout {
    pub(super) fn new(npes: usize) -> Self {
        let rounds = rounds(npes);
        let cargo_words = AGREED_WORDS.max(LEAST_RIDING * most_blocks(npes));
        let place_words = (1 + RECORD_WORDS + cargo_words).next_multiple_of(LINE_WORDS);
        let slot_bytes = (2 * rounds * place_words * size_of::<u64>()).max(1);
        let slots = (SLOTS_BUDGET / slot_bytes).clamp(LEAST_SLOTS, TEAM_SLOTS);
        Self { rounds, cargo_words, place_words, slots }
    }

    fn words(&self) -> usize {
        HEAD_WORDS + self.slots * 2 * self.rounds * self.place_words
    }

    /// Where a round's place begins.
    fn place(&self, slot: usize, seq: u64, round: usize) -> usize {
        let parity = (seq & 1) as usize;
        HEAD_WORDS + ((slot * 2 + parity) * self.rounds + round) * self.place_words
    }
}

static BASE: AtomicPtr<u64> = AtomicPtr::new(null_mut());
static NPES: AtomicUsize = AtomicUsize::new(0);

/// Bytes of symmetric heap that a job of so many PEs needs beside what its program asks for.
pub(crate) fn bytes(npes: usize) -> usize {
    Layout::new(npes).words() * size_of::<u64>()
}

/// Takes the pool, cleared; collective over all PEs and first of all that is taken. Nobody may send
/// before all have it.
pub(super) fn start(npes: usize) -> Result<(), String> {
    let bytes = bytes(npes);
    let Some(block) = heap::take_unmet(bytes) else {
        return Err(format!(
            "the symmetric heap is too small: {bytes} bytes of it are needed for teams to meet in; \
             raise SHMEM_SYMMETRIC_SIZE"
        ));
    };
    NPES.store(npes, Relaxed);
    BASE.store(block.cast(), Relaxed);
    Ok(())
}

/// Forgets the pool, which goes with the library's heap.
pub(super) fn stop() {
    BASE.store(null_mut(), Relaxed);
}

/// The pool of a running job.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pool {
    base: *mut u64,
    pub(super) layout: Layout,
}

/// The pool, between init and finalize.
#[inline]
pub(super) fn running() -> Option<Pool> {
    let base = BASE.load(Relaxed);
    (!base.is_null()).then(|| Pool { base, layout: Layout::new(NPES.load(Relaxed)) })
}

/// The pool; there must be one.
#[inline]
pub(super) fn pool() -> Pool {
    running().expect("teams meet between init and finalize")
}

impl Pool {
    /// The address of a word of this PE's, which names that of every PE.
    fn at(&self, word: usize) -> *mut u64 {
        debug_assert!(word < self.layout.words());
        self.base.wrapping_add(word)
    }

    fn own(&self, word: usize) -> &'static AtomicU64 {
        // SAFETY: an aligned word of the pool, which lives as long as the library does; everybody in
        // this process reaches it by atomics.
        unsafe { AtomicU64::from_ptr(self.at(word)) }
    }

    /// An address in the symmetric heap.
    pub(super) fn base(&self) -> *mut u8 {
        self.base.cast()
    }

    /// Whether this PE can load from and store to a PE's symmetric heap.
    pub(super) fn reaches(&self, pe: usize) -> bool {
        // SAFETY: initialised; an address in the heap and a PE.
        unsafe { !native::shmem_ptr(self.base.cast(), pe as c_int).is_null() }
    }

    /// What this PE waits for.
    pub(super) fn activity(&self) -> &'static Activity {
        // SAFETY: an `Activity` is atomic words, which the pool begins with, aligned and at first zero.
        unsafe { &*self.base.cast::<Activity>() }
    }

    /// A copy of what another PE says it waits for; the copy's version is odd if that changed meanwhile.
    pub(super) fn activity_of(&self, pe: usize) -> Activity {
        let mut words = [0; ACTIVITY_WORDS];
        let before = self.fetch(0, pe);
        self.get(0, pe, &mut words);
        let after = self.fetch(0, pe);
        let [_, slot, seq, team, len, text @ ..] = words;
        let version = if before == after { before } else { 1 };
        Activity {
            version: version.into(),
            slot: slot.into(),
            seq: seq.into(),
            team: team.into(),
            len: len.into(),
            text: text.map(Into::into),
        }
    }

    /// This PE comes to a meeting in a slot.
    pub(super) fn arrive(&self, slot: usize, seq: u64) {
        self.own(ACTIVITY_WORDS + slot).store(seq, Release);
    }

    /// The last meeting that a PE has come to in a slot.
    pub(super) fn arrived(&self, pe: usize, slot: usize) -> u64 {
        self.fetch(ACTIVITY_WORDS + slot, pe)
    }

    /// Puts a message in a place on a PE, and its signal behind it.
    pub(super) fn send(&self, pe: usize, (slot, seq, round): (usize, u64, usize), message: &[u64]) {
        self.put_behind(self.layout.place(slot, seq, round), pe, message, seq);
    }

    /// Puts words behind a signal on a PE, and then the signal.
    fn put_behind(&self, place: usize, pe: usize, words: &[u64], signal: u64) {
        let (to, bytes, pe) = (self.at(place + 1).cast(), size_of_val(words), pe as c_int);
        // SAFETY: initialised; words, and a place of a PE that has room for them.
        unsafe { native::shmem_putmem(to, words.as_ptr().cast(), bytes, pe) };
        // SAFETY: initialised.
        unsafe { native::shmem_fence() };
        // SAFETY: initialised; a word of the pool, of a PE.
        unsafe { native::shmem_ulong_atomic_set(self.at(place).cast(), signal as c_ulong, pe) };
    }

    /// Leaves a note with a PE.
    pub(super) fn leave_note(&self, pe: usize, which: usize, note: &Note) {
        self.put_behind(FIRST_NOTE + which * NOTE_WORDS, pe, note, 1);
    }

    /// The notes that were left with this PE.
    pub(super) fn notes(&self) -> impl Iterator<Item = Note> {
        let places = (0..NOTES).map(|which| FIRST_NOTE + which * NOTE_WORDS);
        places
            .filter(|&first| self.own(first).load(Acquire) != 0)
            .map(|first| std::array::from_fn(|i| self.own(first + 1 + i).load(Relaxed)))
    }

    /// Tells a PE that its note has been read and said.
    pub(super) fn say_heard(&self, pe: usize) {
        // SAFETY: initialised; a word of the pool, of a PE.
        unsafe { native::shmem_ulong_atomic_add(self.at(HEARD).cast(), 1, pe as c_int) };
        // SAFETY: initialised.
        unsafe { native::shmem_quiet() };
    }

    /// How many PEs have read and said this PE's note.
    pub(super) fn heard(&self) -> usize {
        self.own(HEARD).load(Relaxed) as usize
    }

    /// Whether a message of this meeting is in its place on this PE, to be read from then on.
    #[inline]
    pub(super) fn has_come(&self, (slot, seq, round): (usize, u64, usize)) -> bool {
        self.own(self.layout.place(slot, seq, round)).load(Acquire) == seq
    }

    /// Reads words of a message that has come.
    pub(super) fn read(
        &self,
        (slot, seq, round): (usize, u64, usize),
        from: usize,
        words: &mut [u64],
    ) {
        let first = self.layout.place(slot, seq, round) + 1 + from;
        for (value, word) in words.iter_mut().zip(first..) {
            *value = self.own(word).load(Relaxed);
        }
    }

    fn fetch(&self, word: usize, pe: usize) -> u64 {
        let mut value = [0];
        self.get(word, pe, &mut value);
        value[0]
    }

    fn get(&self, word: usize, pe: usize, into: &mut [u64]) {
        let bytes = size_of_val(into);
        let into: *mut c_void = into.as_mut_ptr().cast();
        // SAFETY: initialised; as many words of the pool of a PE as there is room for.
        unsafe { native::shmem_getmem(into, self.at(word).cast(), bytes, pe as c_int) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_follow_each_other() {
        for npes in [1, 2, 3, 4, 7, 64, 1000] {
            let layout = Layout::new(npes);
            assert!((LEAST_SLOTS..=TEAM_SLOTS).contains(&layout.slots));
            assert!(LEAST_RIDING * most_blocks(npes) <= layout.cargo_words);
            let mut next = HEAD_WORDS;
            for slot in 0..layout.slots {
                for parity in 0..2 {
                    for round in 0..rounds(npes) {
                        assert_eq!(layout.place(slot, parity + 6, round), next);
                        next += layout.place_words;
                    }
                }
            }
            assert_eq!(next, layout.words());
        }
    }
}
