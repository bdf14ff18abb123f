//! Misuse that a PE can see by itself.

use core::ffi::c_long;
use std::thread;
use std::time::Duration;

use shmem_sys::{
    SHMEM_CTX_DEFAULT, SHMEM_CTX_INVALID, SHMEM_TEAM_INVALID, SHMEM_TEAM_WORLD,
    SHMEM_THREAD_MULTIPLE,
};
use shmem_test::Trial;
use shmem_tests::{Sym, barrier, me, npes};

use crate::init;

/// A trial in which the last PE does to a symmetric `long` what it must not, while the others are in
/// a barrier.
fn misuse(name: &str, act: fn(*mut c_long), texts: &'static [&'static str]) -> Trial {
    Trial::new(format!("misuse::{name}"), move || {
        init();
        let word = Sym::filled(1, 0 as c_long);
        if me() == npes() - 1 {
            act(word.ptr());
        }
        barrier();
        unreachable!("misuse that nobody has seen");
    })
    .npes(&[1, 3])
    .ends(move |ended| {
        ended.expect_status(1);
        let culprit = ended.outcome().stderr.len() - 1;
        ended.expect_culprit(culprit);
        for pe in 0..=culprit {
            ended.expect_stderr(pe, &format!("PE {culprit}"));
            texts.iter().for_each(|text| ended.expect_stderr(pe, text));
        }
    })
}

fn set_lock(lock: *mut c_long) {
    // SAFETY: a symmetric long that only lock routines touch.
    unsafe { shmem_sys::shmem_set_lock(lock) }
}

fn relock(lock: *mut c_long) {
    set_lock(lock);
    set_lock(lock);
}

fn test_the_own_lock(lock: *mut c_long) {
    set_lock(lock);
    // SAFETY: wrong on purpose: this PE holds the lock.
    unsafe { shmem_sys::shmem_test_lock(lock) };
}

fn clear_a_free_lock(lock: *mut c_long) {
    // SAFETY: wrong on purpose: this PE does not hold the lock.
    unsafe { shmem_sys::shmem_clear_lock(lock) };
}

fn lock_on_the_stack(_: *mut c_long) {
    let mut local = 0;
    set_lock(&raw mut local);
}

fn free_the_middle(block: *mut c_long) {
    // SAFETY: wrong on purpose: no block begins there.
    unsafe { shmem_sys::shmem_free(block.wrapping_byte_add(8).cast()) };
}

fn free_a_local(_: *mut c_long) {
    let mut local = 0 as c_long;
    // SAFETY: wrong on purpose: not of the symmetric heap.
    unsafe { shmem_sys::shmem_free((&raw mut local).cast()) };
}

fn unknown_comparison(word: *mut c_long) {
    // SAFETY: wrong on purpose: there is no such comparison.
    unsafe { shmem_sys::shmem_long_wait_until(word, 99, 0) };
}

fn unknown_signal_operation(word: *mut c_long) {
    let (signal, word) = (word.cast::<u64>(), word.cast());
    // SAFETY: wrong on purpose: there is no such operation.
    unsafe { shmem_sys::shmem_putmem_signal(word, word, 0, signal, 1, 99, 0) };
}

fn no_context(word: *mut c_long) {
    // SAFETY: wrong on purpose.
    unsafe { shmem_sys::shmem_ctx_long_p(SHMEM_CTX_INVALID, word, 1, 0) };
}

fn destroyed_context(word: *mut c_long) {
    let mut ctx = SHMEM_CTX_INVALID;
    // SAFETY: the out parameter is a local variable.
    unsafe { shmem_sys::shmem_ctx_create(0, &raw mut ctx) };
    // SAFETY: a live context.
    unsafe { shmem_sys::shmem_ctx_destroy(ctx) };
    // SAFETY: wrong on purpose.
    unsafe { shmem_sys::shmem_ctx_long_p(ctx, word, 1, 0) };
}

fn default_context_destroyed(_: *mut c_long) {
    // SAFETY: wrong on purpose.
    unsafe { shmem_sys::shmem_ctx_destroy(SHMEM_CTX_DEFAULT()) };
}

fn collective_on_no_team(_: *mut c_long) {
    // SAFETY: wrong on purpose.
    unsafe { shmem_sys::shmem_team_sync(SHMEM_TEAM_INVALID) };
}

fn world_destroyed(_: *mut c_long) {
    // SAFETY: wrong on purpose.
    unsafe { shmem_sys::shmem_team_destroy(SHMEM_TEAM_WORLD()) };
}

/// Two threads of a PE in one team's collectives: the second one to come sees it.
fn two_threads_in_one_team() {
    let mut provided = 0;
    // SAFETY: first thing in a job of its own.
    unsafe { shmem_sys::shmem_init_thread(SHMEM_THREAD_MULTIPLE, &raw mut provided) };
    if me() == npes() - 1 {
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(barrier);
            }
        });
    }
    // All others come late, so that nobody gets through before.
    thread::sleep(Duration::MAX);
}

/// Freed twice: alike on all PEs, so that the second call is no block's on any of them.
fn freed_twice() {
    init();
    // SAFETY: collective.
    let block = unsafe { shmem_sys::shmem_malloc(64) };
    // SAFETY: collective.
    unsafe { shmem_sys::shmem_free(block) };
    // SAFETY: wrong on purpose: it is free.
    unsafe { shmem_sys::shmem_free(block) };
}

fn finalize_without_init() {
    // SAFETY: wrong on purpose: nothing was initialised.
    unsafe { shmem_sys::shmem_finalize() };
}

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        misuse("relock", relock, &["shmem_set_lock", "already has"]),
        misuse("test_the_own_lock", test_the_own_lock, &["shmem_test_lock", "already has"]),
        misuse("clear_a_free_lock", clear_a_free_lock, &["shmem_clear_lock", "does not have"]),
        misuse("lock_on_the_stack", lock_on_the_stack, &["shmem_set_lock", "symmetric heap"]),
        misuse("free_the_middle", free_the_middle, &["shmem_free", "no block begins"]),
        misuse("free_a_local", free_a_local, &["shmem_free", "outside the heap"]),
        misuse("unknown_comparison", unknown_comparison, &["99", "SHMEM_CMP"]),
        misuse("unknown_signal_operation", unknown_signal_operation, &["99", "SHMEM_SIGNAL_SET"]),
        misuse("no_context", no_context, &["SHMEM_CTX_INVALID"]),
        misuse("destroyed_context", destroyed_context, &["destroyed"]),
        misuse("default_context_destroyed", default_context_destroyed, &["SHMEM_CTX_DEFAULT"]),
        misuse("collective_on_no_team", collective_on_no_team, &["SHMEM_TEAM_INVALID"]),
        misuse("world_destroyed", world_destroyed, &["predefined team"]),
        Trial::new("misuse::two_threads_in_one_team", two_threads_in_one_team).npes(&[2, 3]).ends(
            |ended| {
                ended.expect_status(1);
                let culprit = ended.outcome().stderr.len() - 1;
                ended.expect_culprit(culprit);
                ended.expect_stderr(culprit, "two threads are in collectives of the world team");
            },
        ),
        Trial::new("misuse::freed_twice", freed_twice).npes(&[1, 3]).ends(|ended| {
            ended.expect_status(1);
            assert!(ended.stderr(0).contains("shmem_free"), "{}", ended.stderr(0));
        }),
        Trial::new("misuse::finalize_without_init", finalize_without_init).npes(&[1, 2]).ends(
            |ended| {
                ended.expect_status(1);
                ended.expect_said(&["shmem_finalize"]);
            },
        ),
    ]
}
