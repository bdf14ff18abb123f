//! Which PEs can load from and store to each other's heaps.

use shmem_core::coll::{Exit, Meeting};
use shmem_core::record::{Record, Routine, TypeName};
use shmem_core::triplet::Triplet;

use super::world;
use crate::system::channel::{self, TeamMeeting};

/// This PE's team of those that share memory: all that reach each other, if they are a triplet, or this
/// PE alone.
///
/// Members must come to the same team. So all PEs tell each other what they found, and one whose peers
/// found something else, whatever the reason, stays alone. Its peers find it among those that differ.
pub(super) fn triplet(me: usize, npes: usize) -> Triplet {
    let reached: Vec<usize> = (0..npes).filter(|&pe| pe == me || channel::reaches(pe)).collect();
    let alone = Triplet { start: me, stride: 1, size: 1 };
    let mine = as_triplet(&reached).unwrap_or(alone);
    let mut meeting = TeamMeeting::begin(world());
    let record = Record::new(Routine::Init, TypeName::none).next_stage();
    meeting.agree(&record, &words(mine), 2);
    let agrees = |pe: &usize| {
        let mut theirs = [0; 2];
        meeting.payload(*pe, &mut theirs);
        theirs == words(mine)
    };
    let all_agree = reached.iter().all(agrees);
    meeting.leave(Exit::Now);
    if all_agree { mine } else { alone }
}

fn words(team: Triplet) -> [u64; 2] {
    [team.start as u64 | (team.size as u64) << 32, team.stride as u64]
}

/// PEs in rising order as a triplet, if they are one.
fn as_triplet(pes: &[usize]) -> Option<Triplet> {
    let (start, size) = (*pes.first()?, pes.len());
    let stride = pes.get(1).map_or(1, |second| second - start);
    let team = Triplet { start, stride: stride as isize, size };
    pes.iter().enumerate().all(|(rank, &pe)| team.pe(rank) == pe).then_some(team)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_triplets_if_dealt_out_evenly() {
        assert_eq!(as_triplet(&[3]), Some(Triplet { start: 3, stride: 1, size: 1 }));
        assert_eq!(as_triplet(&[4, 5, 6]), Some(Triplet { start: 4, stride: 1, size: 3 }));
        assert_eq!(as_triplet(&[1, 4, 7]), Some(Triplet { start: 1, stride: 3, size: 3 }));
        assert_eq!(as_triplet(&[0, 1, 3]), None);
    }
}
