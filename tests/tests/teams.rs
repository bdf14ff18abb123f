//! Teams: numbering, splits of all kinds, translation, configuration, destruction.
#![allow(unsafe_code, reason = "tests the raw API")]
#![allow(missing_docs, reason = "a test binary")]

use core::ffi::{c_int, c_long};
use core::ptr::{null, null_mut};

use shmem_sys::{
    SHMEM_CTX_INVALID, SHMEM_TEAM_INVALID, SHMEM_TEAM_NUM_CONTEXTS, SHMEM_TEAM_SHARED,
    SHMEM_TEAM_WORLD, shmem_team_config_t, shmem_team_t,
};
use shmem_test::trials;
use shmem_tests::team::{destroy, my_pe, n_pes, split, translate};
use shmem_tests::{Sym, barrier, me, npes, pe};

/// Checks a team's numbers against the world numbers of its members, and that it can meet and
/// compute.
fn check(team: shmem_team_t, members: &[usize]) {
    let Some(rank) = members.iter().position(|&member| member == me()) else {
        assert_eq!(team, SHMEM_TEAM_INVALID, "PE {} is no member of {members:?}", me());
        return;
    };
    assert_ne!(team, SHMEM_TEAM_INVALID);
    assert_eq!((my_pe(team), n_pes(team)), (pe(rank), pe(members.len())));
    for world in 0..npes() {
        let number = members.iter().position(|&member| member == world).map_or(-1, pe);
        assert_eq!(translate(SHMEM_TEAM_WORLD(), pe(world), team), number);
    }
    for (number, &world) in members.iter().enumerate() {
        assert_eq!(translate(team, pe(number), SHMEM_TEAM_WORLD()), pe(world));
        assert_eq!(translate(team, pe(number), team), pe(number));
    }
    // SAFETY: collective over the team.
    assert_eq!(unsafe { shmem_sys::shmem_team_sync(team) }, 0);
}

/// A reduction over a team sums its members' numbers, no more and no less.
fn check_sum(team: shmem_team_t, members: &[usize]) {
    let cells = Sym::new(&[me() as i64 + 1, 0]);
    if members.contains(&me()) {
        // SAFETY: symmetric; collective over the team.
        unsafe { shmem_sys::shmem_int64_sum_reduce(team, cells.at(1), cells.at(0), 1) };
        assert_eq!(cells.read(1), members.iter().map(|&m| m as i64 + 1).sum::<i64>());
    }
    barrier();
}

fn predefined() {
    let all: Vec<usize> = (0..npes()).collect();
    check(SHMEM_TEAM_WORLD(), &all);
    // One host: everybody shares memory with everybody.
    check(SHMEM_TEAM_SHARED(), &all);
    check_sum(SHMEM_TEAM_WORLD(), &all);
    check_sum(SHMEM_TEAM_SHARED(), &all);
    assert_ne!(SHMEM_TEAM_WORLD(), SHMEM_TEAM_SHARED(), "two teams, two atomicity domains");
}

fn invalid_team() {
    let none = SHMEM_TEAM_INVALID;
    assert_eq!((my_pe(none), n_pes(none)), (-1, -1));
    assert_eq!(translate(none, 0, SHMEM_TEAM_WORLD()), -1);
    assert_eq!(translate(SHMEM_TEAM_WORLD(), 0, none), -1);
    let mut config = shmem_team_config_t { num_contexts: 17 };
    // SAFETY: the out parameter is a local variable.
    let status =
        unsafe { shmem_sys::shmem_team_get_config(none, SHMEM_TEAM_NUM_CONTEXTS, &raw mut config) };
    assert_ne!(status, 0);
    assert_eq!(config.num_contexts, 17, "no action");
    destroy(none);
    let (status, team) = split(none, 0, 1, 1);
    assert_ne!(status, 0);
    assert_eq!(team, SHMEM_TEAM_INVALID);
    let (mut x, mut y) = (SHMEM_TEAM_WORLD(), SHMEM_TEAM_WORLD());
    // SAFETY: the out parameters are local variables.
    let status = unsafe {
        shmem_sys::shmem_team_split_2d(none, 1, null(), 0, &raw mut x, null(), 0, &raw mut y)
    };
    assert_ne!(status, 0);
    assert_eq!((x, y), (SHMEM_TEAM_INVALID, SHMEM_TEAM_INVALID));
    // SAFETY: an invalid team has no address of anything.
    assert!(unsafe { shmem_sys::shmem_team_ptr(none, null(), 0) }.is_null());
}

/// Every triplet that there is: those within the world make a team of the members in their order,
/// the others fail on all PEs.
fn every_strided_split() {
    let n = npes() as i64;
    for start in -1..=n {
        for stride in -n..=n {
            for size in 0..=n + 1 {
                let last = start + (size - 1) * stride;
                let valid = size >= 1
                    && (0..n).contains(&start)
                    && (0..n).contains(&last)
                    && (stride != 0 || size == 1);
                let (status, team) =
                    split(SHMEM_TEAM_WORLD(), start as c_int, stride as c_int, size as c_int);
                if valid {
                    assert_eq!(status, 0, "start {start}, stride {stride}, size {size}");
                    let members: Vec<usize> =
                        (0..size).map(|i| (start + i * stride) as usize).collect();
                    check(team, &members);
                    destroy(team);
                } else {
                    assert_ne!(status, 0, "start {start}, stride {stride}, size {size}");
                    assert_eq!(team, SHMEM_TEAM_INVALID);
                }
            }
        }
    }
}

/// Triplets whose arithmetic leaves an int.
fn overflowing_splits() {
    for (start, stride, size) in
        [(0, c_int::MAX, c_int::MAX), (0, c_int::MIN, 3), (c_int::MAX, 1, 1), (0, 1, c_int::MIN)]
    {
        let (status, team) = split(SHMEM_TEAM_WORLD(), start, stride, size);
        assert_ne!(status, 0, "start {start}, stride {stride}, size {size}");
        assert_eq!(team, SHMEM_TEAM_INVALID);
    }
}

/// A team of a team: numbers count in the parent. The parent may go before its child.
fn nested() {
    let all = pe(npes());
    let (status, backwards) = split(SHMEM_TEAM_WORLD(), all - 1, -1, all);
    assert_eq!(status, 0);
    let members: Vec<usize> = (0..npes()).rev().collect();
    check(backwards, &members);

    let half = npes().div_ceil(2);
    let (status, child) = split(backwards, 0, 1, pe(half));
    assert_eq!(status, 0);
    check(child, &members[..half]);
    if me() >= npes() - half {
        // Between two teams that are not the world.
        assert_eq!(translate(child, 0, backwards), 0);
        assert_eq!(translate(backwards, pe(half) - 1, child), pe(half) - 1);
    }
    destroy(backwards);
    check(child, &members[..half]);
    check_sum(child, &members[..half]);
    destroy(child);
}

/// A team split into itself is another team with the same members: both work, side by side.
fn twins() {
    let all: Vec<usize> = (0..npes()).collect();
    let twins: Vec<shmem_team_t> = (0..2)
        .map(|_| {
            let (status, team) = split(SHMEM_TEAM_WORLD(), 0, 1, pe(npes()));
            assert_eq!(status, 0);
            team
        })
        .collect();
    assert_ne!(twins[0], twins[1]);
    for _ in 0..10 {
        check_sum(twins[1], &all);
        check_sum(twins[0], &all);
    }
    destroy(twins[0]);
    check_sum(twins[1], &all);
    destroy(twins[1]);
}

/// The other predefined team can be split and have contexts like the world.
fn of_the_shared_team() {
    let (status, team) = split(SHMEM_TEAM_SHARED(), pe(npes()) - 1, -1, pe(npes()));
    assert_eq!(status, 0);
    let members: Vec<usize> = (0..npes()).rev().collect();
    check(team, &members);
    check_sum(team, &members);
    destroy(team);

    let (cell, mut ctx) = (Sym::filled(1, 0u64), SHMEM_CTX_INVALID);
    // SAFETY: a predefined team; the out parameter is a local variable.
    let status = unsafe { shmem_sys::shmem_team_create_ctx(SHMEM_TEAM_SHARED(), 0, &raw mut ctx) };
    assert_eq!(status, 0);
    // SAFETY: a symmetric word.
    unsafe { shmem_sys::shmem_ctx_uint64_atomic_inc(ctx, cell.ptr(), pe(npes()) - 1) };
    // SAFETY: used no more.
    unsafe { shmem_sys::shmem_ctx_destroy(ctx) };
    barrier();
    assert_eq!(cell.read(0), if me() == npes() - 1 { npes() as u64 } else { 0 });
    barrier();
}

/// Disjoint teams at once, of the odd and the even PEs, through different numbers of rounds.
fn disjoint_teams_do_not_meet() {
    let (status, even) = split(SHMEM_TEAM_WORLD(), 0, 2, pe(npes().div_ceil(2)));
    assert_eq!(status, 0);
    let (status, odd) = split(SHMEM_TEAM_WORLD(), 1, 2, pe(npes() / 2));
    assert_eq!(status, 0);
    let (mine, rounds) = if me().is_multiple_of(2) { (even, 300) } else { (odd, 20) };
    for _ in 0..rounds {
        // SAFETY: collective over the team.
        assert_eq!(unsafe { shmem_sys::shmem_team_sync(mine) }, 0);
    }
    barrier();
    destroy(even);
    destroy(odd);
}

/// Every grid: rows and columns, the last row ragged.
fn every_2d_split() {
    for xrange in 1..=npes() + 2 {
        let (mut x, mut y) = (SHMEM_TEAM_INVALID, SHMEM_TEAM_INVALID);
        let config = shmem_team_config_t { num_contexts: 1 };
        // SAFETY: collective; the out parameters are local variables.
        let status = unsafe {
            shmem_sys::shmem_team_split_2d(
                SHMEM_TEAM_WORLD(),
                pe(xrange),
                null(),
                0,
                &raw mut x,
                &raw const config,
                SHMEM_TEAM_NUM_CONTEXTS,
                &raw mut y,
            )
        };
        assert_eq!(status, 0);
        let width = xrange.min(npes());
        let row: Vec<usize> = (0..npes()).filter(|p| p / width == me() / width).collect();
        let column: Vec<usize> = (0..npes()).filter(|p| p % width == me() % width).collect();
        check(x, &row);
        check(y, &column);
        check_sum(x, &row);
        check_sum(y, &column);
        destroy(x);
        destroy(y);
    }
}

/// No grid has rows of none.
fn no_2d_split() {
    for xrange in [0, -1, c_int::MIN] {
        let (mut x, mut y) = (SHMEM_TEAM_WORLD(), SHMEM_TEAM_WORLD());
        // SAFETY: collective; the out parameters are local variables.
        let status = unsafe {
            shmem_sys::shmem_team_split_2d(
                SHMEM_TEAM_WORLD(),
                xrange,
                null(),
                0,
                &raw mut x,
                null(),
                0,
                &raw mut y,
            )
        };
        assert_ne!(status, 0);
        assert_eq!((x, y), (SHMEM_TEAM_INVALID, SHMEM_TEAM_INVALID));
    }
}

/// The configuration asked for is the one reported; an empty mask asks nothing.
fn config() {
    for (asked, mask, expected) in [(3, SHMEM_TEAM_NUM_CONTEXTS, 3), (3, 0 as c_long, 0)] {
        let config = shmem_team_config_t { num_contexts: asked };
        let mut team = SHMEM_TEAM_INVALID;
        // SAFETY: collective; the out parameter is a local variable.
        let status = unsafe {
            shmem_sys::shmem_team_split_strided(
                SHMEM_TEAM_WORLD(),
                0,
                1,
                pe(npes()),
                &raw const config,
                mask,
                &raw mut team,
            )
        };
        assert_eq!(status, 0);
        let mut now = shmem_team_config_t { num_contexts: -5 };
        // SAFETY: a live team; the out parameter is a local variable.
        let status = unsafe {
            shmem_sys::shmem_team_get_config(team, SHMEM_TEAM_NUM_CONTEXTS, &raw mut now)
        };
        assert_eq!((status, now.num_contexts), (0, expected));
        // SAFETY: nothing is written for an empty mask.
        assert_eq!(unsafe { shmem_sys::shmem_team_get_config(team, 0, null_mut()) }, 0);
        destroy(team);
    }
}

/// The pointer to a member's copy, by its number in the team: every other PE, from the last one down,
/// so that a number of the team is not the number in the world, nor the other way round.
fn team_ptr() {
    let cell = Sym::new(&[me() as u64 + 100]);
    let size = npes().div_ceil(2);
    let (status, team) = split(SHMEM_TEAM_WORLD(), pe(npes()) - 1, -2, pe(size));
    assert_eq!(status, 0);
    if team != SHMEM_TEAM_INVALID {
        for number in 0..size {
            let world = npes() - 1 - 2 * number;
            // SAFETY: a live team and a symmetric address.
            let there = unsafe { shmem_sys::shmem_team_ptr(team, cell.ptr().cast(), pe(number)) };
            assert!(!there.is_null());
            // SAFETY: a word of this job's memory.
            assert_eq!(unsafe { there.cast::<u64>().read_volatile() }, world as u64 + 100);
            let everybody = SHMEM_TEAM_WORLD();
            // SAFETY: as above.
            let in_world =
                unsafe { shmem_sys::shmem_team_ptr(everybody, cell.ptr().cast(), pe(world)) };
            assert_eq!(in_world, there);
        }
        for number in [-1, pe(size)] {
            // SAFETY: a live team; not a PE of it.
            let there = unsafe { shmem_sys::shmem_team_ptr(team, cell.ptr().cast(), number) };
            assert!(there.is_null());
        }
    }
    barrier();
    destroy(team);
}

fn main() {
    shmem_test::run(trials![
        predefined, invalid_team, every_strided_split: [1, 2, 3, 4], overflowing_splits,
        nested: [1, 2, 3, 4, 7], twins, of_the_shared_team, disjoint_teams_do_not_meet: [2, 3, 4, 7],
        every_2d_split: [1, 2, 3, 4, 7], no_2d_split, config, team_ptr: [1, 2, 3, 4, 7],
    ]);
}
