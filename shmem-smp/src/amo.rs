//! Atomic memory operations: the processor's own, on the target's memory.
//!
//! One instruction per width serves every type of that width, so all domains of atomicity agree.
//! Updates ring the target's bell, because a thread there may be waiting for them.

#![allow(unsafe_code, reason = "makes atomics of raw addresses that the caller vouches for")]

use std::sync::atomic::Ordering::{AcqRel, Acquire, Release};
use std::sync::atomic::{AtomicU32, AtomicU64};

use crate::runtime::remote;
use crate::target::{Target, World};
use crate::wait;

/// A type of the extended set: a word that can be fetched, set and swapped.
pub trait Word: Copy {
    /// The word that holds it.
    type Atomic: 'static;
    /// Reads it.
    fn load(word: &Self::Atomic) -> Self;
    /// Writes it.
    fn store(word: &Self::Atomic, value: Self);
    /// Writes it and gives what was there.
    fn swap(word: &Self::Atomic, value: Self) -> Self;
}

/// A type of the standard set: a word that can be compared and added to.
pub trait Integer: Word {
    /// Writes `value` if it is `cond`, and gives what was there.
    fn compare_swap(word: &Self::Atomic, cond: Self, value: Self) -> Self;
    /// Changes it and gives what was there.
    fn change(word: &Self::Atomic, change: Change<Self>) -> Self;
}

/// What an operation makes of a word.
#[derive(Clone, Copy, Debug)]
pub enum Change<T> {
    /// Its sum with a number, wrapping around.
    Add(T),
    /// Its bits that a number has too.
    And(T),
    /// Its bits and a number's.
    Or(T),
    /// Its bits and a number's where they differ.
    Xor(T),
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
            #[inline(always)]
            fn compare_swap(word: &$atomic, cond: Self, value: Self) -> Self {
                match word.compare_exchange(cond as $word, value as $word, AcqRel, Acquire) {
                    Ok(old) | Err(old) => old as $ty,
                }
            }
            #[inline(always)]
            fn change(word: &$atomic, change: Change<Self>) -> Self {
                let old = match change {
                    Change::Add(value) => word.fetch_add(value as $word, AcqRel),
                    Change::And(value) => word.fetch_and(value as $word, AcqRel),
                    Change::Or(value) => word.fetch_or(value as $word, AcqRel),
                    Change::Xor(value) => word.fetch_xor(value as $word, AcqRel),
                };
                old as $ty
            }
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
/// `object` must be a symmetric, aligned object of a type held by that word, `at` a PE that there is;
/// nothing but atomic operations of that width may touch the object meanwhile.
#[inline(always)]
unsafe fn word_on<'a, T: Word>(object: *const T, at: impl Target) -> &'a T::Atomic {
    // SAFETY: heaps stay mapped while the runtime lives, the caller vouches for the address, and a
    // word of any bytes is a value.
    unsafe { &*remote(object.cast(), at.pe() as usize).cast() }
}

/// Changes a symmetric word on a PE and wakes who may be waiting for it there.
///
/// # Safety
///
/// As for [`word_on`].
#[inline(always)]
unsafe fn update<T: Word, R>(
    dest: *mut T,
    at: impl Target,
    update: impl FnOnce(&T::Atomic) -> R,
) -> R {
    let at = World(at.pe());
    // SAFETY: the caller's promise.
    let result = update(unsafe { word_on(dest.cast_const(), at) });
    wait::ring(at.0 as usize);
    result
}

/// Routines that fetch, and their non-blocking forms, which are complete on return here.
macro_rules! fetching {
    ($(
        $(#[$meta:meta])*
        fn $name:ident $nbi:ident<T: $bound:ident>(
            $object:ident: $object_ty:ty $(, $arg:ident: $ty:ty)*; $at:ident
        ) $body:block
    )*) => {$(
        $(#[$meta])*
        ///
        /// # Safety
        ///
        /// As the standard says of the atomic operations.
        #[inline(always)]
        pub unsafe fn $name<T: $bound>($object: $object_ty $(, $arg: $ty)*, $at: impl Target) -> T $body

        $(#[$meta])*
        ///
        /// # Safety
        ///
        /// As the standard says of the atomic operations; the result goes to `fetch`.
        #[inline(always)]
        pub unsafe fn $nbi<T: $bound>(
            fetch: *mut T, $object: $object_ty $(, $arg: $ty)*, $at: impl Target,
        ) {
            // SAFETY: the caller's promise.
            let old = unsafe { $name($object $(, $arg)*, $at) };
            // SAFETY: the caller's promise: `fetch` is private and writable.
            unsafe { fetch.write(old) };
        }
    )*};
}

fetching! {
    /// Reads a word on a PE.
    fn fetch fetch_nbi<T: Word>(source: *const T; at) {
        // SAFETY: the caller's promise.
        T::load(unsafe { word_on(source, at) })
    }
    /// Writes a word on a PE; gives the one that was there.
    fn swap swap_nbi<T: Word>(dest: *mut T, value: T; at) {
        // SAFETY: the caller's promise.
        unsafe { update(dest, at, |word| T::swap(word, value)) }
    }
    /// Writes a word on a PE if it is `cond`; gives the one that was there.
    fn compare_swap compare_swap_nbi<T: Integer>(dest: *mut T, cond: T, value: T; at) {
        // SAFETY: the caller's promise.
        unsafe { update(dest, at, |word| T::compare_swap(word, cond, value)) }
    }
    /// Changes a word on a PE; gives the one that was there.
    fn fetch_change fetch_change_nbi<T: Integer>(dest: *mut T, change: Change<T>; at) {
        // SAFETY: the caller's promise.
        unsafe { update(dest, at, |word| T::change(word, change)) }
    }
}

/// Writes a word on a PE.
///
/// # Safety
///
/// As the standard says of the atomic operations.
#[inline(always)]
pub unsafe fn set<T: Word>(dest: *mut T, value: T, at: impl Target) {
    // SAFETY: the caller's promise.
    unsafe { update(dest, at, |word| T::store(word, value)) }
}

/// Changes a word on a PE.
///
/// # Safety
///
/// As the standard says of the atomic operations.
#[inline(always)]
pub unsafe fn change<T: Integer>(dest: *mut T, change: Change<T>, at: impl Target) {
    // SAFETY: the caller's promise.
    unsafe { update(dest, at, |word| T::change(word, change)) };
}
