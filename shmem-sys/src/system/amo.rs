//! Atomic memory operations: the library's, by width.
//!
//! One routine per width serves every type of that width, so types of one width agree. What a fault
//! of the library keeps us from using is made of its 64-bit compare-and-swap.

#![allow(unsafe_code, reason = "passes on what the caller vouches for")]

mod emulated;

use core::ffi::{c_uint, c_ulong};

use super::faults::{self, Fault};
use super::progress;
use super::target::{Target, native_call};

const _: () = assert!(size_of::<c_uint>() == 4 && size_of::<c_ulong>() == 8);

/// A type of the extended set: a word that can be fetched, set and swapped.
pub(crate) trait Word: Copy {
    /// The unsigned integer of its width.
    type Bits: Bits;
    /// As that integer.
    fn bits(self) -> Self::Bits;
    /// From that integer.
    fn of(bits: Self::Bits) -> Self;
}

/// A type of the standard set: a word that can be compared and added to.
pub(crate) trait Integer: Word {}

macro_rules! words {
    ($($ty:ty: $bits:ty, $to:expr, $from:expr;)*) => {$(
        impl Word for $ty {
            type Bits = $bits;
            #[inline(always)]
            fn bits(self) -> $bits { $to(self) }
            #[inline(always)]
            fn of(bits: $bits) -> Self { $from(bits) }
        }
    )*};
}

macro_rules! integers {
    ($($ty:ty: $bits:ty;)*) => {$(
        words! { $ty: $bits, |value: $ty| value as $bits, |bits: $bits| bits as $ty; }
        impl Integer for $ty {}
    )*};
}

words! { f32: u32, f32::to_bits, f32::from_bits; f64: u64, f64::to_bits, f64::from_bits; }
integers! { i32: u32; u32: u32; i64: u64; u64: u64; isize: u64; usize: u64; }

/// What an operation makes of a word.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Change<T> {
    /// Its sum with a number, wrapping around.
    Add(T),
    /// Its bits that a number has too.
    And(T),
    /// Its bits and a number's.
    Or(T),
    /// Its bits and a number's where they differ.
    Xor(T),
}

impl<T: Word> Change<T> {
    #[inline(always)]
    fn bits(self) -> Change<T::Bits> {
        match self {
            Self::Add(value) => Change::Add(value.bits()),
            Self::And(value) => Change::And(value.bits()),
            Self::Or(value) => Change::Or(value.bits()),
            Self::Xor(value) => Change::Xor(value.bits()),
        }
    }
}

impl Change<u64> {
    fn apply(self, word: u64) -> u64 {
        match self {
            Self::Add(value) => word.wrapping_add(value),
            Self::And(value) => word & value,
            Self::Or(value) => word | value,
            Self::Xor(value) => word ^ value,
        }
    }
}

/// The two widths, as the library has routines for them. The functions owe and are owed what the
/// standard says of the atomic operations.
pub(crate) trait Bits: Copy + PartialEq {
    unsafe fn fetch(source: *const Self, at: impl Target) -> Self;
    unsafe fn set(dest: *mut Self, value: Self, at: impl Target);
    unsafe fn swap(dest: *mut Self, value: Self, at: impl Target) -> Self;
    unsafe fn compare_swap(dest: *mut Self, cond: Self, value: Self, at: impl Target) -> Self;
    unsafe fn fetch_change(dest: *mut Self, change: Change<Self>, at: impl Target) -> Self;
    unsafe fn change(dest: *mut Self, change: Change<Self>, at: impl Target);
    #[cfg(shmem_has_atomic_nbi)]
    unsafe fn fetch_nbi(fetch: *mut Self, source: *const Self, at: impl Target);
    #[cfg(shmem_has_atomic_nbi)]
    unsafe fn swap_nbi(fetch: *mut Self, dest: *mut Self, value: Self, at: impl Target);
    #[cfg(shmem_has_atomic_nbi)]
    unsafe fn compare_swap_nbi(
        fetch: *mut Self,
        dest: *mut Self,
        cond: Self,
        value: Self,
        at: impl Target,
    );
    #[cfg(shmem_has_atomic_nbi)]
    unsafe fn fetch_change_nbi(
        fetch: *mut Self,
        dest: *mut Self,
        change: Change<Self>,
        at: impl Target,
    );
}

/// The library's routines of one width; `changed` and `swapped` are what stands in for faulty ones.
macro_rules! bits {
    ($bits:ty, $native:ident, $changed:path $(, $swapped:path)?) => { ::pastey::paste! {
        impl Bits for $bits {
            #[inline(always)]
            unsafe fn fetch(source: *const Self, at: impl Target) -> Self {
                progress::now_and_then();
                native_call!(at, [<$native _atomic_fetch>](source))
            }

            #[inline(always)]
            unsafe fn set(dest: *mut Self, value: Self, at: impl Target) {
                native_call!(at, [<$native _atomic_set>](dest, value))
            }

            #[inline(always)]
            unsafe fn swap(dest: *mut Self, value: Self, at: impl Target) -> Self {
                progress::now_and_then();
                native_call!(at, [<$native _atomic_swap>](dest, value))
            }

            #[inline(always)]
            unsafe fn compare_swap(dest: *mut Self, cond: Self, value: Self, at: impl Target) -> Self {
                progress::now_and_then();
                $(if faults::present(Fault::NarrowSwap) {
                    // SAFETY: the caller's promise.
                    return unsafe { $swapped(dest, cond, value, at) };
                })?
                native_call!(at, [<$native _atomic_compare_swap>](dest, cond, value))
            }

            #[inline(always)]
            unsafe fn fetch_change(dest: *mut Self, change: Change<Self>, at: impl Target) -> Self {
                if let Change::Add(value) = change {
                    return native_call!(at, [<$native _atomic_fetch_add>](dest, value));
                }
                if faults::present(Fault::FetchBitwise) {
                    // SAFETY: the caller's promise.
                    return unsafe { $changed(dest, change, at) };
                }
                match change {
                    Change::And(value) => native_call!(at, [<$native _atomic_fetch_and>](dest, value)),
                    Change::Or(value) => native_call!(at, [<$native _atomic_fetch_or>](dest, value)),
                    Change::Xor(value) => native_call!(at, [<$native _atomic_fetch_xor>](dest, value)),
                    Change::Add(_) => unreachable!("added above"),
                }
            }

            #[inline(always)]
            unsafe fn change(dest: *mut Self, change: Change<Self>, at: impl Target) {
                match change {
                    Change::Add(value) => native_call!(at, [<$native _atomic_add>](dest, value)),
                    Change::And(value) => native_call!(at, [<$native _atomic_and>](dest, value)),
                    Change::Or(value) => native_call!(at, [<$native _atomic_or>](dest, value)),
                    Change::Xor(value) => native_call!(at, [<$native _atomic_xor>](dest, value)),
                }
            }

            #[cfg(shmem_has_atomic_nbi)]
            #[inline(always)]
            unsafe fn fetch_nbi(fetch: *mut Self, source: *const Self, at: impl Target) {
                native_call!(at, [<$native _atomic_fetch_nbi>](fetch, source))
            }

            #[cfg(shmem_has_atomic_nbi)]
            #[inline(always)]
            unsafe fn swap_nbi(fetch: *mut Self, dest: *mut Self, value: Self, at: impl Target) {
                native_call!(at, [<$native _atomic_swap_nbi>](fetch, dest, value))
            }

            #[cfg(shmem_has_atomic_nbi)]
            #[inline(always)]
            unsafe fn compare_swap_nbi(
                fetch: *mut Self, dest: *mut Self, cond: Self, value: Self, at: impl Target,
            ) {
                native_call!(at, [<$native _atomic_compare_swap_nbi>](fetch, dest, cond, value))
            }

            #[cfg(shmem_has_atomic_nbi)]
            #[inline(always)]
            unsafe fn fetch_change_nbi(
                fetch: *mut Self, dest: *mut Self, change: Change<Self>, at: impl Target,
            ) {
                match change {
                    Change::Add(value) =>
                        native_call!(at, [<$native _atomic_fetch_add_nbi>](fetch, dest, value)),
                    Change::And(value) =>
                        native_call!(at, [<$native _atomic_fetch_and_nbi>](fetch, dest, value)),
                    Change::Or(value) =>
                        native_call!(at, [<$native _atomic_fetch_or_nbi>](fetch, dest, value)),
                    Change::Xor(value) =>
                        native_call!(at, [<$native _atomic_fetch_xor_nbi>](fetch, dest, value)),
                }
            }
        }
    } };
}

bits! { u64, ulong, emulated::wide_change }
bits! { u32, uint, emulated::narrow_change, emulated::narrow_swap }

/// Reads a word on a PE.
///
/// # Safety
///
/// As the standard says of the atomic operations.
#[inline(always)]
pub(crate) unsafe fn fetch<T: Word>(source: *const T, at: impl Target) -> T {
    // SAFETY: the caller's promise; the word's bits are of its width.
    T::of(unsafe { T::Bits::fetch(source.cast(), at) })
}

/// Writes a word on a PE.
///
/// # Safety
///
/// As the standard says of the atomic operations.
#[inline(always)]
pub(crate) unsafe fn set<T: Word>(dest: *mut T, value: T, at: impl Target) {
    // SAFETY: the caller's promise.
    unsafe { T::Bits::set(dest.cast(), value.bits(), at) }
}

/// Writes a word on a PE; gives the one that was there.
///
/// # Safety
///
/// As the standard says of the atomic operations.
#[inline(always)]
pub(crate) unsafe fn swap<T: Word>(dest: *mut T, value: T, at: impl Target) -> T {
    // SAFETY: the caller's promise.
    T::of(unsafe { T::Bits::swap(dest.cast(), value.bits(), at) })
}

/// Writes a word on a PE if it is `cond`; gives the one that was there.
///
/// # Safety
///
/// As the standard says of the atomic operations.
#[inline(always)]
pub(crate) unsafe fn compare_swap<T: Integer>(
    dest: *mut T,
    cond: T,
    value: T,
    at: impl Target,
) -> T {
    // SAFETY: the caller's promise.
    T::of(unsafe { T::Bits::compare_swap(dest.cast(), cond.bits(), value.bits(), at) })
}

/// Changes a word on a PE; gives the one that was there.
///
/// # Safety
///
/// As the standard says of the atomic operations.
#[inline(always)]
pub(crate) unsafe fn fetch_change<T: Integer>(
    dest: *mut T,
    change: Change<T>,
    at: impl Target,
) -> T {
    // SAFETY: the caller's promise.
    T::of(unsafe { T::Bits::fetch_change(dest.cast(), change.bits(), at) })
}

/// Changes a word on a PE.
///
/// # Safety
///
/// As the standard says of the atomic operations.
#[inline(always)]
pub(crate) unsafe fn change<T: Integer>(dest: *mut T, change: Change<T>, at: impl Target) {
    // SAFETY: the caller's promise.
    unsafe { T::Bits::change(dest.cast(), change.bits(), at) }
}

/// Non-blocking forms: the library's where it has them, else the blocking ones.
macro_rules! nbi {
    ($(
        $(#[$meta:meta])*
        fn $name:ident = $blocking:ident<T: $bound:ident>(
            $object:ident: $object_ty:ty $(, $arg:ident: $ty:ty)*
        ) unless $faulty:expr;
    )*) => {$(
        $(#[$meta])*
        ///
        /// # Safety
        ///
        /// As the standard says of the atomic operations; the result goes to `fetch`.
        #[inline(always)]
        pub(crate) unsafe fn $name<T: $bound>(
            fetch: *mut T, $object: $object_ty $(, $arg: $ty)*, at: impl Target,
        ) {
            #[cfg(shmem_has_atomic_nbi)]
            if !$faulty {
                // SAFETY: the caller's promise.
                unsafe { T::Bits::$name(fetch.cast(), $object.cast() $(, $arg.bits())*, at) };
                return;
            }
            // SAFETY: the caller's promise.
            let old = unsafe { $blocking($object $(, $arg)*, at) };
            // SAFETY: the caller's promise: `fetch` is private and writable.
            unsafe { fetch.write(old) };
        }
    )*};
}

nbi! {
    /// Begins to read a word on a PE.
    fn fetch_nbi = fetch<T: Word>(source: *const T) unless false;
    /// Begins [`swap`].
    fn swap_nbi = swap<T: Word>(dest: *mut T, value: T) unless false;
    /// Begins [`compare_swap`].
    fn compare_swap_nbi = compare_swap<T: Integer>(dest: *mut T, cond: T, value: T)
        unless faults::present(Fault::NarrowSwap);
    /// Begins [`fetch_change`].
    fn fetch_change_nbi = fetch_change<T: Integer>(dest: *mut T, change: Change<T>)
        unless faults::present(Fault::FetchBitwise);
}
