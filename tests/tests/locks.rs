//! Locks: mutual exclusion, order, trying, and what a release completes.
#![allow(unsafe_code, reason = "tests the raw API")]
#![allow(missing_docs, reason = "a test binary")]

use core::ffi::c_long;
use std::thread;
use std::time::Duration;

use shmem_sys::SHMEM_CMP_EQ;
use shmem_test::trials;
use shmem_tests::{Sym, barrier, me, npes, pe, quiet};

fn set_lock(lock: &Sym<c_long>) {
    // SAFETY: a symmetric long that only lock routines touch.
    unsafe { shmem_sys::shmem_set_lock(lock.ptr()) }
}

/// Whether it was acquired.
fn test_lock(lock: &Sym<c_long>) -> bool {
    // SAFETY: a symmetric long that only lock routines touch.
    match unsafe { shmem_sys::shmem_test_lock(lock.ptr()) } {
        0 => true,
        1 => false,
        other => panic!("shmem_test_lock returned {other}"),
    }
}

fn clear_lock(lock: &Sym<c_long>) {
    // SAFETY: this PE holds the lock.
    unsafe { shmem_sys::shmem_clear_lock(lock.ptr()) }
}

fn get(cell: &Sym<u64>, from: usize) -> u64 {
    // SAFETY: symmetric.
    unsafe { shmem_sys::shmem_uint64_g(cell.ptr(), pe(from)) }
}

fn put(cell: &Sym<u64>, value: u64, to: usize) {
    // SAFETY: symmetric.
    unsafe { shmem_sys::shmem_uint64_p(cell.ptr(), value, pe(to)) }
}

/// A counter that is read and written back with no atomics: only exclusion keeps it right, and
/// only the release makes the next holder see it.
fn exclusion(acquire: impl Fn(&Sym<c_long>), times: u64) {
    let lock = Sym::filled(1, 0 as c_long);
    let counter = Sym::filled(1, 0u64);
    let home = npes() - 1;
    for _ in 0..times {
        acquire(&lock);
        put(&counter, get(&counter, home) + 1, home);
        clear_lock(&lock);
    }
    barrier();
    assert_eq!(get(&counter, home), times * npes() as u64);
    barrier();
}

fn set_lock_excludes() {
    exclusion(set_lock, 300);
}

fn test_lock_excludes() {
    exclusion(|lock| while !test_lock(lock) {}, 100);
}

/// Half of the PEs wait in line and half try.
fn both_ways_exclude() {
    exclusion(
        |lock| {
            if me().is_multiple_of(2) {
                set_lock(lock);
            } else {
                while !test_lock(lock) {}
            }
        },
        100,
    );
}

/// A held lock is busy for everybody else, a cleared one is free.
fn busy_and_free() {
    let lock = Sym::filled(1, 0 as c_long);
    for holder in 0..npes() {
        if me() == holder {
            assert!(test_lock(&lock), "a free lock");
        }
        barrier();
        if me() != holder {
            assert!(!test_lock(&lock), "a lock that PE {holder} holds");
        }
        barrier();
        if me() == holder {
            clear_lock(&lock);
        }
        barrier();
    }
}

/// Two locks do not know of each other, nor do neighbours in an array.
fn independent() {
    let locks = Sym::filled(2, 0 as c_long);
    if me() == 0 {
        // SAFETY: a symmetric long that only lock routines touch.
        unsafe { shmem_sys::shmem_set_lock(locks.at(0)) };
    }
    barrier();
    if me() == npes() - 1 {
        // SAFETY: a symmetric long that only lock routines touch.
        assert_eq!(unsafe { shmem_sys::shmem_test_lock(locks.at(1)) }, 0, "the other lock is free");
        // SAFETY: held.
        unsafe { shmem_sys::shmem_clear_lock(locks.at(1)) };
    }
    barrier();
    if me() == 0 {
        // SAFETY: held.
        unsafe { shmem_sys::shmem_clear_lock(locks.at(0)) };
    }
    barrier();
}

/// Who asks first gets it first: PEs come one after the other, while PE 0 holds the lock, and enter
/// their number in a log when they get it.
fn first_come_first_served() {
    let lock = Sym::filled(1, 0 as c_long);
    let turn = Sym::filled(1, 0u64);
    let log = Sym::filled(npes() + 1, 0u64);
    for round in 0..3 {
        // Another order each round, in which PE 0 is always the first.
        let place = |pe: usize| if pe == 0 { 0 } else { (pe - 1 + round) % (npes() - 1) + 1 };
        if me() == 0 {
            set_lock(&lock);
        }
        barrier();
        if me() == 0 {
            for next in 1..npes() {
                for target in 0..npes() {
                    put(&turn, next as u64, target);
                }
                // The line cannot be asked whether a PE stands in it: give it time to get there.
                thread::sleep(Duration::from_millis(60));
            }
        } else {
            // SAFETY: a symmetric word.
            unsafe {
                shmem_sys::shmem_uint64_wait_until(
                    turn.ptr(),
                    shmem_sys::SHMEM_CMP_GE,
                    place(me()) as u64,
                );
            }
            set_lock(&lock);
        }
        // SAFETY: symmetric; the lock is held.
        let entries = unsafe { shmem_sys::shmem_uint64_g(log.ptr(), 0) };
        // SAFETY: as above; at most one entry per PE.
        unsafe { shmem_sys::shmem_uint64_p(log.at(1 + entries as usize), me() as u64, 0) };
        // SAFETY: as above.
        unsafe { shmem_sys::shmem_uint64_p(log.ptr(), entries + 1, 0) };
        clear_lock(&lock);
        barrier();
        if me() == 0 {
            let order: Vec<usize> =
                log.to_vec()[1..].iter().map(|&pe| place(pe as usize)).collect();
            assert_eq!(order, (0..npes()).collect::<Vec<_>>(), "the places in line, as served");
            log.write(0, &[0]);
            turn.write(0, &[0]);
        } else {
            turn.write(0, &[0]);
        }
        barrier();
    }
}

/// Clearing a lock completes the holder's puts to everybody.
fn clearing_completes() {
    const LEN: usize = 2_000;
    let lock = Sym::filled(1, 0 as c_long);
    let data = Sym::filled(LEN, 0u64);
    let done = Sym::filled(1, 0u64);
    for _ in 0..20 {
        set_lock(&lock);
        let before = data.read(0);
        assert!(data.to_vec().iter().all(|&v| v == before), "a holder's put came too late");
        let source = vec![before + 1; LEN];
        for target in 0..npes() {
            // SAFETY: symmetric and in bounds; the source lives until the release.
            unsafe {
                shmem_sys::shmem_uint64_put_nbi(data.ptr(), source.as_ptr(), LEN, pe(target));
            }
        }
        clear_lock(&lock);
    }
    // SAFETY: a symmetric word.
    unsafe { shmem_sys::shmem_uint64_atomic_inc(done.ptr(), 0) };
    if me() == 0 {
        // SAFETY: a symmetric word.
        unsafe { shmem_sys::shmem_uint64_wait_until(done.ptr(), SHMEM_CMP_EQ, npes() as u64) };
        assert_eq!(data.read(LEN - 1), 20 * npes() as u64);
    }
    quiet();
    barrier();
}

fn main() {
    shmem_test::run(trials![
        set_lock_excludes: [1, 2, 3, 4, 7], test_lock_excludes: [1, 2, 3, 4, 7],
        both_ways_exclude: [2, 4, 7], busy_and_free: [1, 2, 3, 4, 7], independent,
        first_come_first_served: [2, 3, 4, 7], clearing_completes: [1, 2, 4],
    ]);
}
