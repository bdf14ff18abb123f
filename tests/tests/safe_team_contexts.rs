//! Contexts of teams: members by their ranks, and teams that outlive what uses them.
#![allow(missing_docs, reason = "a test binary")]

use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::thread;

use shmem::prelude::*;
use shmem::{ContextOptions, Error, ThreadLevel};
use shmem_sys::Provider;
use shmem_test::{Trial, trials};
use shmem_tests::safe::run;

/// More teams than the runtime has room for at a time.
const MANY: usize = 300;

/// The panic's message.
fn refused(call: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(call)).expect_err("to be refused");
    panic.downcast_ref::<String>().expect("a message").clone()
}

/// Every kind of operation reaches the member that its rank names, in teams of all shapes.
fn operations() {
    run(|shmem| {
        let inbox = shmem.alloc::<u64>(40).unwrap();
        let table = shmem.from_slice(&[shmem.my_pe().index() as u64; 3]).unwrap().freeze();
        let (hits, ready) = (shmem.atomics::<u64>(2).unwrap(), shmem.signals(2).unwrap());
        let check = |team: &Team<'_>| {
            let (to, from) = (team.my_rank().wrapping_add(1), team.my_rank().wrapping_add(-1));
            let number = |rank| team.pe(rank).index() as u64;
            let data: Vec<u64> = (0..10).map(|i| 100 * number(team.my_rank()) + i).collect();
            let expected: Vec<u64> = (0..10).map(|i| 100 * number(from) + i).collect();
            for options in [ContextOptions::new(), ContextOptions::new().no_store()] {
                let context = team.context_with(options).unwrap();
                let (mut old, mut back, mut frozen) = (99, vec![0; 10], [0; 3]);
                context.scope(|s| {
                    s.put(inbox.slice(..10).at(to), &data);
                    s.on(inbox.slice(10..20).at(to)).put(&data);
                    s.on(inbox.slice(20..39).at(to)).iput(2, &data, 1, 10);
                    s.on(inbox.at(to)).p(39, 5);
                    s.get(table.at(to), &mut frozen);
                    s.fetch_add(hits.word(0).at(to), 10, &mut old);
                    s.on(hits.word(1).at(to)).inc();
                    s.fence();
                    s.put_signal(inbox.slice(30..30).at(to), &[], ready.word(0), SignalOp::Add(1));
                    s.on(ready.word(1).at(to)).set(7);
                    s.quiet();
                    s.get(inbox.slice(..10).at(to), &mut back);
                    assert_eq!(s.on(inbox.at(to)).g(39), 5);
                    assert_eq!(s.on(table.at(from)).g(2), number(from));
                });
                assert_eq!((old, &back, frozen), (0, &data, [number(to); 3]));
                ready.word(0).wait(Until::Eq(1));
                ready.word(1).wait(Until::Eq(7));
                team.barrier();
                assert_eq!(inbox.slice(..10).to_vec(), expected);
                assert_eq!(inbox.slice(10..20).to_vec(), expected);
                let spread: Vec<_> = (0..10).map(|i| inbox.read(20 + 2 * i)).collect();
                assert_eq!(spread[..9], expected[..9]);
                assert_eq!(inbox.read(39), 5);
                assert_eq!((hits.word(0).here().swap(0), hits.word(1).here().swap(0)), (10, 1));
                inbox.write_from(&[0; 40]);
                ready.word(0).at(shmem.my_pe()).set(0);
                ready.word(1).at(shmem.my_pe()).set(0);
                team.barrier();
            }
        };
        let (world, n) = (shmem.world(), shmem.n_pes());
        let split = |start, stride, size| world.split_strided(start, stride, size).unwrap();
        let grid = world.grid(3).unwrap();
        let backwards = split(n - 1, -1, n);
        let (even, odd) = (split(0, 2, n.div_ceil(2)), split(1 % n, 2, (n / 2).max(1)));
        // Who is in none of a kind waits for those who are: teams of one kind share no words.
        for team in [backwards, even, odd, Some(grid.x), Some(grid.y)] {
            team.iter().for_each(check);
            world.barrier();
        }
    });
}

/// A rank of a team with the same members is another team's, wherever a scope is given it.
fn strange_ranks() {
    run(|shmem| {
        let world = shmem.world();
        let twin = world.split_strided(0, 1, world.n_ranks()).unwrap().unwrap();
        let (own, stranger) = (twin.rank(0), world.rank(0));
        let data = [1u64, 2];
        let (mut one, mut two) = (7, [7u64; 2]);
        let inbox = shmem.alloc::<u64>(4).unwrap();
        let (hits, ready) = (shmem.atomic(0u64).unwrap(), shmem.signal().unwrap());
        let context = twin.context().unwrap();
        let message = "rank 0 is a rank of another team";
        context.scope(|s| {
            let remote = inbox.slice(..2).at(stranger);
            assert_eq!(refused(|| s.put(remote, &data)), message);
            assert_eq!(refused(|| s.get(remote, &mut two)), message);
            assert_eq!(refused(|| s.put_from(remote, inbox.slice(2..))), message);
            assert_eq!(refused(|| s.get_into(remote, inbox.slice(2..))), message);
            let set = SignalOp::Set(1);
            assert_eq!(refused(|| s.put_signal(remote, &data, &ready, set)), message);
            assert_eq!(refused(|| s.fetch_add(hits.at(stranger), 1, &mut one)), message);
            assert_eq!(refused(|| _ = s.on(remote)), message);
            assert_eq!(refused(|| _ = s.on(hits.at(stranger))), message);
            assert_eq!(refused(|| _ = s.on(ready.at(stranger))), message);
            // It has harmed nothing.
            s.put(inbox.slice(..2).at(own), &data);
        });
        assert_eq!((one, two), (7, [7; 2]));
        world.barrier();
        let there = if shmem.my_pe() == shmem.pe(0) { [1, 2, 0, 0] } else { [0; 4] };
        assert_eq!(inbox.to_vec(), there);
        assert_eq!((hits.here().fetch(), ready.fetch()), (0, 0));
    });
}

/// Who is not a member has no team, hence no context, and no rank.
fn strangers() {
    run(|shmem| {
        let (world, n) = (shmem.world(), shmem.n_pes());
        let inbox = shmem.alloc::<u64>(1).unwrap();
        let last = world.split_strided(n - 1, 1, 1).unwrap();
        assert_eq!(last.is_some(), shmem.my_pe().index() == n - 1);
        if let Some(last) = &last {
            let context = last.context().unwrap();
            for pe in shmem.pes() {
                let rank = last.rank_of(pe);
                assert_eq!(rank.is_some(), pe == shmem.my_pe());
                let Some(rank) = rank else { continue };
                context.scope(|s| s.put(inbox.at(rank), &[9]));
            }
        }
        world.barrier();
        assert_eq!(inbox.read(0), if last.is_some() { 9 } else { 0 });
    });
}

/// Contexts and their teams come and go in whatever order the types allow, differently on each PE, left
/// by `return` and by panics, and nothing runs out.
fn lives() {
    run(|shmem| {
        let (world, n, me) = (shmem.world(), shmem.n_pes(), shmem.my_pe().index());
        let word = shmem.atomic(0u64).unwrap();
        for round in 0..MANY {
            let team = world.split_strided(0, 1, n).unwrap().unwrap();
            let to = team.my_rank().wrapping_add(1);
            let context = team.context().unwrap();
            let spare = team.context().unwrap();
            if (round + me).is_multiple_of(2) {
                drop(spare);
            }
            let early = || -> Result<(), Error> {
                context.scope(|s| {
                    s.on(word.at(to)).inc();
                    if round % 3 == me % 3 { Err(Error::NoContext) } else { Ok(()) }
                })?;
                context.scope(|s| s.on(word.at(to)).add(1 << 32));
                Ok(())
            };
            assert_eq!(early().is_err(), round % 3 == me % 3);
            let caught = catch_unwind(AssertUnwindSafe(|| {
                context.scope(|s| {
                    s.on(word.at(to)).inc();
                    resume_unwind(Box::new(()));
                });
            }));
            assert!(caught.is_err());
        }
        world.barrier();
        assert_eq!(word.here().fetch() as u32, 2 * MANY as u32);
        world.barrier();
    });
}

/// Tells how many teams can be had at a time: destroys them all afterwards.
fn room(world: &Team<'_>) -> usize {
    let teams: Vec<_> = (0..2 * MANY)
        .map_while(|_| world.split_strided(0, 1, world.n_ranks()).ok().flatten())
        .collect();
    teams.len()
}

/// A forgotten context keeps its team, dropped or freed, be it forgotten on one PE only; others go.
fn forgotten() {
    run(|shmem| {
        let (world, n, me) = (shmem.world(), shmem.n_pes(), shmem.my_pe().index());
        let before = room(&world);
        for round in 0..6 {
            let team = world.split_strided(0, 1, n).unwrap().unwrap();
            let context = team.context().unwrap();
            let inner = team.split_strided(0, 1, n).unwrap().unwrap();
            if me == round % n {
                match round % 3 {
                    0 => mem::forget(context),
                    1 => _ = Box::leak(Box::new(context)),
                    _ => mem::forget(vec![context]),
                }
            } else {
                drop(context);
            }
            drop(inner);
            if round < 3 { team.free() } else { drop(team) }
        }
        // The teams inside have gone with those that were freed, but not with those that were dropped.
        assert_eq!(room(&world), before - 6 - 3);
    });
}

/// A forgotten context does not keep the runtime from ending, nor from starting again.
fn forgotten_at_the_end() {
    // A C library of before 1.6 begins once in a process.
    let rounds = if shmem_sys::provider() == Provider::Bundled { 0..3 } else { 1..2 };
    for round in rounds {
        run(|shmem| {
            let grid = shmem.world().grid(2).unwrap();
            let inner = grid.y.split_strided(0, 1, grid.y.n_ranks()).unwrap().unwrap();
            for team in [&grid.x, &inner] {
                let context = team.context().unwrap();
                if round != 0 && shmem.my_pe().index() % 2 == round % 2 {
                    mem::forget(context);
                }
            }
            mem::forget(inner);
        });
    }
}

/// Contexts are used in the reverse of the order in which they were made, each in the scope of those before,
/// and PEs drop theirs and their teams at different depths.
fn deep() {
    fn go(parent: &Team<'_>, word: &SymAtomic<'_, u64>, me: usize, depth: usize) {
        if depth == 0 {
            return;
        }
        let team = parent.split_strided(0, 1, parent.n_ranks()).unwrap().unwrap();
        let to = team.my_rank().wrapping_add(1);
        let context = team.context().unwrap();
        if (me + depth).is_multiple_of(3) {
            context.scope(|s| s.on(word.at(to)).inc());
            drop(context);
            go(&team, word, me, depth - 1);
        } else {
            context.scope(|s| {
                go(&team, word, me, depth - 1);
                s.on(word.at(to)).inc();
            });
        }
    }
    run(|shmem| {
        let word = shmem.atomic(0).unwrap();
        for _ in 0..20 {
            go(&shmem.world(), &word, shmem.my_pe().index(), 20);
        }
        shmem.world().barrier();
        assert_eq!(word.here().fetch(), 400);
        shmem.world().barrier();
    });
}

/// Threads that panic in a scope complete it; those that forget their contexts keep the team, and no more.
fn threads_that_fail() {
    let shmem = Shmem::init_thread(ThreadLevel::Multiple).unwrap();
    let (threads, world) = (shmem.threads().unwrap(), shmem.world());
    let before = room(&world);
    let hits = shmem.atomic(0u64).unwrap();
    let view = threads.share(hits.word());
    for round in 0..10 {
        let team = world.split_strided(0, 1, world.n_ranks()).unwrap().unwrap();
        let to = team.my_rank().wrapping_add(1);
        let context = team.serialized_context(threads, ContextOptions::new()).unwrap();
        let joined = thread::scope(|scope| {
            let work = move || {
                context.scope(|s| s.on(view.get().at(to)).inc());
                match (round + threads.my_pe().index()) % 3 {
                    0 => context.scope(|s| {
                        s.on(view.get().at(to)).inc();
                        resume_unwind(Box::new(()))
                    }),
                    1 => mem::forget(context),
                    _ => drop(context),
                }
            };
            scope.spawn(work).join()
        });
        assert_eq!(joined.is_err(), (round + shmem.my_pe().index()).is_multiple_of(3));
        if round % 2 == 0 { team.free() } else { drop(team) }
    }
    world.barrier();
    let left = shmem.my_pe().wrapping_add(-1).index();
    let panics = (0..10).filter(|round| (round + left).is_multiple_of(3)).count();
    assert_eq!(hits.here().fetch(), 10 + panics as u64);
    let leaked =
        (0..10).filter(|round| shmem.pes().any(|pe| (round + pe.index()) % 3 == 1)).count();
    assert_eq!(room(&world), before - leaked);
}

/// A team's contexts of each kind, used by threads while the main thread is in the team's collectives.
fn threads() {
    const THREADS: usize = 6;
    let shmem = Shmem::init_thread(ThreadLevel::Multiple).unwrap();
    let n = shmem.n_pes();
    let (threads, world) = (shmem.threads().unwrap(), shmem.world());
    let team = world.split_strided(n - 1, -1, n).unwrap().unwrap();
    let (hits, inbox) = (shmem.atomic(0u64).unwrap(), shmem.alloc::<u64>(THREADS).unwrap());
    let (count, slots) = (threads.share(hits.word()), threads.share(inbox.as_slice()));
    let to = team.my_rank().wrapping_add(1);
    let common = team.shared_context(threads, ContextOptions::new()).unwrap();
    thread::scope(|scope| {
        for t in 0..THREADS {
            let common = &common;
            let handed = team.serialized_context(threads, ContextOptions::new()).unwrap();
            scope.spawn(move || {
                for i in 1..=50 {
                    let data = [i];
                    let there = slots.get().slice(t..=t).at(to);
                    handed.scope(|s| s.put(there, &data));
                    common.scope(|s| s.on(count.get().at(to)).inc());
                }
            });
        }
        for _ in 0..20 {
            assert_eq!(team.sum(1), n);
        }
    });
    drop(common);
    team.barrier();
    assert_eq!(inbox.to_vec(), [50; THREADS]);
    assert_eq!(hits.here().fetch(), 50 * THREADS as u64);
    team.free();
    assert_eq!(world.sum(1), n);
}

/// A context of the world by the world's ranks, and of a team that is lent with a workspace.
fn of_views() {
    run(|shmem| {
        let world = shmem.world();
        let workspace = shmem.workspace::<u64>(10).unwrap();
        let inbox = shmem.alloc::<u64>(2).unwrap();
        let team = world.with_workspace(&workspace);
        let (by_world, by_view) = (world.context().unwrap(), team.context().unwrap());
        let to = world.my_rank().wrapping_add(1);
        by_world.scope(|one| {
            by_view.scope(|two| {
                one.put(inbox.slice(..1).at(to), &[1]);
                two.put(inbox.slice(1..).at(to), &[2]);
                assert_eq!(team.sum(1), shmem.n_pes());
            });
        });
        world.barrier();
        assert_eq!(inbox.to_vec(), [1, 2]);
        world.barrier();
    });
}

fn main() {
    let mut all = trials![
        operations: [1, 2, 3, 4, 7],
        strange_ranks,
        strangers,
        lives,
        threads: [1, 2, 3],
        of_views,
        deep,
    ];
    let fail = threads_that_fail;
    all.push(Trial::new("threads_that_fail", fail).npes(&[1, 2, 3]).job(|job| job));
    all.push(Trial::new("forgotten", forgotten).job(|job| job));
    all.push(Trial::new("forgotten_at_the_end", forgotten_at_the_end).job(|job| job));
    shmem_test::run(all);
}
