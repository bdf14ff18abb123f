//! Puts and gets: every one is a copy, done when the routine returns.
//!
//! Non-blocking forms are the blocking ones: a copy that has been made is a legal way of having
//! begun it. So `quiet` and `fence` only order the stores.

#![allow(unsafe_code, reason = "copies between raw addresses that the caller vouches for")]

use std::mem::{size_of, transmute_copy};
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicU8, AtomicU16, AtomicU32, AtomicU64};

use shmem_core::copy;

use crate::runtime::remote;
use crate::target::Target;

#[inline(always)]
fn on<T>(object: *const T, at: impl Target) -> *mut T {
    remote(object.cast(), at.pe() as usize).cast()
}

/// Copies `n` elements to a PE.
///
/// # Safety
///
/// `dest` must be symmetric and `source` readable, both for `n` elements; `at` a PE that there is; and
/// whatever else touches these bytes meanwhile must expect a mixture of old and new ones.
#[inline(always)]
pub unsafe fn put<T>(dest: *mut T, source: *const T, n: usize, at: impl Target) {
    // SAFETY: the caller's promise; the same object on another PE is as long as here.
    unsafe { copy::bytes(on(dest, at).cast(), source.cast(), n * size_of::<T>()) }
}

/// Copies `n` elements from a PE.
///
/// # Safety
///
/// As for [`put`], with the roles exchanged.
#[inline(always)]
pub unsafe fn get<T>(dest: *mut T, source: *const T, n: usize, at: impl Target) {
    // SAFETY: as for `put`.
    unsafe { copy::bytes(dest.cast(), on(source, at).cast(), n * size_of::<T>()) }
}

pub use {get as get_nbi, put as put_nbi};

/// Stores one element on a PE, by a single store when it has a word's size.
///
/// # Safety
///
/// As for [`put`] of one element, and `dest` must be aligned.
#[inline(always)]
pub unsafe fn p<T: Copy>(dest: *mut T, value: T, at: impl Target) {
    let dest = on(dest, at);
    macro_rules! store {
        ($atomic:ty, $word:ty) => {{
            // SAFETY: `T` has the word's size, and any bytes are a value of the word.
            let word: $word = unsafe { transmute_copy(&value) };
            // SAFETY: the caller vouches for the aligned address; all access is atomic.
            unsafe { <$atomic>::from_ptr(dest.cast()) }.store(word, Relaxed);
        }};
    }
    match size_of::<T>() {
        1 => store!(AtomicU8, u8),
        2 => store!(AtomicU16, u16),
        4 => store!(AtomicU32, u32),
        8 => store!(AtomicU64, u64),
        // SAFETY: the caller's promise; the value is this function's own.
        n => unsafe { copy::bytes(dest.cast(), (&raw const value).cast(), n) },
    }
}

/// Loads one element from a PE, by a single load when it has a word's size.
///
/// # Safety
///
/// As for [`get`] of one element; `source` must be aligned, and any bytes must be a value of `T`.
#[inline(always)]
pub unsafe fn g<T: Copy>(source: *const T, at: impl Target) -> T {
    let source = on(source, at);
    macro_rules! load {
        ($atomic:ty) => {{
            // SAFETY: the caller vouches for the aligned address; all access is atomic.
            let word = unsafe { <$atomic>::from_ptr(source.cast()) }.load(Relaxed);
            // SAFETY: `T` has the word's size, and the caller says that any bytes are a value of it.
            unsafe { transmute_copy(&word) }
        }};
    }
    match size_of::<T>() {
        1 => load!(AtomicU8),
        2 => load!(AtomicU16),
        4 => load!(AtomicU32),
        8 => load!(AtomicU64),
        n => {
            let mut value = std::mem::MaybeUninit::<T>::uninit();
            // SAFETY: the caller's promise; the value is this function's own.
            unsafe { copy::bytes(value.as_mut_ptr().cast(), source.cast(), n) };
            // SAFETY: all its bytes were copied, and any bytes are a value of `T`.
            unsafe { value.assume_init() }
        }
    }
}

/// How elements are spread: blocks of `block` elements, `dst` and `sst` apart from start to start.
#[derive(Clone, Copy)]
pub struct Strides {
    /// From block to block at the destination, in elements.
    pub dst: isize,
    /// From block to block at the source.
    pub sst: isize,
    /// Elements of a block.
    pub block: usize,
}

impl Strides {
    /// Single elements.
    #[must_use]
    pub fn elements(dst: isize, sst: isize) -> Self {
        Self { dst, sst, block: 1 }
    }
}

/// Copies `n` blocks between two addresses.
///
/// # Safety
///
/// Every block must be as for [`put`] or [`get`].
#[inline(always)]
unsafe fn spread<T>(dest: *mut T, source: *const T, strides: Strides, n: usize) {
    let Strides { dst, sst, block } = strides;
    let (mut dest, mut source) = (dest, source);
    for _ in 0..n {
        // SAFETY: the caller's promise for each block.
        unsafe { copy::bytes(dest.cast(), source.cast(), block * size_of::<T>()) };
        dest = dest.wrapping_offset(dst);
        source = source.wrapping_offset(sst);
    }
}

/// Copies `n` blocks to a PE.
///
/// # Safety
///
/// Every block must be as for [`put`].
#[inline]
pub unsafe fn iput<T>(dest: *mut T, source: *const T, strides: Strides, n: usize, at: impl Target) {
    // SAFETY: the caller's promise.
    unsafe { spread(on(dest, at), source, strides, n) }
}

/// Copies `n` blocks from a PE.
///
/// # Safety
///
/// Every block must be as for [`get`].
#[inline]
pub unsafe fn iget<T>(dest: *mut T, source: *const T, strides: Strides, n: usize, at: impl Target) {
    // SAFETY: the caller's promise.
    unsafe { spread(dest, on(source, at), strides, n) }
}
