//! Teams as one PE knows them: who is in them, and where their members meet.
//!
//! Every team is a triplet of the world: a split of a triplet is a triplet. A team's numbers are
//! known to its members only, so translation and addressing need no communication. Members meet in a
//! slot: a place of that number on each of them, which no two teams of one PE have at once.

#![allow(unsafe_code, reason = "a handle is a pointer to a team that is never given back")]

use core::ffi::c_int;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicIsize, AtomicU64, AtomicUsize};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::shmem_team_t;
use crate::triplet::Triplet;

/// The most slots a PE can have, hence the most teams it can be in at once.
pub const TEAM_SLOTS: usize = 256;

/// Some slots, a bit each.
pub type Slots = [u64; TEAM_SLOTS / 64];

/// Where the world meets.
pub const WORLD_SLOT: usize = 0;

/// Where the predefined team of PEs that share memory meets.
pub const SHARED_SLOT: usize = 1;

/// Adds a slot.
pub fn mark(slots: &mut Slots, slot: usize) {
    slots[slot / 64] |= 1 << (slot % 64);
}

/// Removes a slot.
pub fn clear(slots: &mut Slots, slot: usize) {
    slots[slot / 64] &= !(1 << (slot % 64));
}

/// Whether a slot is among these.
#[must_use]
pub fn is_marked(slots: &Slots, slot: usize) -> bool {
    slots[slot / 64] >> (slot % 64) & 1 == 1
}

/// One of this PE's teams.
///
/// Handles point at these; a team's memory is used again but never given back, so a stale handle
/// is found out, not followed into the void.
#[derive(Debug)]
pub struct Team {
    live: AtomicBool,
    start: AtomicUsize,
    stride: AtomicIsize,
    size: AtomicUsize,
    rank: AtomicUsize,
    slot: AtomicUsize,
    id: AtomicU64,
    num_contexts: AtomicI32,
    /// The number of the last meeting.
    seq: AtomicU64,
    /// Whether a thread of this PE is in a collective of this team.
    busy: AtomicBool,
}

impl Team {
    const fn new() -> Self {
        Self {
            live: AtomicBool::new(false),
            start: AtomicUsize::new(0),
            stride: AtomicIsize::new(1),
            size: AtomicUsize::new(0),
            rank: AtomicUsize::new(0),
            slot: AtomicUsize::new(0),
            id: AtomicU64::new(0),
            num_contexts: AtomicI32::new(0),
            seq: AtomicU64::new(0),
            busy: AtomicBool::new(false),
        }
    }

    /// Its handle.
    pub const fn handle(&'static self) -> shmem_team_t {
        // SAFETY: teams are never given back, so the handle can be followed for ever.
        unsafe { shmem_team_t::from_ptr(std::ptr::from_ref(self).cast()) }
    }

    fn set(&self, triplet: Triplet, rank: usize, slot: usize) {
        self.start.store(triplet.start, Relaxed);
        self.stride.store(triplet.stride, Relaxed);
        self.size.store(triplet.size, Relaxed);
        self.rank.store(rank, Relaxed);
        self.slot.store(slot, Relaxed);
        self.live.store(true, Relaxed);
    }

    /// Who is in it.
    pub fn triplet(&self) -> Triplet {
        Triplet {
            start: self.start.load(Relaxed),
            stride: self.stride.load(Relaxed),
            size: self.size.load(Relaxed),
        }
    }

    /// How many members it has.
    pub fn size(&self) -> usize {
        self.size.load(Relaxed)
    }

    /// This PE's number in it.
    pub fn rank(&self) -> usize {
        self.rank.load(Relaxed)
    }

    /// Where its members meet.
    pub fn slot(&self) -> usize {
        self.slot.load(Relaxed)
    }

    /// Tells this team from the others its members are in.
    pub fn id(&self) -> u64 {
        self.id.load(Relaxed)
    }

    /// How many contexts the program said it wants from it.
    pub fn num_contexts(&self) -> c_int {
        self.num_contexts.load(Relaxed)
    }

    /// Whether the standard has it from init to finalize.
    pub fn is_predefined(&self) -> bool {
        self.slot() <= SHARED_SLOT
    }

    /// How a message names it.
    pub fn name(&self) -> String {
        name(self.slot(), self.triplet())
    }

    /// The number of the last meeting.
    pub fn seq(&self) -> u64 {
        self.seq.load(Relaxed)
    }

    /// The members come to another meeting.
    pub fn set_seq(&self, seq: u64) {
        self.seq.store(seq, Relaxed);
    }

    /// Which of the members a member of another team is.
    pub fn translate(&self, rank: c_int, to: &Self) -> Option<usize> {
        let rank = usize::try_from(rank).ok().filter(|&rank| rank < self.size())?;
        to.triplet().rank_of(self.triplet().pe(rank))
    }

    /// Comes to a collective of the team.
    ///
    /// # Errors
    ///
    /// When the team is no more, or another thread is in one.
    pub fn enter(&self) -> Result<(), String> {
        if !self.live.load(Relaxed) {
            return Err("a collective was called before shmem_init or after shmem_finalize".into());
        }
        if self.busy.swap(true, AcqRel) {
            return Err(format!(
                "two threads are in collectives of {} at once, or a collective was called from within one",
                self.name()
            ));
        }
        Ok(())
    }

    /// Goes from a collective of the team.
    pub fn leave(&self) {
        self.busy.store(false, Release);
    }
}

/// How a message names the team in a slot.
#[must_use]
pub fn name(slot: usize, triplet: Triplet) -> String {
    match slot {
        WORLD_SLOT => "the world team".to_owned(),
        SHARED_SLOT => "the shared team".to_owned(),
        _ => {
            let Triplet { start, stride, size } = triplet;
            format!("the team of {size} PEs from {start} by {stride}")
        }
    }
}

/// All teams of this PE.
#[derive(Debug)]
pub struct Teams {
    world: Team,
    shared: Team,
    /// Made by splits.
    used: Mutex<Vec<&'static Team>>,
    /// Waiting to be used again.
    spare: Mutex<Vec<&'static Team>>,
    /// Slots that are not to be had.
    taken: Mutex<Slots>,
    /// The highest number of a meeting of any team that is no more.
    past: AtomicU64,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Teams {
    /// None, until [`start`](Self::start).
    #[must_use]
    pub const fn new() -> Self {
        Self {
            world: Team::new(),
            shared: Team::new(),
            used: Mutex::new(Vec::new()),
            spare: Mutex::new(Vec::new()),
            taken: Mutex::new([0; TEAM_SLOTS / 64]),
            past: AtomicU64::new(0),
        }
    }

    /// The team of all PEs.
    pub const fn world(&self) -> &Team {
        &self.world
    }

    /// The team of the PEs that can load from and store to each other's heaps.
    pub const fn shared(&self) -> &Team {
        &self.shared
    }

    /// Makes the team of all PEs, at init, when there are so many slots.
    pub fn start(&self, npes: usize, me: usize, slots: usize) {
        self.world.set(Triplet { start: 0, stride: 1, size: npes }, me, WORLD_SLOT);
        let mut taken = lock(&self.taken);
        *taken = Slots::default();
        let missing = slots..TEAM_SLOTS;
        missing.chain([WORLD_SLOT, SHARED_SLOT]).for_each(|slot| mark(&mut taken, slot));
    }

    /// Makes the team of the PEs that share memory, at init.
    pub fn start_shared(&self, triplet: Triplet, me: usize) {
        self.shared.set(triplet, triplet.rank_of(me).unwrap_or(0), SHARED_SLOT);
        self.shared.id.store(1, Relaxed);
    }

    /// Forgets every team, at finalize.
    pub fn stop(&'static self, forget: impl Fn(&'static Team)) {
        let used = lock(&self.used).clone();
        for team in used.into_iter().chain([&self.world, &self.shared]) {
            forget(team);
            self.retire(team);
        }
    }

    /// Forgets a team.
    pub fn retire(&self, team: &'static Team) {
        team.live.store(false, Relaxed);
        if team.is_predefined() {
            return;
        }
        self.past.fetch_max(team.seq(), Relaxed);
        clear(&mut lock(&self.taken), team.slot());
        lock(&self.used).retain(|other| !std::ptr::eq(*other, team));
        lock(&self.spare).push(team);
    }

    /// Makes this PE's side of a new team, whose slot it has taken and in which there was no meeting
    /// of a number above `first_seq`; `None` if it is no member.
    pub fn found(
        &self,
        part: Triplet,
        me: usize,
        (slot, first_seq): (usize, u64),
        num_contexts: c_int,
    ) -> Option<&'static Team> {
        let rank = part.rank_of(me)?;
        let team = lock(&self.spare).pop().unwrap_or_else(|| Box::leak(Box::new(Team::new())));
        team.set(part, rank, slot);
        // The first member tells it from other parts of the split, which may have the same slot.
        team.id.store((first_seq + 1) << 32 | part.start as u64, Relaxed);
        team.seq.store(first_seq, Relaxed);
        team.num_contexts.store(num_contexts, Relaxed);
        lock(&self.used).push(team);
        Some(team)
    }

    /// Whether this PE has a team of that identity in that slot.
    pub fn is_member(&self, slot: usize, id: u64) -> bool {
        let used = lock(&self.used);
        let mut all = used.iter().copied().chain([&self.world, &self.shared]);
        all.any(|team| team.slot() == slot && team.id() == id)
    }

    /// No meeting in a slot that is free had a higher number.
    pub fn latest_seq(&self) -> u64 {
        self.past.load(Relaxed)
    }

    /// The slots that are not free.
    pub fn taken(&self) -> Slots {
        *lock(&self.taken)
    }

    /// Takes these slots, unless another thread has taken one of them.
    pub fn take(&self, slots: &[usize]) -> bool {
        let mut taken = lock(&self.taken);
        let free = slots.iter().all(|&slot| !is_marked(&taken, slot));
        if free {
            slots.iter().for_each(|&slot| mark(&mut taken, slot));
        }
        free
    }

    /// Gives these slots back.
    pub fn give_back(&self, slots: &[usize]) {
        let mut taken = lock(&self.taken);
        slots.iter().for_each(|&slot| clear(&mut taken, slot));
    }
}

impl Default for Teams {
    fn default() -> Self {
        Self::new()
    }
}

/// The live team that a handle other than `SHMEM_TEAM_INVALID` points at.
///
/// # Errors
///
/// When it is not.
pub fn follow(handle: shmem_team_t) -> Result<&'static Team, &'static str> {
    // SAFETY: the callers of every team routine promise that a handle other than
    // `SHMEM_TEAM_INVALID` came from this library; those point at a static or leaked team.
    let team: &'static Team = unsafe { &*handle.as_ptr().cast() };
    if team.live.load(Acquire) {
        Ok(team)
    } else {
        Err("a team handle was used after shmem_team_destroy or shmem_finalize")
    }
}
