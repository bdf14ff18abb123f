//! The library's symmetric heap, as collectives reach it.

#![allow(unsafe_code, reason = "calls the library")]

use core::ffi::c_int;
use std::ptr::null_mut;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicPtr, AtomicUsize};

use shmem_core::coll::{Space, Spot};
use shmem_core::copy;

use crate::system::{end, native, order, setup, team};

/// The symmetric heap of the library. Objects outside of it, which some libraries have, are not served:
/// their offsets differ from PE to PE, so they could not be compared.
#[derive(Clone, Copy, Debug)]
pub struct LibraryHeap;

/// Where this PE's heap begins, and how long it is.
static START: AtomicPtr<u8> = AtomicPtr::new(null_mut());
static LENGTH: AtomicUsize = AtomicUsize::new(0);

/// Finds the bounds of the heap around an address in it, at init.
pub(crate) fn start(inside: *mut u8) {
    let me = setup::my_pe();
    // SAFETY: initialised; the library looks the address up in a table.
    let is_symmetric = |ptr: *mut u8| unsafe { native::shmem_addr_accessible(ptr.cast(), me) != 0 };
    let before = reach(|distance| is_symmetric(inside.wrapping_sub(distance)));
    let behind = reach(|distance| is_symmetric(inside.wrapping_add(distance)));
    START.store(inside.wrapping_sub(before), Relaxed);
    LENGTH.store(before + behind + 1, Relaxed);
}

/// Forgets the heap, at finalize.
pub(crate) fn stop() {
    LENGTH.store(0, Relaxed);
}

/// The largest distance at which all is as it is near by: found by doubling, then halving.
fn reach(holds: impl Fn(usize) -> bool) -> usize {
    let (mut good, mut step) = (0, 1_usize);
    while step < 1 << 47 && holds(good + step) {
        good += step;
        step *= 2;
    }
    while step > 0 {
        if holds(good + step) {
            good += step;
        }
        step /= 2;
    }
    good
}

/// The address of an offset of this PE's heap, which names that of every PE.
#[inline]
fn at(offset: usize) -> *mut u8 {
    START.load(Relaxed).wrapping_add(offset)
}

/// Whether `n` bytes of a PE need not come from the library: it is this one, or there are none.
#[inline]
fn is_here(pe: usize, n: usize) -> bool {
    pe as c_int == setup::my_pe() || n == 0
}

impl Space for LibraryHeap {
    #[inline]
    fn locate(&self, ptr: *const u8) -> Option<Spot> {
        let offset = ptr.addr().wrapping_sub(START.load(Relaxed).addr());
        let room = LENGTH.load(Relaxed).checked_sub(offset).filter(|&room| room > 0)?;
        Some(Spot { offset, room })
    }

    /// Unless all PEs share memory.
    #[inline]
    fn is_far(&self) -> bool {
        team::shared().size() < team::world().size()
    }

    #[inline]
    unsafe fn read(&self, to: *mut u8, from: usize, pe: usize, n: usize) {
        let from = at(from);
        if is_here(pe, n) {
            // SAFETY: the caller's promise is the routine's.
            unsafe { copy::bytes(to, from, n) };
        } else {
            // SAFETY: initialised; the caller vouches for the ranges.
            unsafe { native::shmem_getmem(to.cast(), from.cast(), n, pe as c_int) };
        }
    }

    #[inline]
    unsafe fn begin_read(&self, to: *mut u8, from: usize, pe: usize, n: usize) {
        let from = at(from);
        if is_here(pe, n) {
            // SAFETY: the caller's promise is the routine's.
            unsafe { copy::bytes(to, from, n) };
        } else {
            // SAFETY: initialised; the caller vouches for the ranges, until `complete`.
            unsafe { native::shmem_getmem_nbi(to.cast(), from.cast(), n, pe as c_int) };
        }
    }

    #[inline]
    unsafe fn write(&self, to: usize, pe: usize, from: *const u8, n: usize) {
        let to = at(to);
        if is_here(pe, n) {
            // SAFETY: the caller's promise is the routine's.
            unsafe { copy::bytes(to, from, n) };
        } else {
            // SAFETY: initialised; the caller vouches for the ranges.
            unsafe { native::shmem_putmem(to.cast(), from.cast(), n, pe as c_int) };
        }
    }

    #[inline]
    unsafe fn pull(&self, to: usize, from: usize, pe: usize, n: usize) {
        // SAFETY: the caller's promise; an address of this PE's heap.
        unsafe { self.begin_read(at(to), from, pe, n) };
    }

    #[inline]
    fn complete(&self) {
        order::quiet();
    }

    #[cold]
    fn end_job(&self, message: &str) -> ! {
        end::end_job(1, message)
    }
}

#[cfg(test)]
mod tests {
    use super::reach;

    #[test]
    fn a_reach_is_found_to_the_byte() {
        for end in [0, 1, 2, 3, 7, 8, 9, 1000, 4095, 4096, (1 << 28) - 1, 1 << 28] {
            assert_eq!(reach(|distance| distance <= end), end);
        }
    }
}
