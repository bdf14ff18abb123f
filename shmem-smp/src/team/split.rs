//! Splits: how all members of a parent come to the same new teams in the same slots.

use core::ffi::c_int;
use std::sync::atomic::Ordering::Relaxed;

use super::{Slots, Team, Triplet, mark, table, taken};
use crate::abi::{SHMEM_TEAM_INVALID, shmem_team_t};
use crate::coll::meeting::{Exit, Meeting};
use crate::coll::record::{Record, Routine, TypeName, at};
use crate::coll::team_meeting::TeamMeeting;
use crate::layout::TEAM_SLOTS;
use crate::runtime;

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
