//! Remote memory access: `put`, `get` and their kin.

use core::ffi::c_void;

use shmem_core::{for_each_rma_type, for_each_size};

use crate::engine::rma::{self, Strides};

/// Copies of consecutive elements: rows of the four routines' names, the element, the pointee.
macro_rules! copies {
    ($($put:ident $get:ident $put_nbi:ident $get_nbi:ident: $element:ty, $pointee:ty;)*) => {$(
        context_routines! {
            /// Copies `nelems` elements to a PE; the source may be used again on return.
            fn $put(dest: *mut $pointee, source: *const $pointee, nelems: usize; at) {
                // SAFETY: the caller's promise.
                unsafe { rma::put::<$element>(dest.cast(), source.cast(), nelems, at) }
            }
            /// Copies `nelems` elements from a PE; they are there on return.
            fn $get(dest: *mut $pointee, source: *const $pointee, nelems: usize; at) {
                // SAFETY: the caller's promise.
                unsafe { rma::get::<$element>(dest.cast(), source.cast(), nelems, at) }
            }
            /// Begins to copy `nelems` elements to a PE; the source is in use until quiet.
            fn $put_nbi(dest: *mut $pointee, source: *const $pointee, nelems: usize; at) {
                // SAFETY: the caller's promise.
                unsafe { rma::put_nbi::<$element>(dest.cast(), source.cast(), nelems, at) }
            }
            /// Begins to copy `nelems` elements from a PE; the destination is in use until quiet.
            fn $get_nbi(dest: *mut $pointee, source: *const $pointee, nelems: usize; at) {
                // SAFETY: the caller's promise.
                unsafe { rma::get_nbi::<$element>(dest.cast(), source.cast(), nelems, at) }
            }
        }
    )*};
}

/// Copies of spread elements and blocks: rows as for [`copies`].
macro_rules! spread {
    ($($iput:ident $iget:ident $ibput:ident $ibget:ident: $element:ty, $pointee:ty;)*) => {$(
        context_routines! {
            /// Copies every `sst`-th element to every `dst`-th place on a PE.
            fn $iput(
                dest: *mut $pointee, source: *const $pointee, dst: isize, sst: isize, nelems: usize; at
            ) {
                let strides = Strides::elements(dst, sst);
                // SAFETY: the caller's promise.
                unsafe { rma::iput::<$element>(dest.cast(), source.cast(), strides, nelems, at) }
            }
            /// Copies every `sst`-th element of a PE to every `dst`-th place here.
            fn $iget(
                dest: *mut $pointee, source: *const $pointee, dst: isize, sst: isize, nelems: usize; at
            ) {
                let strides = Strides::elements(dst, sst);
                // SAFETY: the caller's promise.
                unsafe { rma::iget::<$element>(dest.cast(), source.cast(), strides, nelems, at) }
            }
            /// Copies blocks of `bsize` elements to a PE; strides go from block start to block start.
            fn $ibput(
                dest: *mut $pointee, source: *const $pointee, dst: isize, sst: isize,
                bsize: usize, nblocks: usize; at
            ) {
                let strides = Strides { dst, sst, block: bsize };
                // SAFETY: the caller's promise.
                unsafe { rma::iput::<$element>(dest.cast(), source.cast(), strides, nblocks, at) }
            }
            /// Copies blocks of `bsize` elements from a PE; strides go from block start to block start.
            fn $ibget(
                dest: *mut $pointee, source: *const $pointee, dst: isize, sst: isize,
                bsize: usize, nblocks: usize; at
            ) {
                let strides = Strides { dst, sst, block: bsize };
                // SAFETY: the caller's promise.
                unsafe { rma::iget::<$element>(dest.cast(), source.cast(), strides, nblocks, at) }
            }
        }
    )*};
}

copies! { putmem getmem putmem_nbi getmem_nbi: u8, c_void; }

macro_rules! sized {
    ($($bits:literal: $ty:ty),* $(,)?) => { ::pastey::paste! {
        copies! { $(
            [<put $bits>] [<get $bits>] [<put $bits _nbi>] [<get $bits _nbi>]: $ty, c_void;
        )* }
        spread! { $(
            [<iput $bits>] [<iget $bits>] [<ibput $bits>] [<ibget $bits>]: $ty, c_void;
        )* }
    } };
}
for_each_size!(sized);

macro_rules! typed {
    ($($name:ident: $ty:ty),* $(,)?) => { ::pastey::paste! {
        copies! { $(
            [<$name _put>] [<$name _get>] [<$name _put_nbi>] [<$name _get_nbi>]: $ty, $ty;
        )* }
        spread! { $(
            [<$name _iput>] [<$name _iget>] [<$name _ibput>] [<$name _ibget>]: $ty, $ty;
        )* }
        $(context_routines! {
            /// Stores one element on a PE.
            fn [<$name _p>](dest: *mut $ty, value: $ty; at) {
                // SAFETY: the caller's promise.
                unsafe { rma::p(dest, value, at) }
            }
            /// Loads one element from a PE.
            fn [<$name _g>](source: *const $ty; at) -> $ty {
                // SAFETY: the caller's promise; any bytes are a value of a C arithmetic type.
                unsafe { rma::g(source, at) }
            }
        })*
    } };
}
for_each_rma_type!(typed);
