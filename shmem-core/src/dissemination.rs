//! How members of a team meet over one-sided messages: rounds in which each tells another, twice as far
//! away each time, what it knows.
//!
//! In round `r` a member sends to the one 2^r behind it and waits for the one 2^r before it. Whoever has
//! finished the last round has heard, directly or from others, from all members. Every message carries the
//! sender's record, and a receiver goes on only if it is its own, so finishing means that all records are
//! equal. Should some differ, then somebody's neighbour's does, and learns it in round 0.
//!
//! **Two places per round suffice**, one for meetings of even numbers and one for those of odd: a message
//! of meeting `s + 2` cannot arrive before its receiver is done with the one of meeting `s` in the same
//! place. Its sender has finished meeting `s + 1`, so there is a chain of messages of meetings up to `s + 1`
//! from the receiver's first of meeting `s + 1` to the sender's last wait. The receiver sent that after it
//! had finished meeting `s`, all of whose messages it had read by then.
//!
//! Data travels along in three ways: everybody's to everybody, one member's to everybody, or combined by
//! operations that do not mind to meet the same operand twice.

use crate::agreed::Agreed;
use crate::record::{RECORD_WORDS, Record};

/// A member's means to meet the others, for one meeting.
pub trait Wire {
    /// Puts a message in a round's place on a member, and then, never before that is there, its signal.
    fn send(&self, round: usize, to: usize, message: &[u64]);

    /// Waits for the signal of a round's own place.
    fn wait(&self, round: usize);

    /// Copies words of the message in a round's own place, beginning with the one at `from`.
    fn read(&self, round: usize, from: usize, words: &mut [u64]);

    /// Ends the job: a member came with another record.
    fn mismatch(&self, with: usize, theirs: &Record) -> !;
}

/// What travels behind the record; the words in the buffer of [`meet`] say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cargo {
    /// Nothing.
    None,
    /// So many words of every member's. The buffer ends with all of them: this member's first, then
    /// backwards in rank.
    All(usize),
    /// So many words of one member's, behind a word that is 1 where they are known and else 0.
    FromRoot(usize),
    /// An [`Agreed`] of so many words: minima, then maxima, then common bits.
    Agreed(usize),
}

/// How many rounds members need.
#[must_use]
pub fn rounds(size: usize) -> usize {
    size.next_power_of_two().trailing_zeros() as usize
}

/// The most members that a message tells of among `size`, where all tell of all.
#[must_use]
pub fn most_blocks(size: usize) -> usize {
    (0..rounds(size)).map(|round| blocks(size, round)).max().unwrap_or(0)
}

fn blocks(size: usize, round: usize) -> usize {
    (1 << round).min(size - (1 << round))
}

/// Meets the other members. `words` is this member's message: its record, then what it has of the cargo;
/// it becomes what the cargo is once all are told.
pub fn meet(wire: &impl Wire, rank: usize, size: usize, words: &mut Vec<u64>, cargo: Cargo) {
    for round in 0..rounds(size) {
        let reach = 1 << round;
        let blocks = blocks(size, round);
        let len = match cargo {
            Cargo::All(width) => RECORD_WORDS + blocks * width,
            _ => words.len(),
        };
        wire.send(round, (rank + reach) % size, &words[..len]);
        wire.wait(round);
        let from = (rank + size - reach) % size;
        let mut theirs = [0; RECORD_WORDS];
        wire.read(round, 0, &mut theirs);
        if theirs[..] != words[..RECORD_WORDS] {
            wire.mismatch(from, &Record::from_words(theirs));
        }
        take(wire, round, words, cargo, blocks);
    }
}

/// Adds what has come to what this member has.
fn take(wire: &impl Wire, round: usize, words: &mut Vec<u64>, cargo: Cargo, blocks: usize) {
    match cargo {
        Cargo::None => {}
        Cargo::All(width) => {
            let had = words.len();
            words.resize(had + blocks * width, 0);
            wire.read(round, RECORD_WORDS, &mut words[had..]);
        }
        Cargo::FromRoot(_) => {
            if words[RECORD_WORDS] == 0 {
                wire.read(round, RECORD_WORDS, &mut words[RECORD_WORDS..]);
            }
        }
        Cargo::Agreed(n) => {
            let mine = words[RECORD_WORDS..].chunks_exact_mut(n.max(1));
            for ((kind, mine), first) in mine.enumerate().zip((RECORD_WORDS..).step_by(n.max(1))) {
                for (mine, at) in mine.iter_mut().zip(first..) {
                    let mut theirs = [0];
                    wire.read(round, at, &mut theirs);
                    let [theirs] = theirs;
                    *mine = match kind {
                        0 => theirs.min(*mine),
                        1 => theirs.max(*mine),
                        _ => theirs & *mine,
                    };
                }
            }
        }
    }
}

/// This member's message in a meeting that agrees on words.
pub fn say<const N: usize>(message: &mut Vec<u64>, record: &Record, mine: &[u64; N]) -> Cargo {
    message.clear();
    message.extend(record.words());
    (0..3).for_each(|_| message.extend(mine));
    Cargo::Agreed(N)
}

/// What such a meeting came to.
#[must_use]
pub fn heard<const N: usize>(message: &[u64]) -> Agreed<N> {
    let part = |kind: usize| std::array::from_fn(|i| message[RECORD_WORDS + kind * N + i]);
    Agreed { min: part(0), max: part(1), all: part(2) }
}

#[cfg(test)]
mod tests;
