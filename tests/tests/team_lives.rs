//! Teams over time: made and destroyed by the thousand, slots used again, PEs that are late.
#![allow(unsafe_code, reason = "tests the raw API")]
#![allow(missing_docs, reason = "a test binary")]

use core::ffi::c_int;
use core::ptr::null;
use std::thread;
use std::time::Duration;

use shmem_sys::{SHMEM_TEAM_INVALID, SHMEM_TEAM_WORLD, shmem_team_t};
use shmem_test::{Trial, trials};
use shmem_tests::team::{destroy, split};
use shmem_tests::{Sym, barrier, me, npes, pe};

/// Teams come and go without end: what one used, the next one gets.
fn a_thousand_teams() {
    for round in 0..1_000 {
        let (status, team) = split(SHMEM_TEAM_WORLD(), 0, 1, pe(npes()));
        assert_eq!(status, 0, "team {round}");
        destroy(team);
    }
}

/// When there are no more teams to be had, every PE is told so, and it passes.
fn too_many_teams() {
    let mut teams = Vec::new();
    let failed = loop {
        match split(SHMEM_TEAM_WORLD(), 0, 1, pe(npes())) {
            (0, team) => teams.push(team),
            failed => break failed,
        }
        assert!(teams.len() < 100_000, "teams without end");
    };
    assert_eq!(failed.1, SHMEM_TEAM_INVALID);
    assert!(teams.len() >= 16, "only {} teams", teams.len());
    barrier();
    teams.into_iter().for_each(destroy);
    let (status, team) = split(SHMEM_TEAM_WORLD(), 0, 1, pe(npes()));
    assert_eq!(status, 0);
    destroy(team);
}

/// PE 0 waits in its column for PE 2, which waits in its row for PE 3, which is late. PE 0 is in a
/// row as well, and has met there less often; but it is not PE 2's row that it is missing from.
fn a_late_pe_is_no_deadlock() {
    // SAFETY: first thing in a job of its own.
    unsafe { shmem_sys::shmem_init() };
    let (mut row, mut column) = (SHMEM_TEAM_INVALID, SHMEM_TEAM_INVALID);
    // SAFETY: collective; no configuration; the out parameters are local variables.
    let failed = unsafe {
        shmem_sys::shmem_team_split_2d(
            SHMEM_TEAM_WORLD(),
            2,
            null(),
            0,
            &raw mut row,
            null(),
            0,
            &raw mut column,
        )
    };
    assert_eq!(failed, 0);
    let meet = |team| {
        // SAFETY: collective over the team.
        assert_eq!(unsafe { shmem_sys::shmem_team_sync(team) }, 0);
    };
    if me() >= 2 {
        (0..5).for_each(|_| meet(row));
        if me() == 3 {
            thread::sleep(Duration::from_millis(600));
        }
        meet(row);
    }
    meet(column);
    // SAFETY: matches the init.
    unsafe { shmem_sys::shmem_finalize() };
}

/// A sequence of numbers that is the same on all PEs.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, below: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((u128::from(self.0 >> 11) * below as u128) >> 53) as usize
    }
}

/// Reduces and gathers over a team, and spoils its source as soon as it has what it asked for.
fn compute(team: shmem_team_t, members: &[usize], len: usize, tag: u64, room: &[Sym<u64>; 2]) {
    let Some(rank) = members.iter().position(|&member| member == me()) else { return };
    let [source, dest] = room;
    let value = |rank: usize, i: usize| tag + 1000 * rank as u64 + i as u64;
    let fill = || source.write(0, &(0..len).map(|i| value(rank, i)).collect::<Vec<_>>());
    let spoil = || source.write(0, &vec![u64::MAX; len]);
    fill();
    // SAFETY: symmetric and in bounds; collective over the team.
    unsafe { shmem_sys::shmem_uint64_sum_reduce(team, dest.ptr(), source.ptr(), len) };
    spoil();
    for i in 0..len {
        let sum: u64 = (0..members.len()).map(|rank| value(rank, i)).sum();
        assert_eq!(dest.read(i), sum, "element {i} of {len} over {members:?}");
    }
    fill();
    // SAFETY: symmetric and in bounds; collective over the team.
    unsafe { shmem_sys::shmem_uint64_fcollect(team, dest.ptr(), source.ptr(), len) };
    spoil();
    for i in 0..len * members.len() {
        assert_eq!(dest.read(i), value(i / len, i % len), "element {i} over {members:?}");
    }
}

/// Teams of all sorts are made, used for a while and destroyed, and their slots used again by teams
/// of other members, some of whom have met there more often than others.
fn teams_come_and_go() {
    const LENGTHS: [usize; 6] = [1, 5, 48, 49, 700, 3000];
    let room = [Sym::filled(3000, 0u64), Sym::filled(3000 * npes(), 0u64)];
    let mut dice = Dice(npes() as u64);
    let mut teams: Vec<(shmem_team_t, Vec<usize>)> = Vec::new();
    for round in 0..150 {
        let (start, size) = (dice.throw(npes()), 1 + dice.throw(npes()));
        let stride = dice.throw(2 * npes()) as i64 - npes() as i64;
        let members = (0..size as i64).map(|i| start as i64 + i * stride);
        let members: Vec<usize> = members.filter_map(|pe| usize::try_from(pe).ok()).collect();
        let (status, team) = split(SHMEM_TEAM_WORLD(), pe(start), stride as c_int, pe(size));
        if status == 0 {
            teams.push((team, members));
        }
        for _ in 0..dice.throw(4) {
            let len = LENGTHS[dice.throw(LENGTHS.len())];
            let which = dice.throw(teams.len() + 1);
            if let Some((team, members)) = teams.get(which) {
                compute(*team, members, len, 10_000 * round, &room);
            }
        }
        if dice.throw(3) == 0 && !teams.is_empty() {
            let (team, _) = teams.swap_remove(dice.throw(teams.len()));
            destroy(team);
        }
    }
    teams.into_iter().for_each(|(team, _)| destroy(team));
    barrier();
}

fn main() {
    let mut all = trials![
        a_thousand_teams: [1, 3], too_many_teams: [1, 2, 3], teams_come_and_go: [1, 2, 3, 5, 9],
    ];
    all.push(
        Trial::new("a_late_pe_is_no_deadlock", a_late_pe_is_no_deadlock).npes(&[4]).job(|job| job),
    );
    shmem_test::run(all);
}
