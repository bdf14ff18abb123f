//! Meetings of a team's members.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::sync::atomic::Ordering::{Relaxed, SeqCst};
use std::sync::atomic::{AtomicI32, fence};

use shmem_core::activity::{self, Place, Seen, Shown};
use shmem_core::coll::{Exit, Meeting, PAYLOAD_WORDS};
use shmem_core::deadlock::{self, Scout};
use shmem_core::dissemination::{self, Cargo, Wire, most_blocks};
use shmem_core::record::{RECORD_WORDS, Record};
use shmem_core::team::Team;
use shmem_core::triplet::Triplet;

use super::pool::{self, Pool};
use crate::SHMEM_THREAD_MULTIPLE;
use crate::system::wait::{self, Waiting};
use crate::system::{end, setup, team};

/// The highest thread level that a PE of the job has.
pub(super) static HIGHEST_LEVEL: AtomicI32 = AtomicI32::new(0);

/// How many members a stuck PE looks at before it waits on.
const LOOKED_AT: usize = 32;

thread_local! {
    /// Room for messages, kept from meeting to meeting.
    static ROOM: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

/// This PE's part in one collective call of a team.
#[derive(Debug)]
pub struct TeamMeeting {
    pool: Pool,
    team: &'static Team,
    triplet: Triplet,
    rank: usize,
    slot: usize,
    seq: u64,
    record: Record,
    /// The message: the record, and what travels along.
    words: Vec<u64>,
    /// Words that each member brought to the last agreement.
    width: usize,
}

impl TeamMeeting {
    /// Comes to the team's next meeting. No other thread of this PE may be in one of the team's.
    pub(crate) fn begin(team: &'static Team) -> Self {
        team.enter().unwrap_or_else(|why| end::end_job(1, &why));
        Self {
            pool: pool::pool(),
            team,
            triplet: team.triplet(),
            rank: team.rank(),
            slot: team.slot(),
            seq: team.seq(),
            record: Record::default(),
            // `start_pes` finalizes at the process's exit, when a thread's own variables are gone.
            words: ROOM.try_with(RefCell::take).unwrap_or_default(),
            width: 0,
        }
    }

    /// Meets the others with the message as it stands.
    fn meet(&mut self, cargo: Cargo) {
        self.seq += 1;
        // What this PE stored comes before what it tells the others.
        fence(SeqCst);
        self.pool.arrive(self.slot, self.seq);
        let mut words = std::mem::take(&mut self.words);
        dissemination::meet(&*self, self.rank, self.triplet.size, &mut words, cargo);
        self.words = words;
        self.team.set_seq(self.seq);
    }

    /// Begins a message.
    fn say(&mut self, record: &Record) {
        self.record = *record;
        self.words.clear();
        self.words.extend(record.words());
    }

    /// Meets the others and combines their words with this member's.
    pub(super) fn agree_on<const N: usize>(
        &mut self,
        record: &Record,
        mine: &[u64; N],
    ) -> shmem_core::Agreed<N> {
        const { assert!(N <= PAYLOAD_WORDS) };
        self.record = *record;
        let cargo = dissemination::say(&mut self.words, record, mine);
        self.meet(cargo);
        dissemination::heard(&self.words)
    }

    fn place(&self, round: usize) -> (usize, u64, usize) {
        (self.slot, self.seq, round)
    }

    /// Whether another thread of a PE might come to a collective that this one does not.
    fn others_may_come() -> bool {
        HIGHEST_LEVEL.load(Relaxed) == SHMEM_THREAD_MULTIPLE
    }
}

impl Meeting for TeamMeeting {
    fn payload_words(&self) -> usize {
        let blocks = most_blocks(self.triplet.size).max(1);
        PAYLOAD_WORDS.min(self.pool.layout.cargo_words / blocks)
    }

    fn root_words(&self) -> usize {
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

    fn agree(&mut self, record: &Record, payload: &[u64], width: usize) {
        self.say(record);
        self.words.extend(payload);
        self.words.resize(RECORD_WORDS + width, 0);
        self.width = width;
        self.meet(if width == 0 { Cargo::None } else { Cargo::All(width) });
    }

    fn payload(&self, rank: usize, words: &mut [u64]) {
        assert!(words.len() <= self.width, "members brought {} words each", self.width);
        let behind = (self.rank + self.triplet.size - rank) % self.triplet.size;
        let first = RECORD_WORDS + behind * self.width;
        words.copy_from_slice(&self.words[first..][..words.len()]);
    }

    fn agree_from(&mut self, record: &Record, root: usize, words: &mut [u64]) {
        self.say(record);
        self.words.push(u64::from(self.rank == root));
        self.words.extend(&*words);
        self.meet(Cargo::FromRoot(words.len()));
        words.copy_from_slice(&self.words[RECORD_WORDS + 1..]);
    }

    fn sync(&mut self) {
        let record = self.record.next_stage();
        self.say(&record);
        self.meet(Cargo::None);
    }

    fn leave(mut self, exit: Exit) {
        if exit == Exit::Together {
            self.sync();
        }
        let words = std::mem::take(&mut self.words);
        let _ = ROOM.try_with(|room| room.replace(words));
        self.team.leave();
    }
}

impl Wire for TeamMeeting {
    fn send(&self, round: usize, to: usize, message: &[u64]) {
        self.pool.send(self.triplet.pe(to), self.place(round), message);
    }

    fn wait(&self, round: usize) {
        let place = self.place(round);
        let wait = Wait { meeting: self, shown: Cell::new(None), looked: Cell::new(0) };
        wait::until(&wait, || self.pool.has_come(place));
    }

    fn read(&self, round: usize, from: usize, words: &mut [u64]) {
        self.pool.read(self.place(round), from, words);
    }

    #[cold]
    fn mismatch(&self, with: usize, theirs: &Record) -> ! {
        let (me, pe) = (setup::my_pe(), self.triplet.pe(with));
        let (mine, team) = (self.record, self.team.name());
        end::end_job(
            1,
            &format!(
                "collectives do not match on {team}: PE {me} is in {mine}, PE {pe} is in {theirs}"
            ),
        )
    }
}

impl fmt::Display for TeamMeeting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on {}", self.record, self.team.name())
    }
}

/// One wait for a message; others can see it once it takes long.
struct Wait<'a> {
    meeting: &'a TeamMeeting,
    shown: Cell<Option<Shown<'static>>>,
    /// How many members have been looked at, to see whether they can still come.
    looked: Cell<usize>,
}

impl Waiting for Wait<'_> {
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.meeting, f)
    }

    /// Looks whether the others can still come, unless another thread of one of them might do it.
    fn stuck(&self) {
        if TeamMeeting::others_may_come() {
            return;
        }
        let TeamMeeting { pool, triplet, slot, seq, team, .. } = *self.meeting;
        let place = Place { slot: slot as u64, seq, team: team.id() };
        let shown = self.shown.take();
        self.shown
            .set(shown.or_else(|| activity::show(pool.activity(), self.meeting, Some(place))));
        // Looking at all of many members would keep the network busy with nothing else.
        let looked = self.looked.get();
        self.looked.set(looked + LOOKED_AT);
        let some = looked..looked + LOOKED_AT.min(triplet.size);
        let members = some.map(|rank| triplet.pe(rank % triplet.size));
        let me = setup::my_pe() as usize;
        if let Some(why) = deadlock::look(&Pools(pool), me, (slot, seq), members) {
            end::end_job(1, &why);
        }
    }
}

/// The parts of the pools in which PEs say where they are.
struct Pools(Pool);

impl Scout for Pools {
    fn activity(&self, pe: usize) -> Option<Seen> {
        activity::read(&self.0.activity_of(pe))
    }

    fn arrived(&self, pe: usize, slot: usize) -> u64 {
        self.0.arrived(pe, slot)
    }

    fn is_member(&self, slot: usize, id: u64) -> bool {
        team::is_member(slot, id)
    }
}
