//! Atomic memory operations: the processor's own, on the target's memory.
//!
//! One instruction per width serves every type of that width, so all domains of atomicity agree.
//! Updates ring the target's bell, because a thread there may be waiting for them.

#![allow(unsafe_code, reason = "makes atomics of raw addresses that the caller vouches for")]

use core::ffi::c_int;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Release};
use std::sync::atomic::{AtomicU32, AtomicU64};

use crate::abi::{SHMEM_SIGNAL_ADD, SHMEM_SIGNAL_SET};
use crate::runtime::remote;
use crate::{end, wait};

/// A type of the extended set: a word that can be fetched, set and swapped.
pub(crate) trait Word: Copy {
    /// The word that holds it.
    type Atomic: 'static;
    fn load(word: &Self::Atomic) -> Self;
    fn store(word: &Self::Atomic, value: Self);
    fn swap(word: &Self::Atomic, value: Self) -> Self;
}

/// A type of the standard set: a word that can be compared and added to.
pub(crate) trait Integer: Word {
    const ONE: Self;
    fn compare_swap(word: &Self::Atomic, cond: Self, value: Self) -> Self;
    fn add(word: &Self::Atomic, value: Self) -> Self;
    fn and(word: &Self::Atomic, value: Self) -> Self;
    fn or(word: &Self::Atomic, value: Self) -> Self;
    fn xor(word: &Self::Atomic, value: Self) -> Self;
}

macro_rules! word {
    ($($ty:ty: $atomic:ty, $to:expr, $from:expr;)*) => {$(
        impl Word for $ty {
            type Atomic = $atomic;
            #[inline(always)]
            fn load(word: &$atomic) -> Self { $from(word.load(Acquire)) }
            #[inline(always)]
            fn store(word: &$atomic, value: Self) { word.store($to(value), Release) }
            #[inline(always)]
            fn swap(word: &$atomic, value: Self) -> Self { $from(word.swap($to(value), AcqRel)) }
        }
    )*};
}

macro_rules! integer {
    ($($ty:ty: $atomic:ty, $word:ty;)*) => {$(
        word! { $ty: $atomic, |value: $ty| value as $word, |word: $word| word as $ty; }
        impl Integer for $ty {
            const ONE: Self = 1;
            #[inline(always)]
            fn compare_swap(word: &$atomic, cond: Self, value: Self) -> Self {
                match word.compare_exchange(cond as $word, value as $word, AcqRel, Acquire) {
                    Ok(old) | Err(old) => old as $ty,
                }
            }
            #[inline(always)]
            fn add(word: &$atomic, value: Self) -> Self { word.fetch_add(value as $word, AcqRel) as $ty }
            #[inline(always)]
            fn and(word: &$atomic, value: Self) -> Self { word.fetch_and(value as $word, AcqRel) as $ty }
            #[inline(always)]
            fn or(word: &$atomic, value: Self) -> Self { word.fetch_or(value as $word, AcqRel) as $ty }
            #[inline(always)]
            fn xor(word: &$atomic, value: Self) -> Self { word.fetch_xor(value as $word, AcqRel) as $ty }
        }
    )*};
}

integer! {
    i32: AtomicU32, u32; u32: AtomicU32, u32;
    i64: AtomicU64, u64; u64: AtomicU64, u64;
    isize: AtomicU64, u64; usize: AtomicU64, u64;
}
word! {
    f32: AtomicU32, f32::to_bits, f32::from_bits;
    f64: AtomicU64, f64::to_bits, f64::from_bits;
}

/// The word of a symmetric object on a PE.
///
/// # Safety
///
/// `object` must be a symmetric, aligned object of a type held by that word, `pe` a PE of the world;
/// nothing but atomic operations of that width may touch the object meanwhile.
#[inline(always)]
unsafe fn word_on<'a, T: Word>(object: *const T, pe: c_int) -> &'a T::Atomic {
    // SAFETY: heaps stay mapped while the runtime lives, the caller vouches for the address, and a
    // word of any bytes is a value.
    unsafe { &*remote(object.cast(), pe as usize).cast() }
}

/// Reads a symmetric word on a PE.
///
/// # Safety
///
/// As the standard says of `shmem_TYPENAME_atomic_fetch`.
#[inline(always)]
pub(crate) unsafe fn fetch<T: Word>(source: *const T, pe: c_int) -> T {
    // SAFETY: the caller's promise.
    T::load(unsafe { word_on(source, pe) })
}

/// Changes a symmetric word on a PE and wakes who may be waiting for it there.
///
/// # Safety
///
/// As the standard says of the atomic operations.
#[inline(always)]
pub(crate) unsafe fn update<T: Word, R>(
    dest: *mut T,
    pe: c_int,
    change: impl FnOnce(&T::Atomic) -> R,
) -> R {
    // SAFETY: the caller's promise.
    let result = change(unsafe { word_on(dest.cast_const(), pe) });
    wait::ring(pe as usize);
    result
}

/// Applies a signal operation to a signal word on a PE.
///
/// # Safety
///
/// As the standard says of the signal operations.
#[inline(always)]
pub(crate) unsafe fn signal(sig_addr: *mut u64, signal: u64, sig_op: c_int, pe: c_int) {
    match sig_op {
        // SAFETY: the caller's promise. Also below.
        SHMEM_SIGNAL_SET => unsafe { update(sig_addr, pe, |word| u64::store(word, signal)) },
        SHMEM_SIGNAL_ADD => {
            // SAFETY: as above.
            unsafe { update(sig_addr, pe, |word| u64::add(word, signal)) };
        }
        _ => unknown_operation(sig_op),
    }
}

#[cold]
#[inline(never)]
fn unknown_operation(sig_op: c_int) -> ! {
    end::end_job(1, &format!("{sig_op} is neither SHMEM_SIGNAL_SET nor SHMEM_SIGNAL_ADD"))
}
