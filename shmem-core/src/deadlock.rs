//! PEs that wait for each other in different teams' collectives.
//!
//! Two members of one team that are in different collectives of it find that out when their records
//! meet. A PE in a collective of one team and a PE in a collective of another never meet: each
//! waits for the other. A PE that has waited for long therefore looks where the members it misses are:
//! one that waits in a meeting to which this PE has not come, while it is missing from this
//! PE's meeting, will wait for ever.

use crate::activity::Seen;
use crate::team::TEAM_SLOTS;

/// What a PE can find out about itself and others.
pub trait Scout {
    /// What a PE waits for, if it has waited long.
    fn activity(&self, pe: usize) -> Option<Seen>;

    /// The last meeting that a PE has come to in a slot.
    fn arrived(&self, pe: usize, slot: usize) -> u64;

    /// Whether this PE has a team of that identity in that slot.
    fn is_member(&self, slot: usize, id: u64) -> bool;
}

/// Says so if PE `me`, waiting in meeting `seq` of a slot, and one of the members wait for each other.
///
/// Not to be asked where another thread of a PE might still come to the other meeting.
pub fn look(
    scout: &impl Scout,
    me: usize,
    (slot, seq): (usize, u64),
    members: impl Iterator<Item = usize>,
) -> Option<String> {
    members.filter(|&pe| pe != me).find_map(|pe| {
        let seen = scout.activity(pe)?;
        let place = seen.place?;
        let other = place.slot as usize;
        let misses_me = other < TEAM_SLOTS
            && other != slot
            && scout.is_member(other, place.team)
            && scout.arrived(me, other) < place.seq;
        (misses_me && scout.arrived(pe, slot) < seq).then(|| {
            let mine = scout.activity(me);
            let mine = mine.map_or("another collective".to_owned(), |mine| mine.text);
            format!(
                "collectives do not match: PE {me} waits in {mine}, PE {pe} waits in {}, each for \
                 the other",
                seen.text
            )
        })
    })
}
