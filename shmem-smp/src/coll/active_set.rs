//! Meetings of an active set, in the `pSync` array that its members pass.
//!
//! Each member has the array for itself: two words, its record and a little payload. A member writes only its own
//! copy and leaves it as it found it, all `SHMEM_SYNC_VALUE`.
//!
//! In stage `k` a member sets its word `arrived` to `k` and waits for the root's `released` to
//! become `k`; the root waits for all `arrived` to be `k` and then sets `released`. To leave, a
//! member clears its copy at once; the root first sees that nobody's `arrived` is still at the last
//! stage, and then clears its own. A member that is already in the next call with the same array
//! stands at stage 1 and waits there, because `released` is not 1 until the root is back too.

#![allow(unsafe_code, reason = "pSync arrays are reached by raw pointers")]

use core::ffi::{c_int, c_long};
use std::fmt;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use super::record::{RECORD_WORDS, Record};
use super::{Exit, Meeting};
use crate::abi::{SHMEM_SYNC_SIZE, SHMEM_SYNC_VALUE};
use crate::team::Triplet;
use crate::wait::{self, Waiting};
use crate::{end, runtime};

const _: () = assert!(SHMEM_SYNC_VALUE == 0 && size_of::<c_long>() == size_of::<u64>());
const _: () = assert!(FIRST_PAYLOAD_WORD + SET_PAYLOAD_WORDS <= SHMEM_SYNC_SIZE as usize);

const ARRIVED: usize = 0;
const RELEASED: usize = 1;
const FIRST_RECORD_WORD: usize = 2;
const FIRST_PAYLOAD_WORD: usize = FIRST_RECORD_WORD + RECORD_WORDS;

/// Words that travel along in the array.
const SET_PAYLOAD_WORDS: usize = 4;

/// This PE's part in one collective call of an active set.
#[derive(Debug)]
pub(crate) struct ActiveSetMeeting {
    triplet: Triplet,
    rank: usize,
    psync: *mut c_long,
    stage: u64,
    record: Record,
}

impl ActiveSetMeeting {
    /// Comes to a call of the set of PEs `start`, `start + 2^log_stride`, …
    ///
    /// Bad numbers, a caller outside the set and a `pSync` that is not symmetric end the job.
    ///
    /// # Safety
    ///
    /// `psync` must be the same symmetric array on all members, of `SHMEM_SYNC_SIZE` elements that
    /// nothing else uses during the call, all of them `SHMEM_SYNC_VALUE` when a member comes.
    pub(crate) unsafe fn begin(
        what: &Record,
        (start, log_stride, size): (c_int, c_int, c_int),
        psync: *mut c_long,
    ) -> Self {
        let fail = |why: String| -> ! { end::end_job(1, &format!("{what}: {why}")) };
        let Some(triplet) = active_set(start, log_stride, size, runtime::n_pes()) else {
            fail(format!(
                "the active set (start {start}, log2 stride {log_stride}, size {size}) is not within \
                 the {} PEs of the world",
                runtime::n_pes()
            ))
        };
        let Some(rank) = triplet.rank_of(runtime::my_pe()) else {
            fail(format!("PE {} is not in the active set", runtime::my_pe()))
        };
        let bytes = SHMEM_SYNC_SIZE as usize * size_of::<c_long>();
        let inside = runtime::locate(psync.cast()).is_some_and(|spot| spot.room >= bytes);
        if !inside || !psync.is_aligned() {
            fail("pSync is not a symmetric array".to_owned());
        }
        Self { triplet, rank, psync, stage: 0, record: Record::default() }
    }

    fn word(&self, rank: usize, index: usize) -> &AtomicU64 {
        let word = runtime::remote(self.psync.wrapping_add(index).cast(), self.triplet.pe(rank));
        // SAFETY: `begin` saw that the array is symmetric and aligned, `index` is below its
        // size, `rank` is a member, and symmetric memory stays mapped; all access is atomic.
        unsafe { AtomicU64::from_ptr(word.cast()) }
    }

    fn ring(&self, rank: usize) {
        wait::ring(self.triplet.pe(rank));
    }

    fn write(&self, first: usize, words: &[u64]) {
        for (index, value) in words.iter().enumerate() {
            self.word(self.rank, first + index).store(*value, Relaxed);
        }
    }

    fn read(&self, rank: usize, first: usize, words: &mut [u64]) {
        for (index, value) in words.iter_mut().enumerate() {
            *value = self.word(rank, first + index).load(Relaxed);
        }
    }

    fn meet(&mut self) {
        self.stage += 1;
        let stage = self.stage;
        self.write(FIRST_RECORD_WORD, &self.record.words());
        if self.rank == 0 {
            for member in 1..self.triplet.size {
                wait::until(self, || self.word(member, ARRIVED).load(Acquire) == stage);
                self.compare(member);
            }
            self.word(0, RELEASED).store(stage, Release);
            for member in 1..self.triplet.size {
                self.ring(member);
            }
        } else {
            self.word(self.rank, ARRIVED).store(stage, Release);
            self.ring(0);
            wait::until(self, || self.word(0, RELEASED).load(Acquire) == stage);
        }
    }

    fn compare(&self, rank: usize) {
        let mut theirs = [0; RECORD_WORDS];
        self.read(rank, FIRST_RECORD_WORD, &mut theirs);
        let theirs = Record::from_words(theirs);
        if theirs != self.record {
            let (me, pe, mine) = (runtime::my_pe(), self.triplet.pe(rank), self.record);
            end::end_job(
                1,
                &format!("collectives do not match: PE {me} is in {mine}, PE {pe} is in {theirs}"),
            );
        }
    }
}

/// The set as a triplet, if all of it is within a world of `npes`.
fn active_set(start: c_int, log_stride: c_int, size: c_int, npes: usize) -> Option<Triplet> {
    let start = usize::try_from(start).ok()?;
    let size = usize::try_from(size).ok().filter(|&size| size >= 1)?;
    let stride = 1usize.checked_shl(u32::try_from(log_stride).ok()?)?;
    let last = (size - 1).checked_mul(stride)?.checked_add(start)?;
    (last < npes).then_some(Triplet { start, stride: stride as isize, size })
}

impl Meeting for ActiveSetMeeting {
    fn payload_words(&self) -> usize {
        SET_PAYLOAD_WORDS
    }

    fn size(&self) -> usize {
        self.triplet.size
    }

    fn rank(&self) -> usize {
        self.rank
    }

    fn pe(&self, rank: usize) -> usize {
        self.triplet.pe(rank)
    }

    fn agree(&mut self, record: &Record, payload: &[u64], _width: usize) {
        self.record = *record;
        self.write(FIRST_PAYLOAD_WORD, payload);
        self.meet();
    }

    fn payload(&self, rank: usize, words: &mut [u64]) {
        self.read(rank, FIRST_PAYLOAD_WORD, words);
    }

    fn sync(&mut self) {
        self.record = self.record.next_stage();
        self.meet();
    }

    /// Always together: the others may still be reading this member's words.
    fn leave(mut self, _exit: Exit) {
        self.sync();
        let last = self.stage;
        if self.rank == 0 {
            for member in 1..self.triplet.size {
                wait::until(&self, || self.word(member, ARRIVED).load(Acquire) != last);
            }
        }
        for index in 0..SHMEM_SYNC_SIZE as usize {
            self.word(self.rank, index).store(SHMEM_SYNC_VALUE as u64, Release);
        }
        if self.rank != 0 {
            self.ring(0);
        }
    }
}

impl Waiting for ActiveSetMeeting {
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Triplet { start, stride, size } = self.triplet;
        write!(f, "{} on the active set of {size} PEs from {start} by {stride}", self.record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sets_within_the_world_are_taken() {
        let set = |start, log, size| active_set(start, log, size, 8);
        assert_eq!(set(1, 1, 4), Some(Triplet { start: 1, stride: 2, size: 4 }));
        assert_eq!(set(7, 30, 1), Some(Triplet { start: 7, stride: 1 << 30, size: 1 }));
        for (start, log, size) in [
            (0, 0, 9),
            (0, 0, 0),
            (-1, 0, 1),
            (8, 0, 1),
            (0, -1, 2),
            (2, 1, 4),
            (0, 62, 3),
            (0, 64, 2),
        ] {
            assert_eq!(set(start, log, size), None, "{start} {log} {size}");
        }
    }
}
