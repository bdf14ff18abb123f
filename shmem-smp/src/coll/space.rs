//! The symmetric heaps of the job, as collectives reach them.
#![allow(unsafe_code, reason = "the copy routine trusts its caller")]

use shmem_core::coll::{Space, Spot};
use shmem_core::copy;
use shmem_core::record::at;

use crate::{end, runtime};

/// The symmetric heap of the process's job.
#[derive(Clone, Copy, Debug)]
pub struct SymmetricHeap;

#[inline]
fn address(offset: usize, pe: usize) -> *mut u8 {
    runtime::remote(runtime::heap_base().wrapping_add(offset), pe)
}

impl Space for SymmetricHeap {
    #[inline]
    fn locate(&self, ptr: *const u8) -> Option<Spot> {
        runtime::locate(ptr)
    }

    #[inline]
    fn noted(&self, offset: usize) -> usize {
        runtime::static_offset(offset).map_or(offset, |behind| behind | at::STATIC)
    }

    #[inline]
    fn is_far(&self) -> bool {
        false
    }

    #[inline]
    unsafe fn read(&self, to: *mut u8, from: usize, pe: usize, n: usize) {
        // SAFETY: the caller's promise is the routine's.
        unsafe { copy::bytes(to, address(from, pe), n) }
    }

    #[inline]
    unsafe fn write(&self, to: usize, pe: usize, from: *const u8, n: usize) {
        // SAFETY: the caller's promise is the routine's.
        unsafe { copy::bytes(address(to, pe), from, n) }
    }

    #[inline]
    unsafe fn pull(&self, to: usize, from: usize, pe: usize, n: usize) {
        // SAFETY: the caller's promise is the routine's.
        unsafe { copy::bytes(address(to, runtime::my_pe()), address(from, pe), n) }
    }

    /// Copies are done when they return; meetings order them.
    #[inline]
    fn complete(&self) {}

    #[cold]
    fn end_job(&self, message: &str) -> ! {
        end::end_job(1, message)
    }
}
