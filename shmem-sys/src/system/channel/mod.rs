//! Where members of teams meet: tagged messages in symmetric memory of our own.
//!
//! No collective of the library is used: they neither notice PEs that have come to different ones, nor
//! are there any for teams in OpenSHMEM 1.4. What is needed of it is puts, 64-bit atomic sets, and the
//! fence that orders the former before the latter.

mod ending;
mod meeting;
mod pool;

use core::ffi::c_int;
use std::sync::atomic::Ordering::Relaxed;

use shmem_core::Agreed;
use shmem_core::coll::{Exit, Meeting};
use shmem_core::record::Record;
use shmem_core::team::Team;

pub(crate) use ending::{PATIENCE, check, tell};
pub(crate) use meeting::TeamMeeting;
pub(crate) use pool::bytes;

use super::{coll, native, order, team};

/// Makes the pool and the predefined teams and meets the other PEs, at init; nothing else may have been
/// taken from the heap before. `level` is this PE's thread level, `record` what PEs must have in common.
pub(crate) fn start(me: usize, npes: usize, level: c_int, record: &Record) -> Result<(), String> {
    pool::start(npes)?;
    let pool = pool::pool();
    coll::start(pool.base());
    team::start(me, npes, pool.layout.slots);
    barrier_of_the_library();
    let levels = meet_with(team::world(), record, &[level as u64]);
    meeting::HIGHEST_LEVEL.store(levels.max[0] as c_int, Relaxed);
    team::start_shared(me, npes);
    Ok(())
}

/// Forgets teams and pool, at finalize, when all PEs have met for the last time.
pub(crate) fn stop() {
    // This PE's last messages may still be under way, to PEs that will not answer for long.
    order::quiet();
    team::stop();
    coll::stop();
    pool::stop();
}

/// Only init may call it: every PE has a pool from here on.
#[allow(unsafe_code, reason = "calls the library")]
fn barrier_of_the_library() {
    // SAFETY: collective over all PEs, all of which are in init.
    unsafe { native::shmem_barrier_all() };
}

/// Whether this PE can load from and store to a PE's symmetric heap.
pub(crate) fn reaches(pe: usize) -> bool {
    pool::pool().reaches(pe)
}

/// Meets the members of a team, all of which come with the same record.
pub(crate) fn meet(team: &'static Team, record: &Record) {
    let mut meeting = TeamMeeting::begin(team);
    meeting.agree(record, &[], 0);
    meeting.leave(Exit::Now);
}

/// The same, when what was issued on the default context is complete.
pub(crate) fn complete_and_meet(team: &'static Team, record: &Record) {
    // Where there is no team yet or no more, there is no library to complete anything.
    let mut meeting = TeamMeeting::begin(team);
    order::quiet();
    meeting.agree(record, &[], 0);
    meeting.leave(Exit::Now);
}

/// Meets the members of a team, and combines their words with this PE's.
pub(crate) fn meet_with<const N: usize>(
    team: &'static Team,
    record: &Record,
    mine: &[u64; N],
) -> Agreed<N> {
    let mut meeting = TeamMeeting::begin(team);
    let agreed = meeting.agree_on(record, mine);
    meeting.leave(Exit::Now);
    agreed
}
