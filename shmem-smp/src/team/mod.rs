//! Teams: who is in them, and how their members find a slot to meet in.
//!
//! Every team is a triplet of the world: a split of a triplet is a triplet. A team's numbers are
//! known to its members only, so translation and addressing need no communication.

mod split;
mod table;

use core::ffi::c_int;
use std::sync::atomic::Ordering::{AcqRel, Relaxed};
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicIsize, AtomicU64, AtomicUsize};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::abi::{SHMEM_TEAM_INVALID, shmem_team_t};
use crate::coll::meeting::{Exit, Meeting};
use crate::coll::record::{Record, Routine, TypeName};
use crate::coll::team_meeting::TeamMeeting;
use crate::end::end_job;
use crate::layout::TEAM_SLOTS;
use crate::{context, runtime};

pub(crate) use shmem_core::triplet::Triplet;
pub use split::{split_2d, split_strided};

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
    pub(crate) seq: AtomicU64,
    /// Whether a thread of this PE is in a collective of this team.
    pub(crate) busy: AtomicBool,
}

static WORLD: Team = Team::new();
static SHARED: Team = Team::new();
const WORLD_SLOT: usize = 0;
const SHARED_SLOT: usize = 1;

/// `SHMEM_TEAM_WORLD`: all PEs.
#[must_use]
#[expect(
    non_snake_case,
    reason = "the standard's name; other libraries know the value only at run time"
)]
pub fn SHMEM_TEAM_WORLD() -> shmem_team_t {
    WORLD.handle()
}

/// `SHMEM_TEAM_SHARED`: the PEs that can reach each other's heaps by load and store. All of them, here.
#[must_use]
#[expect(
    non_snake_case,
    reason = "the standard's name; other libraries know the value only at run time"
)]
pub fn SHMEM_TEAM_SHARED() -> shmem_team_t {
    SHARED.handle()
}

/// The team of all PEs.
pub fn world() -> &'static Team {
    &WORLD
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

    fn handle(&'static self) -> shmem_team_t {
        shmem_team_t::from_ptr(std::ptr::from_ref(self).cast())
    }

    fn set(&self, triplet: Triplet, rank: usize, slot: usize) {
        self.start.store(triplet.start, Relaxed);
        self.stride.store(triplet.stride, Relaxed);
        self.size.store(triplet.size, Relaxed);
        self.rank.store(rank, Relaxed);
        self.slot.store(slot, Relaxed);
        self.live.store(true, Relaxed);
    }

    pub(crate) fn triplet(&self) -> Triplet {
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

    pub(crate) fn slot(&self) -> usize {
        self.slot.load(Relaxed)
    }

    /// Tells this team from the others its members are in.
    pub(crate) fn id(&self) -> u64 {
        self.id.load(Relaxed)
    }

    /// How a message names the team.
    pub(crate) fn name(&self) -> String {
        match self.slot() {
            WORLD_SLOT => "the world team".to_owned(),
            SHARED_SLOT => "the shared team".to_owned(),
            _ => {
                let Triplet { start, stride, size } = self.triplet();
                format!("the team of {size} PEs from {start} by {stride}")
            }
        }
    }

    fn is_predefined(&self) -> bool {
        self.slot() <= SHARED_SLOT
    }
}

/// The team a handle names; `None` for `SHMEM_TEAM_INVALID`. A destroyed team ends the job.
pub fn resolve(handle: shmem_team_t) -> Option<&'static Team> {
    if handle == SHMEM_TEAM_INVALID {
        return None;
    }
    let team = table::follow(handle);
    if !team.live.load(Relaxed) {
        end_job(1, "a team handle was used after shmem_team_destroy or shmem_finalize");
    }
    Some(team)
}

/// The team a collective is called on; there must be one.
pub(crate) fn member_of(handle: shmem_team_t, what: &dyn std::fmt::Display) -> &'static Team {
    resolve(handle).unwrap_or_else(|| {
        end_job(
            1,
            &format!(
                "{what} was called with SHMEM_TEAM_INVALID: only members of a team may call it"
            ),
        )
    })
}

/// Slots that a team of this PE has, a bit each.
type Slots = [u64; TEAM_SLOTS / 64];

static TAKEN: Mutex<Slots> = Mutex::new([0; TEAM_SLOTS / 64]);

fn taken() -> MutexGuard<'static, Slots> {
    TAKEN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn mark(slots: &mut Slots, slot: usize) {
    slots[slot / 64] |= 1 << (slot % 64);
}

fn clear(slots: &mut Slots, slot: usize) {
    slots[slot / 64] &= !(1 << (slot % 64));
}

fn is_marked(slots: &Slots, slot: usize) -> bool {
    slots[slot / 64] >> (slot % 64) & 1 == 1
}

/// Makes the predefined teams, at init.
pub(crate) fn start() {
    let (me, npes) = (runtime::my_pe(), runtime::n_pes());
    let all = Triplet { start: 0, stride: 1, size: npes };
    WORLD.set(all, me, WORLD_SLOT);
    SHARED.set(all, me, SHARED_SLOT);
    SHARED.id.store(1, Relaxed);
    let mut taken = taken();
    mark(&mut taken, WORLD_SLOT);
    mark(&mut taken, SHARED_SLOT);
}

/// Forgets every team that the program left, at finalize.
pub(crate) fn stop() {
    for team in table::used() {
        retire(team);
    }
    for team in [&WORLD, &SHARED] {
        context::forget_team(team);
        team.live.store(false, Relaxed);
    }
}

fn retire(team: &'static Team) {
    context::forget_team(team);
    team.live.store(false, Relaxed);
    let slot = team.slot();
    clear(&mut taken(), slot);
    table::give_back(team);
}

/// Whether this PE has a team of that identity in that slot.
pub(crate) fn is_member(slot: usize, id: u64) -> bool {
    let used = table::used().into_iter();
    used.chain([&WORLD, &SHARED]).any(|team| team.slot() == slot && team.id() == id)
}

/// `shmem_team_destroy`.
pub fn destroy(team: &'static Team) {
    if team.is_predefined() {
        end_job(1, "shmem_team_destroy was called on a predefined team, which nobody may destroy");
    }
    let mut meeting = TeamMeeting::begin(team);
    meeting.agree(&Record::new(Routine::TeamDestroy, TypeName::none), &[]);
    meeting.leave(Exit::Now);
    retire(team);
}

/// `shmem_team_translate_pe`.
pub fn translate(from: &Team, rank: c_int, to: &Team) -> Option<usize> {
    let rank = usize::try_from(rank).ok().filter(|&rank| rank < from.size())?;
    to.triplet().rank_of(from.triplet().pe(rank))
}

/// How many contexts the program said it wants from the team.
pub fn num_contexts(team: &Team) -> c_int {
    team.num_contexts.load(Relaxed)
}

/// Marks the team as in a collective; a second thread in it ends the job.
pub(crate) fn enter(team: &Team) {
    if !team.live.load(Relaxed) {
        end_job(1, "a collective was called before shmem_init or after shmem_finalize");
    }
    if team.busy.swap(true, AcqRel) {
        let name = team.name();
        end_job(
            1,
            &format!(
                "two threads are in collectives of {name} at once, or a collective was called from within one"
            ),
        );
    }
}
