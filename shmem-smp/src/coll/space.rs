//! The memory that collectives work on.
#![allow(unsafe_code, reason = "the copy routine trusts its caller")]

use shmem_core::copy;

use crate::{end, runtime};

/// Where a pointer falls in the calling PE's symmetric memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    /// Names the same object on every PE.
    pub(crate) offset: usize,
    /// Bytes from there to the end of the symmetric memory.
    pub(crate) room: usize,
}

/// The symmetric memory of all PEs, and the way out of a job that misuses it.
///
/// It is a trait so that the algorithms can be tested among the threads of one process.
pub(crate) trait Space {
    /// Where `ptr` lies, or `None` when it is not symmetric.
    fn locate(&self, ptr: *const u8) -> Option<Spot>;

    /// The address at which this process sees what PE `pe` has at `offset`.
    fn at(&self, offset: usize, pe: usize) -> *mut u8;

    /// Copies bytes in a way that is opaque to the compiler: other PEs may write the source and
    /// read the destination meanwhile, and the bytes copied then have unspecified values.
    ///
    /// # Safety
    ///
    /// `n` bytes at `src` can be read and `n` bytes at `dst` written; neither range is behind a
    /// reference that promises otherwise.
    unsafe fn copy(&self, dst: *mut u8, src: *const u8, n: usize);

    /// Ends the job because of a caller's mistake.
    fn end_job(&self, message: &str) -> !;
}

/// The symmetric heap of the process's job.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SymmetricHeap;

impl Space for SymmetricHeap {
    #[inline]
    fn locate(&self, ptr: *const u8) -> Option<Spot> {
        let offset = runtime::heap_offset(ptr)?;
        Some(Spot { offset, room: runtime::heap_size() - offset })
    }

    #[inline]
    fn at(&self, offset: usize, pe: usize) -> *mut u8 {
        runtime::remote(runtime::heap_base().wrapping_add(offset), pe)
    }

    #[inline]
    unsafe fn copy(&self, dst: *mut u8, src: *const u8, n: usize) {
        // SAFETY: the caller's promise is the routine's.
        unsafe { copy::bytes(dst, src, n) }
    }

    #[cold]
    fn end_job(&self, message: &str) -> ! {
        end::end_job(1, message)
    }
}
