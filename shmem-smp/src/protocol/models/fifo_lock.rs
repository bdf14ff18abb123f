use std::sync::atomic::Ordering::{Acquire, Relaxed};

use loom::sync::Arc;
use loom::sync::atomic::AtomicU32;
use loom::thread;

use shmem_core::fifo_lock::{Misuse, Word, Words, acquire, release, try_acquire};

use super::super::LockWord;
use super::{Dormitory, Peers, Sleeping, Spinning, check};

struct World {
    tail: AtomicU32,
    nodes: Vec<AtomicU32>,
    bells: Vec<Dormitory>,
    /// What the lock protects: changed by a load and a store, so holders must exclude each other.
    visits: AtomicU32,
    /// The PE that visited last, plus one.
    last: AtomicU32,
}

impl Words for World {
    fn tail(&self) -> impl Word {
        LockWord(&self.tail)
    }

    fn node(&self, pe: usize) -> impl Word {
        LockWord(&self.nodes[pe])
    }

    fn n_pes(&self) -> usize {
        self.nodes.len()
    }
}

impl World {
    fn new(npes: usize) -> Arc<Self> {
        Arc::new(Self {
            tail: AtomicU32::new(0),
            nodes: (0..npes).map(|_| AtomicU32::new(0)).collect(),
            bells: (0..npes).map(|_| Dormitory::default()).collect(),
            visits: AtomicU32::new(0),
            last: AtomicU32::new(0),
        })
    }

    fn visit(&self, me: usize) {
        let visits = self.visits.load(Relaxed);
        self.last.store(me as u32 + 1, Relaxed);
        thread::yield_now();
        assert_eq!(self.last.load(Relaxed), me as u32 + 1, "two PEs are inside");
        self.visits.store(visits + 1, Relaxed);
    }

    fn lock_and_visit(&self, env: &impl Peers, me: usize) {
        acquire(env, self, me).unwrap();
        self.visit(me);
        release(env, self, me).unwrap();
    }

    fn run(this: &Arc<Self>, act: impl Fn(&Self, usize) + Copy + Send + 'static) {
        let others: Vec<_> = (1..this.nodes.len())
            .map(|pe| {
                let world = this.clone();
                thread::spawn(move || act(&world, pe))
            })
            .collect();
        act(this, 0);
        others.into_iter().for_each(|thread| thread.join().unwrap());
        this.assert_free();
    }

    fn assert_free(&self) {
        assert_eq!(self.tail.load(Relaxed), 0, "the tail of a free lock");
        for node in &self.nodes {
            assert_eq!(node.load(Relaxed), 0, "a node of a free lock");
        }
    }

    fn sleeping(&self, me: usize) -> Sleeping<'_> {
        Sleeping { me, bells: &self.bells }
    }
}

#[test]
fn two_holders_exclude_each_other_twice() {
    check(3, || {
        let world = World::new(2);
        World::run(&world, |world, me| {
            world.lock_and_visit(&Spinning, me);
            world.lock_and_visit(&Spinning, me);
        });
        assert_eq!(world.visits.load(Relaxed), 4);
    });
}

#[test]
fn sleeping_waiters_are_woken() {
    check(3, || {
        let world = World::new(2);
        World::run(&world, |world, me| world.lock_and_visit(&world.sleeping(me), me));
        assert_eq!(world.visits.load(Relaxed), 2);
    });
}

#[test]
fn three_holders_exclude_each_other() {
    check(1, || {
        let world = World::new(3);
        World::run(&world, |world, me| world.lock_and_visit(&world.sleeping(me), me));
        assert_eq!(world.visits.load(Relaxed), 3);
    });
}

#[test]
fn waiters_get_the_lock_in_the_order_they_came() {
    check(2, || {
        let world = World::new(3);
        let come_as = |me: usize| {
            let world = world.clone();
            thread::spawn(move || {
                acquire(&world.sleeping(me), &*world, me).unwrap();
                assert_eq!(world.visits.load(Relaxed), me as u32 - 1, "PE {me} out of turn");
                world.visit(me);
                release(&world.sleeping(me), &*world, me).unwrap();
            })
        };
        acquire(&world.sleeping(0), &*world, 0).unwrap();
        let first = come_as(1);
        world.sleeping(0).until(|| world.tail.load(Acquire) == 2);
        let second = come_as(2);
        release(&world.sleeping(0), &*world, 0).unwrap();
        first.join().unwrap();
        second.join().unwrap();
        assert_eq!(world.visits.load(Relaxed), 2);
        world.assert_free();
    });
}

#[test]
fn trying_excludes_too_and_leaves_no_trace() {
    check(3, || {
        let world = World::new(3);
        World::run(&world, |world, me| {
            if me == 0 {
                world.lock_and_visit(&Spinning, me);
            } else if try_acquire(world, me).unwrap() {
                world.visit(me);
                release(&Spinning, world, me).unwrap();
            }
        });
        assert!((1..=3).contains(&world.visits.load(Relaxed)));
    });
}

#[test]
fn misuse_is_told() {
    check(1, || {
        let world = World::new(2);
        assert_eq!(release(&Spinning, &*world, 0), Err(Misuse::NotHeld));
        assert_eq!(try_acquire(&*world, 0), Ok(true));
        assert_eq!(acquire(&Spinning, &*world, 0), Err(Misuse::Held));
        assert_eq!(try_acquire(&*world, 0), Err(Misuse::Held));
        assert_eq!(try_acquire(&*world, 1), Ok(false));
        assert_eq!(release(&Spinning, &*world, 1), Err(Misuse::NotHeld));
        let waiter = thread::spawn({
            let world = world.clone();
            move || world.lock_and_visit(&Spinning, 1)
        });
        Spinning.until(|| world.tail.load(Acquire) == 2);
        assert_eq!(acquire(&Spinning, &*world, 1), Err(Misuse::Waited));
        assert_eq!(release(&Spinning, &*world, 1), Err(Misuse::NotHeld));
        release(&Spinning, &*world, 0).unwrap();
        waiter.join().unwrap();
    });
}
