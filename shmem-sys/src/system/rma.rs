//! Puts and gets: the library's, by bytes; single elements and spread ones by their width.

#![allow(unsafe_code, reason = "passes on what the caller vouches for")]

use core::ffi::{c_char, c_int, c_long, c_short};
use std::mem::{MaybeUninit, size_of, transmute_copy};

use super::progress;
use super::target::{Target, native_call};

/// The four routines on consecutive elements, each the library's on bytes.
macro_rules! copies {
    ($($(#[$meta:meta])* $name:ident = $native:ident;)*) => {$(
        $(#[$meta])*
        ///
        /// # Safety
        ///
        /// As the standard says of the routine.
        #[inline(always)]
        pub(crate) unsafe fn $name<T>(dest: *mut T, source: *const T, n: usize, at: impl Target) {
            // Addresses that are none are allowed then; Open MPI ends the job for them.
            if n == 0 {
                return;
            }
            native_call!(at, $native(dest.cast(), source.cast(), n * size_of::<T>()));
        }
    )*};
}

copies! {
    /// Copies `n` elements to a PE.
    put = putmem;
    /// Copies `n` elements from a PE.
    get = getmem;
    /// Begins to copy `n` elements to a PE.
    put_nbi = putmem_nbi;
    /// Begins to copy `n` elements from a PE.
    get_nbi = getmem_nbi;
}

/// Stores one element on a PE.
///
/// # Safety
///
/// As the standard says of `shmem_p`.
#[inline(always)]
pub(crate) unsafe fn p<T: Copy>(dest: *mut T, value: T, at: impl Target) {
    macro_rules! store {
        ($native:ident, $word:ty) => {{
            // SAFETY: `T` has the word's size, and any bytes are a value of the word.
            let word: $word = unsafe { transmute_copy(&value) };
            native_call!(at, $native(dest.cast(), word))
        }};
    }
    match size_of::<T>() {
        1 => store!(char_p, c_char),
        2 => store!(short_p, c_short),
        4 => store!(int_p, c_int),
        8 => store!(long_p, c_long),
        n => native_call!(at, putmem(dest.cast(), (&raw const value).cast(), n)),
    }
}

/// Loads one element from a PE.
///
/// # Safety
///
/// As the standard says of `shmem_g`, and any bytes must be a value of `T`.
#[inline(always)]
pub(crate) unsafe fn g<T: Copy>(source: *const T, at: impl Target) -> T {
    macro_rules! load {
        ($native:ident) => {{
            progress::now_and_then();
            let word = native_call!(at, $native(source.cast()));
            // SAFETY: `T` has the word's size, and the caller says that any bytes are a value of it.
            unsafe { transmute_copy(&word) }
        }};
    }
    match size_of::<T>() {
        1 => load!(char_g),
        2 => load!(short_g),
        4 => load!(int_g),
        8 => load!(long_g),
        n => {
            let mut value = MaybeUninit::<T>::uninit();
            let bytes = value.as_mut_ptr().cast();
            native_call!(at, getmem(bytes, source.cast(), n));
            // SAFETY: all its bytes were copied, and any bytes are a value of `T`.
            unsafe { value.assume_init() }
        }
    }
}

/// How elements are spread: blocks of `block` elements, `dst` and `sst` apart from start to start.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Strides {
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
    pub(crate) fn elements(dst: isize, sst: isize) -> Self {
        Self { dst, sst, block: 1 }
    }
}

/// The two routines on spread elements and blocks: the library's by the bytes of an element.
macro_rules! spread {
    ($(
        $(#[$meta:meta])*
        $name:ident, $copy:ident: $($bytes:literal $elements:ident $blocks:ident,)*;
    )*) => {$(
        $(#[$meta])*
        ///
        /// # Safety
        ///
        /// As the standard says of the routine.
        #[inline]
        pub(crate) unsafe fn $name<T>(
            dest: *mut T, source: *const T, strides: Strides, n: usize, at: impl Target,
        ) {
            let Strides { dst, sst, block } = strides;
            if n == 0 || block == 0 {
                return;
            }
            match (size_of::<T>(), block) {
                $(
                    ($bytes, 1) => native_call!(at, $elements(dest.cast(), source.cast(), dst, sst, n)),
                    #[cfg(shmem_has_block_strided)]
                    ($bytes, _) => {
                        native_call!(at, $blocks(dest.cast(), source.cast(), dst, sst, block, n))
                    }
                )*
                // SAFETY: the caller's promise for each block.
                _ => each(dest, source, strides, n, |dest, source| unsafe {
                    $copy(dest, source, block, at);
                }),
            }
        }
    )*};
}

spread! {
    /// Copies `n` blocks to a PE.
    iput, put:
        1 iput8 ibput8, 2 iput16 ibput16, 4 iput32 ibput32, 8 iput64 ibput64, 16 iput128 ibput128,;
    /// Copies `n` blocks from a PE.
    iget, get:
        1 iget8 ibget8, 2 iget16 ibget16, 4 iget32 ibget32, 8 iget64 ibget64, 16 iget128 ibget128,;
}

/// Copies block by block.
fn each<T>(
    dest: *mut T,
    source: *const T,
    strides: Strides,
    n: usize,
    mut copy: impl FnMut(*mut T, *const T),
) {
    let (mut dest, mut source) = (dest, source);
    for _ in 0..n {
        copy(dest, source);
        dest = dest.wrapping_offset(strides.dst);
        source = source.wrapping_offset(strides.sst);
    }
}
