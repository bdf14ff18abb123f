//! The symmetric heap. Every routine here is collective over all PEs.

use core::ffi::{c_long, c_void};
use core::ptr::null_mut;

use shmem_core::record::Routine;

use crate::engine::heap::{self, Request};

routines! {
    /// A block of `size` bytes on every PE, or NULL on every PE.
    fn shmem_malloc(size: usize) -> *mut c_void {
        heap::allocate(&Request::new(Routine::Malloc, size))
    }
    /// A cleared block of `count` elements of `size` bytes.
    fn shmem_calloc(count: usize, size: usize) -> *mut c_void {
        // A product that overflows is a size that no heap has.
        let size = count.saturating_mul(size);
        heap::allocate(&Request { zeroed: true, ..Request::new(Routine::Calloc, size) })
    }
    /// A block at a multiple of `alignment`, up to 2 MiB; NULL for what is no alignment.
    fn shmem_align(alignment: usize, size: usize) -> *mut c_void {
        heap::allocate(&Request { align: alignment, ..Request::new(Routine::Align, size) })
    }
    /// A block for what the hints say it will be used for.
    fn shmem_malloc_with_hints(size: usize, hints: c_long) -> *mut c_void {
        heap::allocate(&Request { hints, ..Request::new(Routine::MallocWithHints, size) })
    }
    /// A block of another size with the old one's content, or NULL and the old one as it was.
    fn shmem_realloc(ptr: *mut c_void, size: usize) -> *mut c_void {
        if ptr.is_null() {
            return heap::allocate(&Request::new(Routine::Malloc, size));
        }
        if size == 0 {
            // SAFETY: the caller's promise.
            unsafe { heap::free(ptr) };
            return null_mut();
        }
        // SAFETY: the caller's promise.
        unsafe { heap::reallocate(ptr, size) }
    }
    /// Gives a block back.
    fn shmem_free(ptr: *mut c_void) {
        // SAFETY: the caller's promise.
        unsafe { heap::free(ptr) };
    }
}
