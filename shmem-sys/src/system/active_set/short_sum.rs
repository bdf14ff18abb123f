//! A sum of shorts that wraps where the library's stops at the largest short.

#![allow(unsafe_code, reason = "calls the library on the caller's word")]

use core::ffi::{c_int, c_long, c_short};

use shmem_core::copy;
use shmem_core::ops::{Op, Sum};

use crate::system::faults::{self, Fault};
use crate::system::native;

/// `shmem_short_sum_to_all`.
///
/// # Safety
///
/// As for the library's.
pub(super) unsafe extern "C" fn to_all(
    dest: *mut c_short,
    source: *const c_short,
    nreduce: c_int,
    start: c_int,
    log_stride: c_int,
    size: c_int,
    work: *mut c_short,
    psync: *mut c_long,
) {
    if !faults::present(Fault::ShortSum) {
        // SAFETY: the caller's promise.
        return unsafe {
            native::shmem_short_sum_to_all(
                dest, source, nreduce, start, log_stride, size, work, psync,
            )
        };
    }
    // Members may use the array again as soon as all have left a barrier of the same set.
    // SAFETY: the caller's promise; the array is as long as any of a set need be for a barrier.
    let meet = || unsafe { native::shmem_barrier(start, log_stride, size, psync) };
    let n = nreduce as usize;
    let (mut sum, mut next) = (vec![0; n], vec![0; n]);
    meet();
    for member in 0..size {
        let into: *mut c_short = if member == 0 { sum.as_mut_ptr() } else { next.as_mut_ptr() };
        let pe = start + (member << log_stride);
        // SAFETY: a member's symmetric source, and private room for as much.
        unsafe { native::shmem_getmem(into.cast(), source.cast(), size_of_val(&sum[..]), pe) };
        if member > 0 {
            <Sum as Op<c_short>>::combine(&mut sum, &next);
        }
    }
    // In place too: everybody has read all sources.
    meet();
    // SAFETY: the caller lends this PE's `dest`, which is as long.
    unsafe { copy::bytes(dest.cast(), sum.as_ptr().cast(), size_of_val(&sum[..])) };
}
