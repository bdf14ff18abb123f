//! The symmetric heaps of the job, as collectives reach them.
#![allow(unsafe_code, reason = "the copy routine trusts its caller")]

use shmem_core::coll::{Space, Spot};
use shmem_core::copy;

use crate::{end, runtime};

/// The symmetric heap of the process's job.
#[derive(Clone, Copy, Debug)]
pub struct SymmetricHeap;

#[inline]
fn at(offset: usize, pe: usize) -> *mut u8 {
    runtime::remote(runtime::heap_base().wrapping_add(offset), pe)
}

impl Space for SymmetricHeap {
    #[inline]
    fn locate(&self, ptr: *const u8) -> Option<Spot> {
        runtime::locate(ptr)
    }

    #[inline]
    fn is_far(&self) -> bool {
        false
    }

    #[inline]
    unsafe fn read(&self, to: *mut u8, from: usize, pe: usize, n: usize) {
        // SAFETY: the caller's promise is the routine's.
        unsafe { copy::bytes(to, at(from, pe), n) }
    }

    #[inline]
    unsafe fn write(&self, to: usize, pe: usize, from: *const u8, n: usize) {
        // SAFETY: the caller's promise is the routine's.
        unsafe { copy::bytes(at(to, pe), from, n) }
    }

    #[inline]
    unsafe fn pull(&self, to: usize, from: usize, pe: usize, n: usize) {
        // SAFETY: the caller's promise is the routine's.
        unsafe { copy::bytes(at(to, runtime::my_pe()), at(from, pe), n) }
    }

    /// Copies are done when they return; meetings order them.
    #[inline]
    fn complete(&self) {}

    #[cold]
    fn end_job(&self, message: &str) -> ! {
        end::end_job(1, message)
    }
}
