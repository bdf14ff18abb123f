//! Meetings of threads over a wire that delivers as late, and in as odd an order, as it may.

use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::thread;
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;
use crate::record::{Routine, TypeName, at};

const CAPACITY: usize = 64;

/// One round's place of one parity on one member.
struct Place {
    signal: AtomicU64,
    words: [AtomicU64; CAPACITY],
    /// Raised while the owner may still read the words.
    in_use: AtomicU64,
}

type Places = Vec<[Vec<Place>; 2]>;

fn places(size: usize) -> Places {
    let place = || Place {
        signal: AtomicU64::new(0),
        words: [const { AtomicU64::new(0) }; CAPACITY],
        in_use: AtomicU64::new(0),
    };
    let parity = || (0..rounds(size)).map(|_| place()).collect();
    (0..size).map(|_| [parity(), parity()]).collect()
}

struct Threads<'a> {
    places: &'a Places,
    rank: usize,
    seq: u64,
    dice: u64,
}

impl Threads<'_> {
    fn place(&self, rank: usize, round: usize) -> &Place {
        &self.places[rank][(self.seq & 1) as usize][round]
    }

    /// Now and then, lets others run.
    fn dawdle(&self, round: usize) {
        let mixed = (self.dice ^ self.seq << 8 ^ self.rank as u64 ^ (round as u64) << 32)
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            >> 60;
        (0..mixed.saturating_sub(10)).for_each(|_| thread::yield_now());
    }
}

impl Wire for Threads<'_> {
    fn send(&self, round: usize, to: usize, message: &[u64]) {
        self.dawdle(round);
        let place = self.place(to, round);
        assert_eq!(place.in_use.load(Acquire), 0, "overwrites what was not read");
        // The last words first: only the signal says that all are there.
        for (word, value) in place.words.iter().zip(message).rev() {
            word.store(*value, Relaxed);
        }
        place.in_use.store(1, Relaxed);
        place.signal.store(self.seq, Release);
    }

    fn wait(&self, round: usize) {
        let start = Instant::now();
        while self.place(self.rank, round).signal.load(Acquire) != self.seq {
            assert!(start.elapsed() < Duration::from_secs(60), "no message");
            thread::yield_now();
        }
    }

    fn read(&self, round: usize, from: usize, words: &mut [u64]) {
        self.dawdle(round);
        let place = self.place(self.rank, round);
        for (value, word) in words.iter_mut().zip(&place.words[from..]) {
            *value = word.load(Relaxed);
        }
    }

    fn mismatch(&self, with: usize, theirs: &Record) -> ! {
        panic!("{} met {with} in {theirs}", self.rank)
    }
}

/// Runs meetings `1..=meetings` among `size` threads.
fn run(
    size: usize,
    meetings: u64,
    dice: u64,
    body: impl Fn(&mut dyn FnMut(&mut Vec<u64>, Cargo), usize, u64) + Sync,
) {
    let places = places(size);
    thread::scope(|scope| {
        for rank in 0..size {
            let (places, body) = (&places, &body);
            scope.spawn(move || {
                for seq in 1..=meetings {
                    let wire = Threads { places, rank, seq, dice };
                    let mut go =
                        |words: &mut Vec<u64>, cargo| meet(&wire, rank, size, words, cargo);
                    body(&mut go, rank, seq);
                    // All that came to this meeting has been read.
                    for place in &places[rank][(seq & 1) as usize] {
                        place.in_use.store(0, Release);
                    }
                }
            });
        }
    });
}

fn record(seq: u64) -> Record {
    Record::new(Routine::TeamSync, TypeName::none).with(at::USER, seq)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// All cargo arrives at everybody, whatever was carried before, and nothing is overwritten too early.
    #[test]
    fn everybody_learns_everything(size in 1..=9_usize, dice: u64, width in 0..8_usize) {
        let said = |rank: usize, seq: u64, i: usize| seq << 32 | (rank as u64) << 16 | i as u64;
        run(size, 40, dice, |go, rank, seq| {
            let mut words = record(seq).words().to_vec();
            match seq % 4 {
                0 => go(&mut words, Cargo::None),
                1 => {
                    words.extend((0..width).map(|i| said(rank, seq, i)));
                    go(&mut words, Cargo::All(width));
                    for other in 0..size {
                        let behind = (rank + size - other) % size;
                        let theirs = &words[RECORD_WORDS + behind * width..][..width];
                        assert!(theirs.iter().enumerate().all(|(i, &w)| w == said(other, seq, i)));
                    }
                }
                2 => {
                    let root = seq as usize % size;
                    words.push(u64::from(rank == root));
                    words.extend((0..width).map(|i| if rank == root { said(root, seq, i) } else { 7 }));
                    go(&mut words, Cargo::FromRoot(width));
                    assert_eq!(words[RECORD_WORDS], 1);
                    let theirs = &words[RECORD_WORDS + 1..];
                    assert!(theirs.iter().enumerate().all(|(i, &w)| w == said(root, seq, i)));
                }
                _ => {
                    let mine = [rank as u64 + seq, 100 - rank as u64, !(1 << rank)];
                    let cargo = say(&mut words, &record(seq), &mine);
                    go(&mut words, cargo);
                    let last = size as u64 - 1;
                    let agreed = heard::<3>(&words);
                    assert_eq!(agreed.min[..2], [seq, 100 - last]);
                    assert_eq!(agreed.max[..2], [seq + last, 100]);
                    assert_eq!(agreed.all[2], !((1 << size) - 1));
                }
            }
        });
    }
}

#[test]
fn one_that_differs_is_found_by_its_neighbour() {
    for size in 2..=7 {
        let places = places(size);
        let odd = size - 1;
        // Everybody's first message, then the one behind the odd member looks.
        let wire = |rank| Threads { places: &places, rank, seq: 1, dice: 0 };
        let met = thread::scope(|scope| {
            scope
                .spawn(|| {
                    let mut words = record(2).words().to_vec();
                    wire(odd).send(0, 0, &words);
                    words = record(1).words().to_vec();
                    meet(&wire(0), 0, size, &mut words, Cargo::None);
                })
                .join()
        });
        let panic = *met.unwrap_err().downcast::<String>().unwrap();
        assert_eq!(panic, format!("0 met {odd} in shmem_team_sync(tag: 0x2)"));
    }
}

#[test]
fn messages_tell_of_half_the_members_at_most() {
    assert_eq!((1..=9).map(rounds).collect::<Vec<_>>(), [0, 1, 2, 2, 3, 3, 3, 3, 4]);
    assert_eq!((1..=9).map(most_blocks).collect::<Vec<_>>(), [0, 1, 1, 2, 2, 2, 3, 4, 4]);
    for size in 2..2000 {
        assert!(most_blocks(size - 1) <= most_blocks(size), "{size}");
        let told: usize = (0..rounds(size)).map(|round| blocks(size, round)).sum();
        assert_eq!(told, size - 1, "everybody is told of everybody once");
    }
}
