use std::sync::atomic::Ordering::Relaxed;

use loom::sync::Arc;
use loom::sync::atomic::{AtomicU64, AtomicUsize};
use loom::thread;

use super::super::tree::{Member, Side, meet};
use super::{Dormitory, Peers, Sleeping, Spinning, check};

#[derive(Default)]
struct Seat {
    arrived: AtomicU64,
    released: AtomicU64,
    /// What the member brings to its meetings, by their parity.
    brought: [AtomicU64; 2],
}

struct Team {
    seats: Vec<Seat>,
    bells: Vec<Dormitory>,
    inspected: AtomicUsize,
    fan_in: usize,
}

const MEETINGS: u64 = 2;

impl Team {
    fn new(size: usize, fan_in: usize) -> Arc<Self> {
        Arc::new(Self {
            seats: (0..size).map(|_| Seat::default()).collect(),
            bells: (0..size).map(|_| Dormitory::default()).collect(),
            inspected: AtomicUsize::new(0),
            fan_in,
        })
    }

    /// What a member should have brought.
    fn gift(rank: usize, seq: u64) -> u64 {
        10 * seq + rank as u64
    }

    /// A member's part: bring something, meet, find what all the others brought.
    fn attend(&self, env: &impl Peers, rank: usize) {
        for seq in 1..=MEETINGS {
            let brought = |rank: usize| &self.seats[rank].brought[seq as usize % 2];
            brought(rank).store(Self::gift(rank, seq), Relaxed);
            let member = Member { fan_in: self.fan_in, ..Member::new(rank, self.seats.len(), seq) };
            let side = |rank: usize| {
                let Seat { arrived, released, .. } = &self.seats[rank];
                Side { arrived, released }
            };
            meet(
                env,
                member,
                side,
                |rank| rank,
                |child| {
                    assert_eq!(brought(child).load(Relaxed), Self::gift(child, seq));
                    self.inspected.fetch_add(1, Relaxed);
                },
            );
            for other in 0..self.seats.len() {
                assert_eq!(brought(other).load(Relaxed), Self::gift(other, seq));
            }
        }
    }

    fn run(this: Arc<Self>, attend: impl Fn(&Self, usize) + Copy + Send + 'static) {
        let others: Vec<_> = (1..this.seats.len())
            .map(|rank| {
                let team = this.clone();
                thread::spawn(move || attend(&team, rank))
            })
            .collect();
        attend(&this, 0);
        others.into_iter().for_each(|thread| thread.join().unwrap());
        let size = this.seats.len();
        assert_eq!(this.inspected.load(Relaxed), MEETINGS as usize * (size - 1));
    }
}

fn spinning(team: &Team, rank: usize) {
    team.attend(&Spinning, rank);
}

fn sleeping(team: &Team, rank: usize) {
    team.attend(&Sleeping { me: rank, bells: &team.bells }, rank);
}

#[test]
fn two_members_see_what_each_brought() {
    check(4, || Team::run(Team::new(2, 8), spinning));
}

#[test]
fn three_generations_see_what_each_brought() {
    check(2, || Team::run(Team::new(3, 1), spinning));
}

#[test]
fn two_sleeping_members_wake_each_other() {
    check(3, || Team::run(Team::new(2, 8), sleeping));
}

#[test]
fn sleeping_siblings_wake_each_other() {
    check(1, || Team::run(Team::new(3, 8), sleeping));
}

#[test]
fn three_sleeping_generations_wake_each_other() {
    check(1, || Team::run(Team::new(3, 1), sleeping));
}
