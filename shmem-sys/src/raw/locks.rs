//! Locks: one for all PEs in a symmetric `long`, granted in the order of asking.

use core::ffi::{c_int, c_long};

use crate::engine::lock;

routines! {
    /// Waits for the lock.
    fn shmem_set_lock(lock: *mut c_long) {
        // SAFETY: the caller's promise.
        unsafe { lock::set(lock) }
    }
    /// Takes the lock if it is free: 0 if so, 1 if it was busy.
    fn shmem_test_lock(lock: *mut c_long) -> c_int {
        // SAFETY: the caller's promise.
        c_int::from(!unsafe { lock::test(lock) })
    }
    /// Completes what was issued on the default context and gives the lock back.
    fn shmem_clear_lock(lock: *mut c_long) {
        // SAFETY: the caller's promise.
        unsafe { lock::clear(lock) }
    }
}
