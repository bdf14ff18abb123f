//! Teams of the safe API: who is in them, which numbers they have, and when they go.
#![allow(missing_docs, reason = "a test binary")]

use std::panic::{AssertUnwindSafe, catch_unwind};

use shmem::prelude::*;
use shmem::{Error, TeamConfig};
use shmem_test::{Trial, trials};

/// More teams than the runtime has room for at a time.
const MANY: usize = 600;

fn run(program: impl FnOnce(&Shmem)) {
    shmem::run(|shmem| -> shmem::Result<()> {
        program(shmem);
        Ok(())
    });
}

/// Checks all numbers of a team whose members these PEs should be, in this order.
fn check_members(shmem: &Shmem, team: &Team<'_>, pes: &[usize]) {
    let me = shmem.my_pe();
    assert_eq!(team.n_ranks(), pes.len());
    assert_eq!(pes[team.my_rank().index()], me.index());
    assert_eq!(team.pe(team.my_rank()), me);
    assert_eq!(team.ranks().len(), pes.len());
    for (rank, &pe) in team.ranks().zip(pes) {
        assert_eq!(rank, team.rank(rank.index()));
        assert_eq!(team.pe(rank).index(), pe);
        assert_eq!(team.rank_of(shmem.pe(pe)), Some(rank));
        assert_eq!(team.translate(rank, &shmem.world()).map(Rank::index), Some(pe));
    }
    for pe in shmem.pes() {
        let place = pes.iter().position(|&member| member == pe.index());
        assert_eq!(team.rank_of(pe).map(Rank::index), place);
    }
    // It works as a team.
    let met = team.fcollect(&[me.index()]);
    assert_eq!(met, pes);
    team.barrier();
    team.sync();
}

fn predefined() {
    run(|shmem| {
        let all: Vec<_> = (0..shmem.n_pes()).collect();
        check_members(shmem, &shmem.world(), &all);
        check_members(shmem, &shmem.shared(), &all);
        // Handles come and go, and freeing one frees nothing.
        shmem.world().free();
        shmem.shared().free();
        check_members(shmem, &shmem.world(), &all);
        check_members(shmem, &shmem.shared(), &all);
    });
}

/// The PEs that a triplet names, if it is one.
fn named(parent: &[usize], start: usize, stride: isize, size: usize) -> Option<Vec<usize>> {
    let numbers: Option<Vec<_>> = (0..size as isize)
        .map(|i| parent.get(usize::try_from(start as isize + i * stride).ok()?).copied())
        .collect();
    numbers.filter(|pes| size > 0 && (stride != 0 || pes.len() == 1))
}

fn every_triplet() {
    run(|shmem| {
        let (world, me) = (shmem.world(), shmem.my_pe().index());
        let all: Vec<_> = (0..shmem.n_pes()).collect();
        let n = all.len() as isize;
        for start in 0..=all.len() {
            for stride in -n - 1..=n + 1 {
                for size in 0..=all.len() + 1 {
                    let made = world.split_strided(start, stride, size);
                    match named(&all, start, stride, size) {
                        None => {
                            let parent = all.len();
                            let error = Error::NoSuchTeam { start, stride, size, parent };
                            assert_eq!(made.err(), Some(error));
                        }
                        Some(pes) => {
                            let team = made.expect("there are such members");
                            assert_eq!(team.is_some(), pes.contains(&me));
                            if let Some(team) = team {
                                check_members(shmem, &team, &pes);
                            }
                        }
                    }
                }
            }
        }
    });
}

fn splits_of_splits() {
    run(|shmem| {
        let n = shmem.n_pes();
        let world = shmem.world();
        let backwards = world.split_strided(n - 1, -1, n).unwrap().unwrap();
        let pes: Vec<_> = (0..n).rev().collect();
        check_members(shmem, &backwards, &pes);
        // Every other one from the last PE downwards, then those turned round again.
        let size = n.div_ceil(2);
        if let Some(half) = backwards.split_strided(0, 2, size).unwrap() {
            let pes: Vec<_> = pes.iter().copied().step_by(2).collect();
            check_members(shmem, &half, &pes);
            let turned = half.split_strided(size - 1, -1, size).unwrap().unwrap();
            check_members(shmem, &turned, &pes.into_iter().rev().collect::<Vec<_>>());
            for rank in half.ranks() {
                let there = half.translate(rank, &turned).unwrap();
                assert_eq!(there.index(), size - 1 - rank.index());
            }
        }
    });
}

fn one_pe_has_bad_arguments() {
    run(|shmem| {
        let world = shmem.world();
        let start = if shmem.my_pe().index() == 0 { shmem.n_pes() } else { 0 };
        assert!(matches!(world.split_strided(start, 1, 1), Err(Error::NoSuchTeam { .. })));
        world.barrier();
    });
}

fn grids() {
    run(|shmem| {
        let n = shmem.n_pes();
        let me = shmem.my_pe().index();
        let all: Vec<_> = (0..n).collect();
        for width in 1..=n + 2 {
            let grid = shmem.world().grid(width).unwrap();
            let width = width.min(n);
            let row: Vec<_> = all.chunks(width).nth(me / width).unwrap().to_vec();
            let column: Vec<_> = all.iter().copied().skip(me % width).step_by(width).collect();
            check_members(shmem, &grid.x, &row);
            check_members(shmem, &grid.y, &column);
        }
        // A grid of a team that is not the world.
        let backwards = shmem.world().split_strided(n - 1, -1, n).unwrap().unwrap();
        let grid = backwards.grid(2).unwrap();
        let rank = n - 1 - me;
        let row = all.iter().rev().copied().collect::<Vec<_>>();
        check_members(shmem, &grid.x, row.chunks(2).nth(rank / 2).unwrap());
        assert!(catch_unwind(AssertUnwindSafe(|| shmem.world().grid(0))).is_err());
        shmem.world().barrier();
    });
}

fn configured() {
    run(|shmem| {
        let world = shmem.world();
        let n = shmem.n_pes();
        let team = world.split_strided(0, 1, n).unwrap().unwrap();
        assert_eq!(team.num_contexts(), 1);
        let config = TeamConfig::new().num_contexts(5);
        let team = world.split_strided_with(config, 0, 1, n).unwrap().unwrap();
        assert_eq!(team.num_contexts(), 5);
        let other = TeamConfig::new().num_contexts(usize::MAX);
        let grid = world.grid_with([config, other], 2).unwrap();
        assert_eq!((grid.x.num_contexts(), grid.y.num_contexts()), (5, i32::MAX as usize));
    });
}

fn dropped_teams_go_in_whatever_order() {
    run(|shmem| {
        let (world, n) = (shmem.world(), shmem.n_pes());
        let mut held = Vec::new();
        for round in 0..MANY {
            if let Some(team) = world.split_strided(round % n, 1, n - round % n).unwrap() {
                held.push(team);
            }
            let grid = world.grid(1 + round % n).unwrap();
            held.extend([grid.x, grid.y]);
            // Each PE drops others first, and some keep theirs longer.
            while held.len() > 20 + 10 * shmem.my_pe().index() {
                held.swap_remove((round * 7 + shmem.my_pe().index()) % held.len());
            }
        }
    });
}

fn freed_teams_go_at_once() {
    run(|shmem| {
        for round in 0..MANY {
            let grid = shmem.world().grid(1 + round % shmem.n_pes()).unwrap();
            // Children that are dropped go with it, even though nobody splits it again.
            drop(grid.x.split_strided(0, 1, grid.x.n_ranks()).unwrap());
            grid.y.free();
            grid.x.free();
        }
    });
}

fn children_outlive_their_parent() {
    run(|shmem| {
        let n = shmem.n_pes();
        let parent = shmem.world().split_strided(n - 1, -1, n).unwrap().unwrap();
        let child = parent.split_strided(0, 1, n).unwrap().unwrap();
        parent.free();
        check_members(shmem, &child, &(0..n).rev().collect::<Vec<_>>());
        child.free();
    });
}

fn forgotten_teams_leak_until_there_is_no_room() {
    run(|shmem| {
        let world = shmem.world();
        let made = (0..MANY).find_map(|_| {
            let made = world.split_strided(0, 1, 1);
            made.map(std::mem::forget).err()
        });
        // PE 0 has no room, and every PE learns it.
        assert_eq!(made, Some(Error::TooManyTeams));
        assert_eq!(world.sum(1), shmem.n_pes());
    });
}

fn runtimes_leave_no_teams() {
    for _ in 0..4 {
        run(|shmem| {
            for _ in 0..100 {
                std::mem::forget(shmem.world().grid(2).unwrap());
            }
        });
    }
}

fn a_rank_belongs_to_one_team() {
    run(|shmem| {
        let (world, n) = (shmem.world(), shmem.n_pes());
        let twin = world.split_strided(0, 1, n).unwrap().unwrap();
        let stranger = twin.rank(0);
        assert_ne!(stranger, world.rank(0));
        let refused = |call: &dyn Fn()| {
            let panic = catch_unwind(AssertUnwindSafe(call)).expect_err("another team's rank");
            let message = panic.downcast_ref::<String>().unwrap();
            assert_eq!(message, "rank 0 is a rank of another team");
        };
        let data = shmem.alloc::<u8>(n).unwrap();
        let (all, none) = (data.as_slice(), data.slice(..0));
        refused(&|| _ = world.pe(stranger));
        refused(&|| _ = world.translate(stranger, &twin));
        refused(&|| _ = world.broadcast(stranger, 1));
        refused(&|| world.broadcast_slice(stranger, &mut [1]));
        refused(&|| _ = world.gather(stranger, &[1]));
        refused(&|| _ = world.scatter(stranger, &[1]));
        refused(&|| world.broadcast_sym(stranger, none, none));
        refused(&|| world.gather_sym(stranger, all, none));
        refused(&|| world.scatter_sym(stranger, none, all));
        // It has harmed nothing.
        assert_eq!(world.broadcast(world.rank(0), 7), 7);
        assert!(catch_unwind(AssertUnwindSafe(|| world.rank(n))).is_err());
        assert_eq!(twin.pe(stranger).index(), 0);
    });
}

fn ranks_step_round_the_team() {
    run(|shmem| {
        let world = shmem.world();
        let n = world.n_ranks();
        let last = world.rank(n - 1);
        assert_eq!(last.wrapping_add(1), world.rank(0));
        assert_eq!(world.rank(0).wrapping_add(-1), last);
        assert_eq!(last.wrapping_add(isize::MIN).index(), {
            (n as isize - 1 + isize::MIN.rem_euclid(n as isize)) as usize % n
        });
        assert_eq!(last.checked_add(1), None);
        assert_eq!(last.checked_add(isize::MAX), None);
        assert_eq!(world.rank(0).checked_add(-1), None);
        assert_eq!(world.rank(0).checked_add(n as isize - 1), Some(last));
    });
}

fn main() {
    let mut all: Vec<Trial> = trials![
        predefined: [1, 2, 3, 4, 7],
        every_triplet,
        splits_of_splits: [1, 2, 3, 4, 7],
        one_pe_has_bad_arguments,
        grids: [1, 2, 3, 4, 7],
        configured,
        dropped_teams_go_in_whatever_order: [1, 2, 3, 4, 7],
        freed_teams_go_at_once,
        children_outlive_their_parent,
        runtimes_leave_no_teams,
        a_rank_belongs_to_one_team,
        ranks_step_round_the_team,
    ];
    let forgotten = forgotten_teams_leak_until_there_is_no_room;
    all.push(Trial::new("forgotten_teams_leak_until_there_is_no_room", forgotten).job(|job| job));
    shmem_test::run(all);
}
