//! Meetings of a team's members, in the slot the team has on each of them.

use std::fmt;
use std::sync::atomic::Ordering::{Acquire, Relaxed};

use shmem_core::activity::{self, Seen};
use shmem_core::deadlock::{self, Scout};

use super::record::Record;
use super::{Exit, Meeting, PAYLOAD_WORDS};
use crate::abi::SHMEM_THREAD_MULTIPLE;
use crate::layout::{Post, Slot};
use crate::protocol::Peers;
use crate::protocol::tree::{self, Member, Side};
use crate::team::{self, Team, Triplet};
use crate::wait::{self, Place, Waiting};
use crate::{end, init, runtime};

/// This PE's part in one collective call of a team.
#[derive(Debug)]
pub struct TeamMeeting {
    team: &'static Team,
    triplet: Triplet,
    rank: usize,
    slot: usize,
    seq: u64,
    record: Record,
}

impl TeamMeeting {
    /// Comes to the team's next meeting. No other thread of this PE may be in one of the team's.
    pub(crate) fn begin(team: &'static Team) -> Self {
        team::enter(team);
        Self {
            team,
            triplet: team.triplet(),
            rank: team.rank(),
            slot: team.slot(),
            seq: team.seq(),
            record: Record::default(),
        }
    }

    fn slot_of(&self, rank: usize) -> &'static Slot {
        &runtime::control(self.triplet.pe(rank)).slots[self.slot]
    }

    fn post_of(&self, rank: usize) -> &'static Post {
        &self.slot_of(rank).posts[(self.seq & 1) as usize].0
    }

    fn meet(&mut self, payload: &[u64]) {
        self.seq += 1;
        let post = self.post_of(self.rank);
        for (word, value) in post.record.iter().zip(self.record.words()) {
            word.store(value, Relaxed);
        }
        assert!(payload.len() <= PAYLOAD_WORDS, "{} words do not fit a post", payload.len());
        for (word, value) in post.payload.iter().zip(payload) {
            word.store(*value, Relaxed);
        }
        let member = Member::new(self.rank, self.triplet.size, self.seq);
        tree::meet(
            &*self,
            member,
            |rank| {
                let slot = self.slot_of(rank);
                Side { arrived: &slot.arrived.0, released: &slot.released.0 }
            },
            |rank| self.triplet.pe(rank),
            |child| self.compare(child),
        );
        self.team.set_seq(self.seq);
    }

    /// A member's record of this meeting.
    fn record_of(&self, rank: usize) -> Record {
        let post = self.post_of(rank);
        Record::from_words(post.record.each_ref().map(|word| word.load(Relaxed)))
    }

    /// Ends the job unless a member is where this one is.
    fn compare(&self, rank: usize) {
        let theirs = self.record_of(rank);
        if theirs != self.record {
            self.mismatch(rank, &theirs);
        }
    }

    #[cold]
    fn mismatch(&self, rank: usize, theirs: &Record) -> ! {
        let (me, pe) = (runtime::my_pe(), self.triplet.pe(rank));
        let (mine, team) = (self.record, self.team.name());
        end::end_job(
            1,
            &format!(
                "collectives do not match on {team}: PE {me} is in {mine}, PE {pe} is in {theirs}"
            ),
        )
    }
}

impl Meeting for TeamMeeting {
    fn payload_words(&self) -> usize {
        PAYLOAD_WORDS
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
        self.meet(payload);
    }

    fn payload(&self, rank: usize, words: &mut [u64]) {
        for (value, word) in words.iter_mut().zip(&self.post_of(rank).payload) {
            *value = word.load(Relaxed);
        }
    }

    fn sync(&mut self) {
        self.record = self.record.next_stage();
        self.meet(&[]);
    }

    fn leave(mut self, exit: Exit) {
        if exit == Exit::Together {
            self.sync();
        }
        self.team.leave();
    }
}

impl Peers for TeamMeeting {
    fn until(&self, done: impl FnMut() -> bool) {
        wait::until(self, done);
    }

    fn ring(&self, pe: usize) {
        wait::ring(pe);
    }
}

impl Waiting for TeamMeeting {
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on {}", self.record, self.team.name())
    }

    fn place(&self) -> Option<Place> {
        Some(Place { slot: self.slot as u64, seq: self.seq, team: self.team.id() })
    }

    /// Where any PE has `SHMEM_THREAD_MULTIPLE`, another of its threads might still come to the other
    /// meeting, so nothing is concluded.
    fn stuck(&self) {
        if init::highest_level() == SHMEM_THREAD_MULTIPLE {
            return;
        }
        let members = (0..self.triplet.size).map(|rank| self.triplet.pe(rank));
        let at = (self.slot, self.seq);
        if let Some(why) = deadlock::look(&ControlParts, runtime::my_pe(), at, members) {
            end::end_job(1, &why);
        }
    }
}

/// The parts of the segment in which PEs say where they are.
struct ControlParts;

impl Scout for ControlParts {
    fn activity(&self, pe: usize) -> Option<Seen> {
        activity::read(&runtime::control(pe).activity.0)
    }

    fn arrived(&self, pe: usize, slot: usize) -> u64 {
        runtime::control(pe).slots[slot].arrived.0.load(Acquire)
    }

    fn is_member(&self, slot: usize, id: u64) -> bool {
        team::is_member(slot, id)
    }
}
