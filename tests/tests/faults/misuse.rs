//! Misuse that a PE can see by itself.

use core::ffi::c_long;

use shmem_test::Trial;
use shmem_tests::{Sym, barrier, me, npes};

use crate::{culprit_says, init};

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
        Trial::new("misuse::freed_twice", freed_twice).npes(&[1, 3]).ends(|ended| {
            ended.expect_status(1);
            assert!(ended.stderr(0).contains("shmem_free"), "{}", ended.stderr(0));
        }),
        Trial::new("misuse::finalize_without_init", finalize_without_init).npes(&[1, 2]).ends(
            |ended| {
                ended.expect_status(1);
                culprit_says(ended, "shmem_finalize");
            },
        ),
    ]
}
