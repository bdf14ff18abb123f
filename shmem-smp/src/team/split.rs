//! Splits: how all members of a parent come to the same new teams in the same slots.

use core::ffi::c_int;
use std::sync::atomic::Ordering::Relaxed;

use super::{Slots, Team, Triplet, clear, is_marked, mark, table, taken};
use crate::abi::{SHMEM_TEAM_INVALID, shmem_team_t};
use crate::coll::meeting::{Exit, Meeting};
use crate::coll::record::{Record, Routine, TypeName, at};
use crate::coll::team_meeting::TeamMeeting;
use crate::layout::{MAX_PES, TEAM_SLOTS};
use crate::runtime;

/// What a member says once slots are chosen: whether it took its own, and its latest meeting.
const CLAIM_WORDS: usize = 2;

/// Where the teams of a split meet.
struct Places {
    /// Each part's slot.
    slots: Vec<usize>,
    /// A number that no meeting in these slots had, on any member.
    first_seq: u64,
}

/// Agrees with the parent's members on a slot for each part, and takes those of this PE's parts.
///
/// Other threads may split other teams meanwhile, with other PEs. So slots are chosen from what all
/// members have free, then each member tries to take its own, and all begin again if anybody finds
/// one taken by now. `None` when the slots do not suffice, everywhere.
fn take_places(parent: &'static Team, record: &Record, parts: &[Triplet]) -> Option<Places> {
    let me = runtime::my_pe();
    let mut meeting = TeamMeeting::begin(parent);
    let mut attempt = 0;
    let places = loop {
        let taken_here = *taken();
        meeting.agree(record, &taken_here);
        let mut members: Vec<Slots> = vec![Slots::default(); meeting.size()];
        for (rank, slots) in members.iter_mut().enumerate() {
            meeting.payload(rank, slots);
        }
        // Parents that come into each other's way have different slots and look elsewhere next.
        let from = attempt * parent.slot();
        let choose = |part| choose_slot(&parent.triplet(), &mut members, part, from);
        let Some(slots) = parts.iter().map(choose).collect::<Option<Vec<_>>>() else {
            break None;
        };

        let mine = parts.iter().zip(&slots).filter(|(part, _)| part.rank_of(me).is_some());
        let mine: Vec<usize> = mine.map(|(_, &slot)| slot).collect();
        let took = take_all(&mine);
        meeting.agree(&record.next_stage(), &[u64::from(took), latest_meeting()]);
        let (mut all_took, mut first_seq) = (true, 0);
        for rank in 0..meeting.size() {
            let mut words = [0; CLAIM_WORDS];
            meeting.payload(rank, &mut words);
            all_took &= words[0] == 1;
            first_seq = first_seq.max(words[1]);
        }
        if all_took {
            break Some(Places { slots, first_seq });
        }
        if took {
            mine.iter().for_each(|&slot| clear(&mut taken(), slot));
        }
        attempt += 1;
    };
    meeting.leave(Exit::Now);
    places
}

/// The first slot, looking from `from` on, that is free on every member of `part`; it no longer is.
fn choose_slot(
    parent: &Triplet,
    taken: &mut [Slots],
    part: &Triplet,
    from: usize,
) -> Option<usize> {
    let members: Vec<usize> =
        (0..part.size).filter_map(|rank| parent.rank_of(part.pe(rank))).collect();
    let slot = (from..from + TEAM_SLOTS)
        .map(|slot| slot % TEAM_SLOTS)
        .find(|&slot| members.iter().all(|&member| !is_marked(&taken[member], slot)))?;
    for member in members {
        mark(&mut taken[member], slot);
    }
    Some(slot)
}

/// Takes these slots of this PE, unless another thread has taken one of them.
fn take_all(slots: &[usize]) -> bool {
    let mut taken = taken();
    let free = slots.iter().all(|&slot| !is_marked(&taken, slot));
    if free {
        slots.iter().for_each(|&slot| mark(&mut taken, slot));
    }
    free
}

/// The largest number of a meeting that this PE was in, in any slot.
fn latest_meeting() -> u64 {
    let slots = runtime::control(runtime::my_pe()).slots.iter();
    slots.map(|slot| slot.arrived.0.load(Relaxed)).max().unwrap_or(0)
}

/// Makes this PE's side of a new team, whose slot it has taken.
fn found(part: Triplet, slot: usize, first_seq: u64, num_contexts: c_int) -> shmem_team_t {
    let Some(rank) = part.rank_of(runtime::my_pe()) else {
        return SHMEM_TEAM_INVALID;
    };
    let team = table::take();
    team.set(part, rank, slot);
    // The first member tells it from other parts of the split, which may have the same slot.
    team.id.store((first_seq + 1) * MAX_PES as u64 + part.start as u64, Relaxed);
    team.seq.store(first_seq, Relaxed);
    team.num_contexts.store(num_contexts, Relaxed);
    team.handle()
}

/// `shmem_team_split_strided`; `None` when it failed, on every PE of the parent alike.
pub fn split_strided(
    parent: &'static Team,
    (start, stride, size): (c_int, c_int, c_int),
    num_contexts: c_int,
) -> Option<shmem_team_t> {
    let record = Record::new(Routine::SplitStrided, TypeName::none)
        .with_root(start)
        .with(at::DST, i64::from(stride) as u64)
        .with(at::COUNT, i64::from(size) as u64);
    // Members meet even for numbers that are no good: others may have come with better ones.
    let part = parent.triplet().part(start, stride, size);
    let Places { slots, first_seq } = take_places(parent, &record, part.as_slice())?;
    part.map(|part| found(part, slots[0], first_seq, num_contexts))
}

/// `shmem_team_split_2d`: the x-team and the y-team of this PE; `None` when it failed, everywhere.
pub fn split_2d(
    parent: &'static Team,
    xrange: c_int,
    (x_contexts, y_contexts): (c_int, c_int),
) -> Option<(shmem_team_t, shmem_team_t)> {
    let record =
        Record::new(Routine::Split2d, TypeName::none).with(at::COUNT, i64::from(xrange) as u64);
    let all = parent.triplet();
    let Some(width) = usize::try_from(xrange).ok().filter(|&width| width > 0) else {
        take_places(parent, &record, &[]);
        return None;
    };
    let width = width.min(all.size);
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
    let parts: Vec<Triplet> = (0..rows).map(row).chain((0..width).map(column)).collect();
    let Places { slots, first_seq } = take_places(parent, &record, &parts)?;
    let (x, y) = (parent.rank() % width, parent.rank() / width);
    Some((
        found(parts[y], slots[y], first_seq, x_contexts),
        found(parts[rows + x], slots[rows + x], first_seq, y_contexts),
    ))
}
