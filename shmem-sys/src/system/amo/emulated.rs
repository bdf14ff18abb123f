//! What is made of 64-bit compare-and-swap.
//!
//! A narrow word is changed with the aligned wide word that it is half of. Blocks of the heap are
//! whole wide words, so the other half is the program's own or nobody's. It is written back as it
//! was at that moment or the swap fails; and atomics of both widths are atomic to each other, since
//! the processor at the target, or one adapter, does them all.

#![allow(unsafe_code, reason = "passes on what the caller vouches for")]

use super::{Bits, Change, Target};

/// Changes a wide word; gives the old one.
///
/// # Safety
///
/// As for the atomic operations.
unsafe fn update(dest: *mut u64, at: impl Target, change: impl Fn(u64) -> u64) -> u64 {
    // SAFETY: the caller's promise.
    let mut old = unsafe { u64::fetch(dest, at) };
    loop {
        // SAFETY: the caller's promise.
        let seen = unsafe { u64::compare_swap(dest, old, change(old), at) };
        if seen == old {
            return old;
        }
        old = seen;
    }
}

/// The same for a narrow word.
///
/// # Safety
///
/// As for the atomic operations; the wide word around `dest` must lie in the same block.
unsafe fn update_half(dest: *mut u32, at: impl Target, change: impl Fn(u32) -> u32) -> u32 {
    let second = !dest.addr().is_multiple_of(8);
    let wide = dest.wrapping_byte_sub(if second { 4 } else { 0 }).cast::<u64>();
    let shift = if second == cfg!(target_endian = "little") { 32 } else { 0 };
    // SAFETY: the caller's promise.
    let old = unsafe {
        update(wide, at, |word| {
            let new = change((word >> shift) as u32);
            word & !(u64::from(u32::MAX) << shift) | u64::from(new) << shift
        })
    };
    (old >> shift) as u32
}

/// Fetch-and-change for a wide word.
///
/// # Safety
///
/// As for the atomic operations.
pub(super) unsafe fn wide_change(dest: *mut u64, change: Change<u64>, at: impl Target) -> u64 {
    // SAFETY: the caller's promise.
    unsafe { update(dest, at, |word| change.apply(word)) }
}

/// Fetch-and-change for a narrow word.
///
/// # Safety
///
/// As for [`update_half`].
pub(super) unsafe fn narrow_change(dest: *mut u32, change: Change<u32>, at: impl Target) -> u32 {
    let change = match change {
        Change::Add(value) => Change::Add(u64::from(value)),
        Change::And(value) => Change::And(u64::from(value)),
        Change::Or(value) => Change::Or(u64::from(value)),
        Change::Xor(value) => Change::Xor(u64::from(value)),
    };
    // SAFETY: the caller's promise.
    unsafe { update_half(dest, at, |half| change.apply(u64::from(half)) as u32) }
}

/// Compare-and-swap for a narrow word.
///
/// # Safety
///
/// As for [`update_half`].
pub(super) unsafe fn narrow_swap(dest: *mut u32, cond: u32, value: u32, at: impl Target) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { update_half(dest, at, |half| if half == cond { value } else { half }) }
}
