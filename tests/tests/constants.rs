//! The standard's constants: those that must differ do, and the old spellings are the new ones.
#![allow(missing_docs, reason = "a test binary")]

use std::collections::BTreeSet;

use shmem_sys::*;
use shmem_test::trials;

/// Bits that are or-ed together, each its own.
fn options_are_bits_apart() {
    for options in [
        &[SHMEM_CTX_PRIVATE, SHMEM_CTX_SERIALIZED, SHMEM_CTX_NOSTORE][..],
        &[SHMEM_MALLOC_ATOMICS_REMOTE, SHMEM_MALLOC_SIGNAL_REMOTE],
        &[SHMEM_TEAM_NUM_CONTEXTS],
        &[SHMEM_CTX_SESSION_TOTAL_OPS],
        &[SHMEM_CTX_SESSION_BATCH],
    ] {
        let all = options.iter().fold(0, |all, option| {
            assert!(option.count_ones() == 1 && all & option == 0, "{options:?}");
            all | option
        });
        assert_eq!(all.count_ones() as usize, options.len());
    }
}

fn choices_differ() {
    let comparisons =
        [SHMEM_CMP_EQ, SHMEM_CMP_NE, SHMEM_CMP_GT, SHMEM_CMP_GE, SHMEM_CMP_LT, SHMEM_CMP_LE];
    assert_eq!(BTreeSet::from(comparisons).len(), 6);
    assert_ne!(SHMEM_SIGNAL_SET, SHMEM_SIGNAL_ADD);
}

/// A name and its NUL fit the room that a program makes for it.
fn the_name_fits() {
    assert!(SHMEM_VENDOR_STRING.len() < SHMEM_MAX_NAME_LEN as usize);
}

/// `SHMEM_SYNC_SIZE` is enough for any of the active-set collectives.
fn one_size_for_all() {
    for size in [
        SHMEM_BCAST_SYNC_SIZE,
        SHMEM_REDUCE_SYNC_SIZE,
        SHMEM_BARRIER_SYNC_SIZE,
        SHMEM_COLLECT_SYNC_SIZE,
        SHMEM_ALLTOALL_SYNC_SIZE,
        SHMEM_ALLTOALLS_SYNC_SIZE,
    ] {
        assert!((1..=SHMEM_SYNC_SIZE).contains(&size));
    }
}

fn old_spellings() {
    let pairs = [
        (_SHMEM_MAJOR_VERSION, SHMEM_MAJOR_VERSION),
        (_SHMEM_MINOR_VERSION, SHMEM_MINOR_VERSION),
        (_SHMEM_MAX_NAME_LEN, SHMEM_MAX_NAME_LEN),
        (_SHMEM_CMP_EQ, SHMEM_CMP_EQ),
        (_SHMEM_CMP_NE, SHMEM_CMP_NE),
        (_SHMEM_CMP_GT, SHMEM_CMP_GT),
        (_SHMEM_CMP_GE, SHMEM_CMP_GE),
        (_SHMEM_CMP_LT, SHMEM_CMP_LT),
        (_SHMEM_CMP_LE, SHMEM_CMP_LE),
        (_SHMEM_BCAST_SYNC_SIZE, SHMEM_BCAST_SYNC_SIZE),
        (_SHMEM_REDUCE_SYNC_SIZE, SHMEM_REDUCE_SYNC_SIZE),
        (_SHMEM_BARRIER_SYNC_SIZE, SHMEM_BARRIER_SYNC_SIZE),
        (_SHMEM_COLLECT_SYNC_SIZE, SHMEM_COLLECT_SYNC_SIZE),
        (_SHMEM_REDUCE_MIN_WRKDATA_SIZE, SHMEM_REDUCE_MIN_WRKDATA_SIZE),
    ];
    pairs.iter().for_each(|(old, new)| assert_eq!(old, new));
    assert_eq!(_SHMEM_SYNC_VALUE, SHMEM_SYNC_VALUE);
    assert_eq!(_SHMEM_VENDOR_STRING, SHMEM_VENDOR_STRING);
}

fn main() {
    shmem_test::run(trials![
        options_are_bits_apart: [1], choices_differ: [1], the_name_fits: [1],
        one_size_for_all: [1], old_spellings: [1],
    ]);
}
