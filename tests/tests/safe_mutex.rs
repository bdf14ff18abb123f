//! Mutexes: exclusion, what the next holder sees, poison, and guards that are not treated as they should.
#![allow(missing_docs, reason = "a test binary")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::TryLockError;
use std::thread;

use shmem::{Shmem, SymMutex, SymMutexGuard};
use shmem_test::{Trial, trials};

fn init() -> Shmem {
    Shmem::init().expect("the harness has set up a job")
}

/// Whether a lock is busy. Takes no notice of poison.
fn busy(mutex: &SymMutex<'_, u64>) -> bool {
    matches!(mutex.try_lock(), Err(TryLockError::WouldBlock))
}

/// A value of many words, all of which every holder changes.
fn exclusion<'a>(
    mutex: &'a SymMutex<'_, [u64; 50]>,
    lock: impl Fn(&'a SymMutex<'_, [u64; 50]>) -> SymMutexGuard<'a, [u64; 50]>,
    times: u64,
) {
    for _ in 0..times {
        let mut value = lock(mutex);
        let before = value[0];
        assert_eq!(*value, [before; 50], "what the last holder wrote, all of it");
        value.fill(before + 1);
    }
}

fn lock_excludes() {
    let shmem = init();
    let mutex = shmem.mutex([0; 50]).unwrap();
    exclusion(&mutex, |mutex| mutex.lock().unwrap(), 300);
    shmem.world().barrier();
    assert_eq!(mutex.lock().unwrap()[49], 300 * shmem.n_pes() as u64);
}

/// Tries until it has the lock.
fn insist<'a>(mutex: &'a SymMutex<'_, [u64; 50]>) -> SymMutexGuard<'a, [u64; 50]> {
    loop {
        match mutex.try_lock() {
            Ok(guard) => return guard,
            Err(TryLockError::WouldBlock) => thread::yield_now(),
            Err(TryLockError::Poisoned(_)) => panic!("nobody has panicked"),
        }
    }
}

fn try_lock_excludes() {
    let shmem = init();
    let mutex = shmem.mutex([0; 50]).unwrap();
    exclusion(&mutex, insist, 100);
    shmem.world().barrier();
    assert_eq!(mutex.lock().unwrap()[0], 100 * shmem.n_pes() as u64);
}

fn begins_with_what_pe_0_brings() {
    let shmem = init();
    let mutex = shmem.mutex(100 + shmem.my_pe().index()).unwrap();
    assert_eq!(*mutex.lock().unwrap(), 100);
}

/// A mutex whose value is nothing is a lock for something else.
fn a_lock_for_something_else() {
    let shmem = init();
    let lock = shmem.mutex(()).unwrap();
    let counter = shmem.alloc::<u64>(1).unwrap();
    let last = counter.at(shmem.pe(shmem.n_pes() - 1));
    for _ in 0..200 {
        let _guard = lock.lock().unwrap();
        last.p(0, last.g(0) + 1);
    }
    shmem.world().barrier();
    assert_eq!(last.g(0), 200 * shmem.n_pes() as u64);
}

fn busy_and_free() {
    let shmem = init();
    let (a, b) = (shmem.mutex(1u64).unwrap(), shmem.mutex(2u64).unwrap());
    for holder in shmem.pes() {
        let mine = (holder == shmem.my_pe()).then(|| a.lock().unwrap());
        shmem.world().barrier();
        assert!(busy(&a), "held here or elsewhere");
        shmem.world().barrier();
        drop(b.lock().unwrap());
        drop(mine);
        shmem.world().barrier();
    }
}

/// A panic beside a guard writes nothing back, frees the lock, and tells every PE.
fn poison() {
    let shmem = init();
    let mutex = shmem.mutex([1u64, 2]).unwrap();
    if shmem.my_pe().index() == shmem.n_pes() - 1 {
        let caught = catch_unwind(AssertUnwindSafe(|| {
            let mut value = mutex.lock().unwrap();
            value[0] = 10;
            assert_eq!(value[1], 20, "half way");
        }));
        assert!(caught.is_err());
    }
    shmem.world().barrier();
    assert!(mutex.is_poisoned());
    let value = mutex.lock().expect_err("poisoned").into_inner();
    assert_eq!(*value, [1, 2]);
    drop(value);
    assert!(matches!(mutex.try_lock(), Err(TryLockError::Poisoned(_) | TryLockError::WouldBlock)));
    shmem.world().barrier();
    mutex.clear_poison();
    shmem.world().barrier();
    mutex.lock().unwrap()[0] += 1;
    shmem.world().barrier();
    assert_eq!(mutex.lock().unwrap()[0], 1 + shmem.n_pes() as u64);
}

/// A guard that is made and dropped while a panic unwinds does its work: its holder has not panicked.
fn locking_while_unwinding() {
    struct Count<'a>(&'a SymMutex<'a, u64>);
    impl Drop for Count<'_> {
        fn drop(&mut self) {
            *self.0.lock().unwrap() += 1;
        }
    }
    let shmem = init();
    let mutex = shmem.mutex(0u64).unwrap();
    let caught = catch_unwind(AssertUnwindSafe(|| {
        let _count = Count(&mutex);
        assert!(shmem.n_pes() == 0, "nobody is there");
    }));
    assert!(caught.is_err());
    shmem.world().barrier();
    assert_eq!(*mutex.lock().unwrap(), shmem.n_pes() as u64);
}

/// Locking what one has locked panics and leaves the lock alone.
fn locking_twice() {
    let shmem = init();
    let mutex = shmem.mutex(0u64).unwrap();
    if shmem.my_pe().index() == 0 {
        let guard = mutex.lock().unwrap();
        let caught = catch_unwind(AssertUnwindSafe(|| drop(mutex.lock())));
        let why = caught.expect_err("a second guard");
        let why = why.downcast_ref::<&str>().expect("a plain message");
        assert!(why.contains("has the lock already"), "{why:?}");
        assert!(busy(&mutex));
        drop(guard);
    }
    *mutex.lock().unwrap() += 1;
}

/// A forgotten guard keeps the lock, for this PE too; memory and other mutexes are none the worse.
fn forgotten() {
    let shmem = init();
    let mutex = shmem.mutex(7u64).unwrap();
    let keeper = shmem.pe(shmem.n_pes() - 1);
    if shmem.my_pe() == keeper {
        let mut guard = mutex.lock().unwrap();
        *guard = 8;
        std::mem::forget(guard);
        let caught = catch_unwind(AssertUnwindSafe(|| drop(mutex.lock())));
        assert!(caught.is_err(), "a second guard");
    }
    shmem.world().barrier();
    assert!(busy(&mutex));
    shmem.world().barrier();
    drop(mutex);
    assert_eq!(shmem.reclaim(), 1, "the lock is nobody's any more");
    let next = shmem.mutex(1u64).unwrap();
    assert_eq!(*next.lock().unwrap(), 1);
}

/// Drops in different orders on different PEs, over and over, in a small heap.
fn constant_memory() {
    let shmem = init();
    for round in 0..500 {
        let (a, b) = (shmem.mutex([round; 2_000]).unwrap(), shmem.mutex(()).unwrap());
        let guard = a.lock().unwrap();
        assert_eq!(guard[1_999], round);
        drop(guard);
        if (shmem.my_pe().index() + round).is_multiple_of(2) { drop((a, b)) } else { drop((b, a)) }
    }
}

/// A mutex on one PE and memory on another are no allocation.
fn asymmetric() {
    let shmem = init();
    let odd = shmem.my_pe().index() == 0;
    let made = if odd { shmem.mutex(1u64).map(drop) } else { shmem.alloc::<u64>(1).map(drop) };
    assert!(matches!(made, Err(shmem::Error::Asymmetric { .. })), "{made:?}");
}

/// Every PE is some mutex's home: they exclude, begin with what their homes bring, poison one by one, and are
/// each other's in nothing.
fn many_homes() {
    let shmem = init();
    let me = shmem.my_pe();
    let mutexes: Vec<_> =
        shmem.pes().map(|home| shmem.mutex_on(home, [me.index() as u64; 50]).unwrap()).collect();
    for (home, mutex) in shmem.pes().zip(&mutexes) {
        assert_eq!(mutex.home(), home);
        assert_eq!(mutex.lock().unwrap()[7], home.index() as u64);
    }
    shmem.world().barrier();
    for mutex in &mutexes {
        exclusion(mutex, |mutex| mutex.lock().unwrap(), 100);
    }
    shmem.world().barrier();
    let total = 100 * shmem.n_pes() as u64;
    for (home, mutex) in mutexes.iter().enumerate() {
        assert_eq!(*mutex.lock().unwrap(), [home as u64 + total; 50]);
    }
    shmem.world().barrier();
    // Each PE poisons its own.
    let panic = || {
        let _guard = mutexes[me.index()].lock();
        panic!("on purpose");
    };
    assert!(catch_unwind(AssertUnwindSafe(panic)).is_err());
    shmem.world().barrier();
    for mutex in &mutexes {
        assert!(mutex.is_poisoned());
        let error = mutex.lock().expect_err("it is poisoned");
        assert_eq!(error.get_ref()[49], mutex.home().index() as u64 + total);
    }
    shmem.world().barrier();
    mutexes[me.index()].clear_poison();
    shmem.world().barrier();
    assert!(mutexes.iter().all(|mutex| !mutex.is_poisoned()));
    shmem.world().barrier();
}

/// PEs that name different homes learn it, and the memory comes back.
fn different_homes() {
    let shmem = init();
    let before = shmem.reclaim();
    let made = shmem.mutex_on(shmem.my_pe(), 1u64);
    let (min, max) = (0, shmem.n_pes() as u64 - 1);
    assert_eq!(made.err(), Some(shmem::Error::Asymmetric { what: "homes", min, max }));
    assert_eq!((before, shmem.reclaim()), (0, 1));
}

fn main() {
    let mut all = trials![
        lock_excludes: [1, 2, 3, 4, 7], try_lock_excludes: [1, 2, 3, 4, 7],
        begins_with_what_pe_0_brings: [1, 2, 3, 4, 7], a_lock_for_something_else: [1, 2, 3, 4, 7],
        busy_and_free: [1, 2, 3, 4, 7], poison: [1, 2, 3, 4, 7],
        locking_while_unwinding: [1, 2, 3, 4], locking_twice: [1, 2, 3, 4],
        forgotten: [1, 2, 3, 4, 7], asymmetric: [2, 3, 4],
        many_homes, different_homes: [2, 3, 4],
    ];
    all.push(
        Trial::new("constant_memory", constant_memory)
            .npes(&[1, 2, 3, 4, 7])
            .job(|job| job.heap_size(1 << 20)),
    );
    shmem_test::run(all);
}
