//! A Rust program that brings C code along: the C names are there, and lead to the Rust code's own runtime.

#![allow(unsafe_code, reason = "calls the raw API, and the same by its C names")]

use std::ffi::{c_int, c_long};
use std::mem::size_of;

use sma as _;

/// What C code would call.
mod c {
    use super::{c_int, c_long};

    unsafe extern "C" {
        pub(super) fn shmem_init();
        pub(super) fn shmem_finalize();
        pub(super) fn shmem_n_pes() -> c_int;
        pub(super) fn pshmem_long_atomic_fetch_add(
            dest: *mut c_long,
            value: c_long,
            pe: c_int,
        ) -> c_long;
    }
}

#[test]
fn both_sides_have_one_runtime() {
    // SAFETY: initialised before and finalized after, once by each side; the word is symmetric.
    #[expect(clippy::multiple_unsafe_ops_per_block, reason = "a program in C, line by line")]
    unsafe {
        shmem_sys::shmem_init();
        c::shmem_init();
        assert_eq!(c::shmem_n_pes(), shmem_sys::shmem_n_pes());
        let word = shmem_sys::shmem_calloc(1, size_of::<c_long>()).cast::<c_long>();
        assert_eq!(c::pshmem_long_atomic_fetch_add(word, 5, 0), 0);
        c::shmem_finalize();
        // The Rust side's init is not matched yet.
        assert_eq!(shmem_sys::shmem_long_atomic_fetch(word, 0), 5);
        shmem_sys::shmem_free(word.cast());
        shmem_sys::shmem_finalize();
    }
}
