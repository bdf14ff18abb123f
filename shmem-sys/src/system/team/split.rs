//! Splits: how all members of a parent come to the same new teams in the same slots.

use core::ffi::c_int;

use shmem_core::record::{Record, Routine, TypeName, at};
use shmem_core::team::{Slots, TEAM_SLOTS, Team, is_marked};
use shmem_core::triplet::{Grid, Triplet};

use super::TEAMS;
use crate::system::{channel, setup};
use crate::{SHMEM_TEAM_INVALID, shmem_team_t};

const SLOT_WORDS: usize = size_of::<Slots>() / size_of::<u64>();

/// Where the teams of a split meet.
#[derive(Clone, Copy)]
struct Places<const N: usize> {
    slots: [usize; N],
    /// A number that no meeting in these slots had, on any member.
    first_seq: u64,
}

impl<const N: usize> Places<N> {
    fn place(&self, which: usize) -> (usize, u64) {
        (self.slots[which], self.first_seq)
    }
}

/// Agrees with the parent's members on `N` slots, and takes them if `takes`: if this PE is a member of
/// what will meet there. New teams that have no member in common can have the same slot.
///
/// Other threads may split other teams meanwhile, with other PEs. So slots are chosen from what all
/// members have free, then each member tries to take them, and all begin again if anybody finds one
/// taken by now. `None` when the slots do not suffice, everywhere.
fn take_places<const N: usize>(
    parent: &'static Team,
    record: &Record,
    takes: bool,
) -> Option<Places<N>> {
    let mut record = *record;
    // Parents that come into each other's way have different slots and look elsewhere next.
    for attempt in 0.. {
        // Those who will not meet there do not mind which slots they are.
        let free = TEAMS.taken().map(|taken| if takes { !taken } else { u64::MAX });
        let free = channel::meet_with(parent, &record, &free).all;
        let slots = choose(&free, attempt * parent.slot())?;
        let took = takes && TEAMS.take(&slots);
        record = record.next_stage();
        let mine = [u64::from(took || !takes), TEAMS.latest_seq()];
        let agreed = channel::meet_with(parent, &record, &mine);
        if agreed.min[0] == 1 {
            return Some(Places { slots, first_seq: agreed.max[1] });
        }
        if took {
            TEAMS.give_back(&slots);
        }
        record = record.next_stage();
    }
    None
}

/// The first slots that are free, looking from `from` on.
fn choose<const N: usize>(free: &Slots, from: usize) -> Option<[usize; N]> {
    let mut found = (from..from + TEAM_SLOTS)
        .map(|slot| slot % TEAM_SLOTS)
        .filter(|&slot| is_marked(free, slot));
    let mut slots = [0; N];
    for slot in &mut slots {
        *slot = found.next()?;
    }
    Some(slots)
}

/// This PE's handle of a new team, whose slot it has taken.
fn found(part: Triplet, place: (usize, u64), num_contexts: c_int) -> shmem_team_t {
    TEAMS
        .found(part, setup::my_pe() as usize, place, num_contexts)
        .map_or(SHMEM_TEAM_INVALID, Team::handle)
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
    let Some(part) = parent.triplet().part(start, stride, size) else {
        channel::meet(parent, &record);
        return None;
    };
    let joins = part.rank_of(setup::my_pe() as usize).is_some();
    let places: Places<1> = take_places(parent, &record, joins)?;
    Some(found(part, places.place(0), num_contexts))
}

/// `shmem_team_split_2d`: the x-team and the y-team of this PE; `None` when it failed, everywhere.
pub fn split_2d(
    parent: &'static Team,
    xrange: c_int,
    (x_contexts, y_contexts): (c_int, c_int),
) -> Option<(shmem_team_t, shmem_team_t)> {
    let record =
        Record::new(Routine::Split2d, TypeName::none).with(at::COUNT, i64::from(xrange) as u64);
    let Some(grid) = Grid::new(parent.triplet(), xrange) else {
        channel::meet(parent, &record);
        return None;
    };
    // Rows have no members in common, and columns have none.
    let places: Places<2> = take_places(parent, &record, true)?;
    let (row, column) = (parent.rank() / grid.columns(), parent.rank() % grid.columns());
    Some((
        found(grid.row(row), places.place(0), x_contexts),
        found(grid.column(column), places.place(1), y_contexts),
    ))
}
