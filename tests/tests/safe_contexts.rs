//! Contexts and threads.
#![allow(missing_docs, reason = "a test binary")]

use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::thread;

use shmem::prelude::*;
use shmem::{ContextOptions, Error, ThreadLevel};
use shmem_test::{Trial, trials};

const THREADS: usize = 6;

/// The runtime of a trial, nested in the harness's, which starts it for many threads.
fn init() -> Shmem {
    Shmem::init_thread(ThreadLevel::Multiple).expect("nothing stands in the way")
}

fn right(shmem: &Shmem) -> Pe {
    shmem.my_pe().wrapping_add(1)
}

/// Every kind of operation by a context, blocking and not.
fn operations() {
    let shmem = init();
    let inbox = shmem.alloc::<u64>(40).unwrap();
    let (hits, ready) = (shmem.atomics::<u64>(2).unwrap(), shmem.signals(2).unwrap());
    let data: Vec<u64> = (0..10).map(|i| 10 * shmem.my_pe().index() as u64 + i).collect();
    let left = shmem.my_pe().wrapping_add(-1).index() as u64;
    let expected: Vec<u64> = (0..10).map(|i| 10 * left + i).collect();
    for options in [ContextOptions::new(), ContextOptions::new().no_store()] {
        let context = shmem.context_with(options).unwrap();
        let mut old = 99;
        let mut back = vec![0; 10];
        context.scope(|s| {
            s.start_session(Some(10));
            s.on(inbox.slice(..10).at(right(&shmem))).put(&data);
            s.put(inbox.slice(10..20).at(right(&shmem)), &data);
            s.on(inbox.slice(20..).at(right(&shmem))).iput(2, &data, 1, 10);
            s.fence();
            s.on(inbox.at(right(&shmem))).p(39, 5);
            s.quiet();
            assert_eq!(s.on(inbox.at(right(&shmem))).g(39), 5);
            s.get(inbox.slice(10..20).at(right(&shmem)), &mut back);
            s.on(hits.word(0).at(right(&shmem))).inc();
            s.quiet();
            s.fetch_add(hits.word(0).at(right(&shmem)), 10, &mut old);
            s.stop_session();
            s.on(ready.word(0).at(right(&shmem))).add(1);
            ready.word(0).wait(Until::Ge(1));
        });
        assert_eq!((old, &back), (1, &data));
        shmem.world().barrier();
        assert_eq!(inbox.slice(..10).to_vec(), expected);
        assert_eq!(inbox.slice(10..20).to_vec(), expected);
        let spread: Vec<u64> = (0..10).map(|i| inbox.read(20 + 2 * i)).collect();
        assert_eq!((spread, inbox.read(39)), (expected.clone(), 5));
        assert_eq!(hits.word(0).here().swap(0), 11);
        shmem.world().barrier();
    }
}

/// Contexts come and go, are forgotten, and are left by panics; the runtime does not mind.
fn lives() {
    let shmem = init();
    let word = shmem.atomic(0u64).unwrap();
    for i in 0..200 {
        let context = shmem.context().unwrap();
        let caught = catch_unwind(AssertUnwindSafe(|| {
            context.scope(|s| {
                s.on(word.at(right(&shmem))).inc();
                if i % 3 == 0 {
                    resume_unwind(Box::new(()));
                }
            });
        }));
        assert_eq!(caught.is_err(), i % 3 == 0);
        if i % 50 == 0 {
            mem::forget(context);
        }
    }
    shmem.world().sync();
    assert_eq!(word.here().fetch(), 200);
    shmem.world().barrier();
}

/// Threads on the default context: nothing is lost, and what they did is done when they are joined.
fn threads_on_the_default_context() {
    let shmem = init();
    assert_eq!(shmem.thread_level(), ThreadLevel::Multiple);
    let threads = shmem.threads().unwrap();
    let (hits, inbox) = (shmem.atomics::<u64>(2).unwrap(), shmem.alloc(THREADS * 50).unwrap());
    let (counter, slots) = (threads.share(hits.as_slice()), threads.share(inbox.as_slice()));
    let target = right(&shmem);
    thread::scope(|scope| {
        for t in 0..THREADS {
            scope.spawn(move || {
                let mine = slots.get().slice(50 * t..50 * (t + 1));
                let data = vec![t as u64 + 1; 50];
                let mut old = 0;
                for _ in 0..100 {
                    counter.get().word(1).at(target).inc();
                    counter.threads().scope(|s| {
                        s.put(mine.at(target), &data);
                        s.fetch_inc(counter.get().word(0).at(target), &mut old);
                    });
                }
            });
        }
    });
    shmem.world().barrier();
    assert_eq!(hits.word(0).here().fetch(), 100 * THREADS as u64);
    assert_eq!(hits.word(1).here().fetch(), 100 * THREADS as u64);
    for (i, value) in inbox.to_vec().into_iter().enumerate() {
        assert_eq!(value, i as u64 / 50 + 1);
    }
    shmem.world().barrier();
}

/// A ring of PEs per thread: messages with signals, each thread by a context of another kind, while
/// the main thread is in collectives.
fn a_context_each() {
    const ROUNDS: u64 = 50;
    let shmem = init();
    let threads = shmem.threads().unwrap();
    let inbox = shmem.alloc::<u64>(THREADS * 20).unwrap();
    let (arrived, free) = (shmem.signals(THREADS).unwrap(), shmem.signals(THREADS).unwrap());
    let common = threads.shared_context(ContextOptions::new()).unwrap();
    let (to, back) = (right(&shmem), shmem.my_pe().wrapping_add(-1));
    thread::scope(|scope| {
        for t in 0..THREADS {
            let slot = threads.share(inbox.slice(20 * t..20 * (t + 1)));
            let (arrived, free) = (threads.share(arrived.word(t)), threads.share(free.word(t)));
            let common = &common;
            let handed = threads.serialized_context(ContextOptions::new()).unwrap();
            scope.spawn(move || {
                let private = threads.private_context(ContextOptions::new()).unwrap();
                for round in 1..=ROUNDS {
                    let data = [round * 1000 + (t * 100 + threads.my_pe().index()) as u64; 20];
                    let target = slot.get().at(to);
                    let (signal, set) = (arrived.get(), SignalOp::Set(round));
                    match t % 3 {
                        0 => private.scope(|s| s.on(target).put_signal(&data, signal, set)),
                        1 => handed.scope(|s| s.put_signal(target, &data, signal, set)),
                        _ => common.scope(|s| s.put_signal(target, &data, signal, set)),
                    }
                    arrived.get().wait(Until::Eq(round));
                    let from = round * 1000 + (t * 100 + back.index()) as u64;
                    assert_eq!(slot.get().to_vec(), [from; 20]);
                    free.get().at(back).set(round);
                    free.get().wait(Until::Eq(round));
                }
            });
        }
        for _ in 0..ROUNDS {
            assert_eq!(shmem.world().sum(1), shmem.n_pes());
            drop(shmem.alloc::<u64>(10).unwrap());
        }
    });
    shmem.world().barrier();
}

/// Without the level, no permission; and a nested init cannot have it afterwards.
fn too_low_a_level() {
    let shmem = Shmem::init().unwrap();
    assert_eq!(shmem.thread_level(), ThreadLevel::Funneled);
    let refused = Error::ThreadLevel { needed: "SHMEM_THREAD_MULTIPLE", granted: 1 };
    assert_eq!(shmem.threads().err(), Some(refused.clone()));
    assert_eq!(Shmem::init_thread(ThreadLevel::Multiple).err(), Some(refused.clone()));
    let mut ran = false;
    shmem::run_threaded(|nested| -> shmem::Result<()> {
        assert_eq!(nested.threads().err(), Some(refused));
        ran = true;
        Ok(())
    });
    assert!(ran);
    let attached = Shmem::attach().unwrap();
    assert_eq!(attached.n_pes(), shmem.n_pes());
    assert!(shmem.context().is_ok());
}

/// A thread that panics while it uses a view takes nobody along.
fn a_thread_panics() {
    let shmem = init();
    let threads = shmem.threads().unwrap();
    let inbox = shmem.alloc::<u64>(4).unwrap();
    let view = threads.share(inbox.at(right(&shmem)));
    let joined = thread::scope(|scope| {
        let thread = scope.spawn(move || {
            let data = [1, 2, 3, 4];
            threads.scope(|s| {
                s.put(view.get(), &data);
                resume_unwind(Box::new("enough"));
            })
        });
        thread.join()
    });
    assert!(joined.is_err());
    shmem.world().barrier();
    assert_eq!(inbox.to_vec(), [1, 2, 3, 4]);
    shmem.world().barrier();
}

fn main() {
    let mut trials = trials![
        operations: [1, 2, 3, 4, 7],
        lives,
        threads_on_the_default_context,
        a_context_each: [1, 2, 3],
        a_thread_panics,
    ];
    trials.push(Trial::new("too_low_a_level", too_low_a_level).npes(&[1, 2]).job(|job| job));
    shmem_test::run(trials);
}
