//! PEs that wait for each other in different teams' collectives.
//!
//! Two members of one team that are in different collectives of it find that out when their records
//! meet. A PE in a collective of one team and a PE in a collective of another never meet: each
//! waits for the other. A PE that has waited for long therefore looks where the members it misses are:
//! one that waits in a meeting to which this PE has not come, while it is missing from this
//! PE's meeting, will wait for ever.

use std::sync::atomic::Ordering::Acquire;

use crate::abi::SHMEM_THREAD_MULTIPLE;
use crate::end::end_job;
use crate::layout::TEAM_SLOTS;
use crate::{activity, init, runtime, team};

/// Ends the job if this PE, waiting in meeting `seq` of a slot, and one of the members wait for each
/// other.
///
/// Where any PE has `SHMEM_THREAD_MULTIPLE`, another of its threads might still come to the other
/// meeting, so nothing is concluded.
pub(crate) fn look(slot: usize, seq: u64, members: impl Iterator<Item = usize>) {
    if init::highest_level() == SHMEM_THREAD_MULTIPLE {
        return;
    }
    let me = runtime::my_pe();
    let arrived = |pe: usize, slot: usize| runtime::control(pe).slots[slot].arrived.0.load(Acquire);
    for pe in members.filter(|&pe| pe != me) {
        let Some(seen) = activity::read(&runtime::control(pe).activity.0) else { continue };
        let Some(place) = seen.place else { continue };
        let other = place.slot as usize;
        let misses_me = other < TEAM_SLOTS
            && other != slot
            && team::is_member(other, place.team)
            && arrived(me, other) < place.seq;
        if misses_me && arrived(pe, slot) < seq {
            let mine = activity::read(&runtime::control(me).activity.0);
            let mine = mine.map_or("another collective".to_owned(), |mine| mine.text);
            let theirs = seen.text;
            end_job(
                1,
                &format!(
                    "collectives do not match: PE {me} waits in {mine}, PE {pe} waits in {theirs}, \
                     each for the other"
                ),
            );
        }
    }
}
