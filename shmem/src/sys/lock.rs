//! The standard's locks.

use std::ffi::c_long;

use super::Word;

/// Locks: words that only these routines touch.
impl Word<'_, c_long> {
    /// Waits for the lock.
    pub(crate) fn lock(self) {
        // SAFETY: the word is allocated, aligned, 0 at first, and touched by lock routines only. If this
        // PE has the lock, the job ends.
        unsafe { shmem_sys::shmem_set_lock(self.as_ptr()) };
    }

    /// Takes the lock if it is free, and answers whether it did.
    pub(crate) fn try_lock(self) -> bool {
        // SAFETY: as in `lock`.
        unsafe { shmem_sys::shmem_test_lock(self.as_ptr()) == 0 }
    }

    /// Gives the lock to the next.
    pub(crate) fn unlock(self) {
        // SAFETY: as in `lock`. If this PE does not have the lock, the job ends.
        unsafe { shmem_sys::shmem_clear_lock(self.as_ptr()) };
    }
}
