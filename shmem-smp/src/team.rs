//! Teams: who is in them, and how their members find a slot to meet in.
//!
//! Every team is a triplet of the world: a split of a triplet is a triplet. A team's numbers are
//! known to its members only, so translation and addressing need no communication.

use core::ffi::c_int;
use std::sync::atomic::Ordering::{AcqRel, Relaxed};
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicIsize, AtomicU64, AtomicUsize};
use std::sync::{Mutex, PoisonError};

use crate::abi::{SHMEM_TEAM_INVALID, shmem_team_t};
use crate::coll::meeting::{Exit, Meeting};
use crate::coll::record::{Record, Routine, TypeName, at};
use crate::coll::team_meeting::TeamMeeting;
use crate::end::end_job;
use crate::layout::TEAM_SLOTS;
use crate::{context, runtime};

/// One of this PE's teams.
///
/// Handles point at these; a team's memory is used again but never given back, so a stale handle
/// is found out, not followed into the void.
#[derive(Debug)]
pub(crate) struct Team {
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
pub(crate) fn world() -> &'static Team {
    &WORLD
}

/// A team as numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Triplet {
    pub(crate) start: usize,
    pub(crate) stride: isize,
    pub(crate) size: usize,
}

impl Triplet {
    /// The world's number of a member.
    pub(crate) fn pe(&self, rank: usize) -> usize {
        (self.start as isize + rank as isize * self.stride) as usize
    }

    /// Which member a PE of the world is, if it is one.
    pub(crate) fn rank_of(&self, pe: usize) -> Option<usize> {
        let distance = pe as isize - self.start as isize;
        let rank = match self.stride {
            0 => (distance == 0).then_some(0)?,
            stride => (distance % stride == 0).then_some(distance / stride)?,
        };
        usize::try_from(rank).ok().filter(|&rank| rank < self.size)
    }

    /// Some of this team's members as a team, if the numbers are good.
    fn part(&self, start: c_int, stride: c_int, size: c_int) -> Option<Self> {
        let (start, stride, size) = (i64::from(start), i64::from(stride), i64::from(size));
        let members = 0..self.size as i64;
        let last = start + (size - 1) * stride;
        let good = size >= 1
            && (stride != 0 || size == 1)
            && members.contains(&start)
            && members.contains(&last);
        good.then(|| Self {
            start: self.pe(start as usize),
            stride: stride as isize * self.stride,
            size: size as usize,
        })
    }
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
        shmem_team_t(std::ptr::from_ref(self).cast())
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

    pub(crate) fn size(&self) -> usize {
        self.size.load(Relaxed)
    }

    pub(crate) fn rank(&self) -> usize {
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
pub(crate) fn resolve(handle: shmem_team_t) -> Option<&'static Team> {
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

mod table {
    //! Teams that were made by splits, and those waiting to be used again.

    #![allow(unsafe_code, reason = "a handle is a pointer to a team that is never given back")]

    use super::{Mutex, PoisonError, Team, shmem_team_t};

    static SPARE: Mutex<Vec<&'static Team>> = Mutex::new(Vec::new());
    static USED: Mutex<Vec<&'static Team>> = Mutex::new(Vec::new());

    pub(super) fn take() -> &'static Team {
        let spare = SPARE.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let team = spare.unwrap_or_else(|| Box::leak(Box::new(Team::new())));
        USED.lock().unwrap_or_else(PoisonError::into_inner).push(team);
        team
    }

    pub(super) fn give_back(team: &'static Team) {
        let mut used = USED.lock().unwrap_or_else(PoisonError::into_inner);
        used.retain(|other| !std::ptr::eq(*other, team));
        SPARE.lock().unwrap_or_else(PoisonError::into_inner).push(team);
    }

    pub(super) fn used() -> Vec<&'static Team> {
        USED.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn follow(handle: shmem_team_t) -> &'static Team {
        // SAFETY: the callers of every team routine promise that a handle other than
        // `SHMEM_TEAM_INVALID` came from this library; those point at a static or leaked team.
        unsafe { &*handle.0.cast() }
    }
}

/// Slots that no team of this PE has, a bit each.
type Slots = [u64; TEAM_SLOTS / 64];

static TAKEN: Mutex<Slots> = Mutex::new([0; TEAM_SLOTS / 64]);

fn taken() -> std::sync::MutexGuard<'static, Slots> {
    TAKEN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn mark(slots: &mut Slots, slot: usize) {
    slots[slot / 64] |= 1 << (slot % 64);
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
    taken()[slot / 64] &= !(1 << (slot % 64));
    table::give_back(team);
}

/// What a member brings to a split: the latest meeting it was ever in, and its taken slots.
const SPLIT_WORDS: usize = 1 + TEAM_SLOTS / 64;

/// What all members of a parent know after they met for a split.
struct Splitting {
    parent: Triplet,
    taken: Vec<Slots>,
    first_seq: u64,
}

impl Splitting {
    fn meet(parent: &'static Team, record: Record) -> Self {
        let me = runtime::control(runtime::my_pe());
        let mut words = [0; SPLIT_WORDS];
        words[0] = me.slots.iter().map(|slot| slot.arrived.0.load(Relaxed)).max().unwrap_or(0);
        words[1..].copy_from_slice(&*taken());
        let mut meeting = TeamMeeting::begin(parent);
        meeting.agree(&record, &words);
        let mut first_seq = 0;
        let taken = (0..meeting.size())
            .map(|rank| {
                let mut words = [0; SPLIT_WORDS];
                meeting.payload(rank, &mut words);
                first_seq = first_seq.max(words[0]);
                let mut slots = Slots::default();
                slots.copy_from_slice(&words[1..]);
                slots
            })
            .collect();
        meeting.leave(Exit::Now);
        Self { parent: parent.triplet(), taken, first_seq }
    }

    /// Takes the first slot that is free on every member of `part`, on all of them.
    fn take_slot(&mut self, part: &Triplet) -> Option<usize> {
        let members: Vec<usize> =
            (0..part.size).filter_map(|rank| self.parent.rank_of(part.pe(rank))).collect();
        let slot = (0..TEAM_SLOTS).find(|slot| {
            members.iter().all(|&member| self.taken[member][slot / 64] >> (slot % 64) & 1 == 0)
        })?;
        for member in members {
            mark(&mut self.taken[member], slot);
        }
        Some(slot)
    }

    /// Makes this PE's side of a new team.
    fn found(&self, part: Triplet, slot: usize, num_contexts: c_int) -> shmem_team_t {
        let Some(rank) = part.rank_of(runtime::my_pe()) else {
            return SHMEM_TEAM_INVALID;
        };
        mark(&mut taken(), slot);
        let team = table::take();
        team.set(part, rank, slot);
        team.id.store((self.first_seq + 1) << 8 | slot as u64, Relaxed);
        team.seq.store(self.first_seq, Relaxed);
        team.num_contexts.store(num_contexts, Relaxed);
        team.handle()
    }
}

/// Whether this PE has a team of that identity in that slot.
pub(crate) fn is_member(slot: usize, id: u64) -> bool {
    let used = table::used().into_iter();
    used.chain([&WORLD, &SHARED]).any(|team| team.slot() == slot && team.id() == id)
}

/// `shmem_team_split_strided`; `None` when it failed, on every PE of the parent alike.
pub(crate) fn split_strided(
    parent: &'static Team,
    (start, stride, size): (c_int, c_int, c_int),
    num_contexts: c_int,
) -> Option<shmem_team_t> {
    let record = Record::new(Routine::SplitStrided, TypeName::none)
        .with_root(start)
        .with(at::DST, i64::from(stride) as u64)
        .with(at::COUNT, i64::from(size) as u64);
    let mut splitting = Splitting::meet(parent, record);
    let part = splitting.parent.part(start, stride, size)?;
    let slot = splitting.take_slot(&part)?;
    Some(splitting.found(part, slot, num_contexts))
}

/// `shmem_team_split_2d`: the x-team and the y-team of this PE; `None` when it failed, everywhere.
pub(crate) fn split_2d(
    parent: &'static Team,
    xrange: c_int,
    (x_contexts, y_contexts): (c_int, c_int),
) -> Option<(shmem_team_t, shmem_team_t)> {
    let record =
        Record::new(Routine::Split2d, TypeName::none).with(at::COUNT, i64::from(xrange) as u64);
    let mut splitting = Splitting::meet(parent, record);
    let all = splitting.parent;
    let width = usize::try_from(xrange).ok().filter(|&width| width > 0)?.min(all.size);
    let rows = all.size.div_ceil(width);
    let row = |y: usize| {
        let size = width.min(all.size - y * width);
        Triplet { start: all.pe(y * width), stride: all.stride, size }
    };
    let column = |x: usize| {
        let size = (all.size - x).div_ceil(width);
        Triplet { start: all.pe(x), stride: all.stride * width as isize, size }
    };
    // Everybody works out every team's slot, so that all come to the same ones.
    let row_slots: Vec<usize> =
        (0..rows).map(|y| splitting.take_slot(&row(y))).collect::<Option<_>>()?;
    let column_slots: Vec<usize> =
        (0..width).map(|x| splitting.take_slot(&column(x))).collect::<Option<_>>()?;
    let me = all.rank_of(runtime::my_pe())?;
    let (x, y) = (me % width, me / width);
    Some((
        splitting.found(row(y), row_slots[y], x_contexts),
        splitting.found(column(x), column_slots[x], y_contexts),
    ))
}

/// `shmem_team_destroy`.
pub(crate) fn destroy(team: &'static Team) {
    if team.is_predefined() {
        end_job(1, "shmem_team_destroy was called on a predefined team, which nobody may destroy");
    }
    let mut meeting = TeamMeeting::begin(team);
    meeting.agree(&Record::new(Routine::TeamDestroy, TypeName::none), &[]);
    meeting.leave(Exit::Now);
    retire(team);
}

/// `shmem_team_translate_pe`.
pub(crate) fn translate(from: &Team, rank: c_int, to: &Team) -> Option<usize> {
    let rank = usize::try_from(rank).ok().filter(|&rank| rank < from.size())?;
    to.triplet().rank_of(from.triplet().pe(rank))
}

/// How many contexts the program said it wants from the team.
pub(crate) fn num_contexts(team: &Team) -> c_int {
    team.num_contexts.load(Relaxed)
}

/// Marks the team as in a collective; a second thread in it ends the job.
pub(crate) fn enter(team: &Team) {
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

#[cfg(test)]
mod tests {
    use super::Triplet;

    #[test]
    fn a_part_of_a_part_is_a_triplet() {
        let world = Triplet { start: 0, stride: 1, size: 12 };
        let odd = world.part(1, 2, 6).unwrap();
        assert_eq!((0..6).map(|r| odd.pe(r)).collect::<Vec<_>>(), [1, 3, 5, 7, 9, 11]);
        let back = odd.part(4, -2, 3).unwrap();
        assert_eq!((0..3).map(|r| back.pe(r)).collect::<Vec<_>>(), [9, 5, 1]);
        assert_eq!(back.rank_of(5), Some(1));
        assert_eq!(back.rank_of(3), None);
        assert_eq!(back.rank_of(13), None);
        assert_eq!(world.part(3, 0, 1).unwrap().pe(0), 3);
    }

    #[test]
    fn bad_triplets_are_refused() {
        let world = Triplet { start: 0, stride: 1, size: 4 };
        for (start, stride, size) in [
            (0, 1, 0),
            (0, 1, -1),
            (-1, 1, 1),
            (4, 1, 1),
            (0, 1, 5),
            (0, 0, 2),
            (1, -1, 3),
            (2, 2, 2),
            (0, i32::MAX, i32::MAX),
            (3, i32::MIN, 2),
        ] {
            assert_eq!(world.part(start, stride, size), None, "{start} {stride} {size}");
        }
    }
}
