//! Threads that take turns, where `SHMEM_THREAD_SERIALIZED` is granted.
#![allow(missing_docs, reason = "a test binary")]

use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::Ordering::{Relaxed, SeqCst};
use std::sync::atomic::{AtomicBool, AtomicUsize};
use std::thread;

use shmem::prelude::*;
use shmem::{ContextOptions, Error, ThreadLevel};
use shmem_test::{Trial, trials};

const THREADS: usize = 6;

/// The runtime of a trial, nested in the harness's.
fn init() -> Shmem {
    Shmem::init_thread(ThreadLevel::Serialized).expect("nothing stands in the way")
}

fn right(shmem: &Shmem) -> Pe {
    shmem.my_pe().wrapping_add(1)
}

/// Every kind of view, on the default context and on others, each thread in its turn; and what they have
/// done is done when the runtime is back.
fn operations() {
    let shmem = init();
    let turns = shmem.turns().unwrap();
    let n = shmem.n_pes();
    let team = shmem.world().split_strided(n - 1, -1, n).unwrap().unwrap();
    let (hits, inbox) = (shmem.atomics::<u64>(3).unwrap(), shmem.alloc(THREADS * 50).unwrap());
    let arrivals = shmem.signal().unwrap();
    let (to, member) = (right(&shmem), team.rank_of(right(&shmem)).unwrap());
    let (counter, slots) = (turns.share(hits.as_slice()), turns.share(inbox.as_slice()));
    let (there, arrivals_view) = (turns.share(inbox.at(to)), turns.share(arrivals.at(to)));
    let context = turns.context(ContextOptions::new()).unwrap();
    let of_team = team.context_in_turns(turns, ContextOptions::new().no_store()).unwrap();
    let (context, of_team) = (&context, &of_team);
    let inside = AtomicUsize::new(0);
    let rounds: usize = turns.lend(|queue| {
        thread::scope(|scope| {
            let work = |t: usize| {
                let data = vec![t as u64 + 1; 50];
                for round in 0..100 {
                    let turn = queue.turn();
                    assert_eq!(inside.fetch_add(1, SeqCst), 0, "another thread has the turn");
                    let mine = slots.get(&turn).slice(50 * t..50 * (t + 1));
                    let words = counter.get(&turn);
                    words.word(0).at(to).inc();
                    there.get(&turn).p(50 * t, round);
                    let mut old = 0;
                    turn.scope(|s| s.fetch_inc(words.word(1).at(to), &mut old));
                    turn.scope_on(context, |s| s.put(mine.at(to), &data));
                    turn.scope_on(of_team, |s| s.on(words.word(2).at(member)).inc());
                    arrivals_view.get(&turn).add(1);
                    assert_eq!(inside.fetch_sub(1, SeqCst), 1);
                }
                100
            };
            let all: Vec<_> = (0..THREADS).map(|t| scope.spawn(move || work(t))).collect();
            all.into_iter().map(|thread| thread.join().unwrap()).sum()
        })
    });
    assert_eq!(rounds, 100 * THREADS);
    arrivals.wait(Until::Eq(rounds as u64));
    shmem.world().barrier();
    for i in 0..3 {
        assert_eq!(hits.word(i).here().fetch(), rounds as u64);
    }
    for (i, value) in inbox.to_vec().into_iter().enumerate() {
        assert_eq!(value, i as u64 / 50 + 1);
    }
    shmem.world().barrier();
}

/// The runtime can be lent inside of a scope, an epoch and a collective's closure: it is back before they
/// go on.
fn lent_inside() {
    let shmem = init();
    let turns = shmem.turns().unwrap();
    let hits = shmem.atomic(0u64).unwrap();
    let mut inbox = shmem.alloc::<u64>(4).unwrap();
    let (view, to) = (turns.share(hits.word()), right(&shmem));
    let hit = || turns.lend(|queue| view.get(&queue.turn()).at(to).inc());
    let data = [1, 2, 3, 4];
    shmem.scope(|s| {
        s.put(inbox.at(to), &data);
        hit();
    });
    shmem.world().barrier();
    inbox.with_local(|mine| {
        hit();
        assert_eq!(mine, data);
    });
    let total = shmem.world().reduce_with(1, |a, b| {
        hit();
        a + b
    });
    shmem.world().barrier();
    assert_eq!(hits.here().fetch(), 2 + shmem.n_pes() as u64 - 1);
    assert_eq!(total, shmem.n_pes());
    shmem.world().barrier();
}

/// A turn that is forgotten is nobody else's until the runtime is back; then turns are as new.
fn forgotten() {
    let shmem = init();
    let turns = shmem.turns().unwrap();
    let hits = shmem.atomic(0u64).unwrap();
    let (view, me) = (turns.share(hits.word()), shmem.my_pe());
    for _ in 0..3 {
        turns.lend(|queue| {
            let leaked = Box::leak(Box::new(queue.turn()));
            view.get(leaked).at(me).inc();
            assert!(thread::scope(|scope| scope
                .spawn(|| queue.try_turn().is_none())
                .join()
                .unwrap()));
            assert!(queue.try_turn().is_none());
        });
        turns.lend(|queue| {
            mem::forget(queue.turn());
            assert!(queue.try_turn().is_none());
        });
        turns.lend(|queue| assert!(queue.try_turn().is_some()));
    }
    assert_eq!(hits.here().fetch(), 3);
}

/// A thread that panics in its turn gives it up, completes its scope, and passes the panic on.
fn panics() {
    let shmem = init();
    let turns = shmem.turns().unwrap();
    let inbox = shmem.alloc::<u64>(4).unwrap();
    let (view, to) = (turns.share(inbox.at(right(&shmem))), AtomicBool::new(false));
    let caught = catch_unwind(AssertUnwindSafe(|| {
        turns.lend(|queue| {
            let joined = thread::scope(|scope| {
                let thread = scope.spawn(|| {
                    let (turn, data) = (queue.turn(), [1, 2, 3, 4]);
                    turn.scope(|s| {
                        s.put(view.get(&turn), &data);
                        resume_unwind(Box::new("enough"));
                    })
                });
                thread.join()
            });
            assert!(joined.is_err());
            let _turn = queue.turn();
            to.store(true, Relaxed);
            resume_unwind(Box::new("more than enough"));
        })
    }));
    let panic = caught.expect_err("it is passed on");
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"more than enough"));
    assert!(to.load(Relaxed), "others have had their turns");
    shmem.world().barrier();
    assert_eq!(inbox.to_vec(), [1, 2, 3, 4]);
    shmem.world().barrier();
}

/// Other threads have no way to the runtime but their turns, and the level is granted or not.
fn levels() {
    let shmem = Shmem::init_thread(ThreadLevel::Serialized).unwrap();
    assert_eq!(shmem.thread_level(), ThreadLevel::Serialized);
    let refused = Error::ThreadLevel { needed: "SHMEM_THREAD_MULTIPLE", granted: 2 };
    assert_eq!(shmem.threads().err(), Some(refused));
    let turns = shmem.turns().unwrap();
    turns.lend(|_| {
        assert_eq!(Shmem::init().err(), Some(Error::OtherThread));
        assert_eq!(Shmem::attach().err(), Some(Error::OtherThread));
    });
    assert_eq!(turns.my_pe(), shmem.my_pe());
}

/// Without the level, no turns.
fn too_low_a_level() {
    let shmem = Shmem::init().unwrap();
    let refused = Error::ThreadLevel { needed: "SHMEM_THREAD_SERIALIZED", granted: 1 };
    assert_eq!(shmem.turns().err(), Some(refused));
}

fn main() {
    let mut all = trials![operations: [1, 2, 3, 4], lent_inside, forgotten, panics];
    all.push(Trial::new("levels", levels).npes(&[1, 2]).job(|job| job));
    all.push(Trial::new("too_low_a_level", too_low_a_level).npes(&[1, 2]).job(|job| job));
    shmem_test::run(all);
}
