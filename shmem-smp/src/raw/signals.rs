//! Puts that carry a signal, and operations on signal words.

use core::ffi::{c_int, c_void};

use crate::amo;
use crate::{for_each_rma_type, for_each_size, rma, runtime};

/// Rows of the two routines' names, the element, the pointee.
macro_rules! put_signals {
    ($($put:ident $nbi:ident: $element:ty, $pointee:ty;)*) => {$(
        context_routines! {
            /// Copies to a PE and then updates a signal word there: who sees the signal sees the data.
            fn $put(
                dest: *mut $pointee, source: *const $pointee, nelems: usize,
                sig_addr: *mut u64, signal: u64, sig_op: c_int; pe
            ) {
                // SAFETY: the caller's promise.
                unsafe { rma::put::<$element>(dest.cast(), source.cast(), nelems, pe) };
                // SAFETY: the caller's promise.
                unsafe { amo::signal(sig_addr, signal, sig_op, pe) };
            }
            /// Begins what the blocking form does; the source is in use until quiet.
            fn $nbi(
                dest: *mut $pointee, source: *const $pointee, nelems: usize,
                sig_addr: *mut u64, signal: u64, sig_op: c_int; pe
            ) {
                // SAFETY: the caller's promise.
                unsafe { rma::put::<$element>(dest.cast(), source.cast(), nelems, pe) };
                // SAFETY: the caller's promise.
                unsafe { amo::signal(sig_addr, signal, sig_op, pe) };
            }
        }
    )*};
}

put_signals! { putmem_signal putmem_signal_nbi: u8, c_void; }

macro_rules! sized {
    ($($bits:literal: $ty:ty),* $(,)?) => { ::pastey::paste! {
        put_signals! { $([<put $bits _signal>] [<put $bits _signal_nbi>]: $ty, c_void;)* }
    } };
}
for_each_size!(sized);

macro_rules! typed {
    ($($name:ident: $ty:ty),* $(,)?) => { ::pastey::paste! {
        put_signals! { $([<$name _put_signal>] [<$name _put_signal_nbi>]: $ty, $ty;)* }
    } };
}
for_each_rma_type!(typed);

context_routines! {
    /// Adds to a signal word on a PE.
    fn signal_add(sig_addr: *mut u64, signal: u64; pe) {
        // SAFETY: the caller's promise.
        unsafe { amo::signal(sig_addr, signal, crate::abi::SHMEM_SIGNAL_ADD, pe) }
    }
    /// Sets a signal word on a PE.
    fn signal_set(sig_addr: *mut u64, signal: u64; pe) {
        // SAFETY: the caller's promise.
        unsafe { amo::signal(sig_addr, signal, crate::abi::SHMEM_SIGNAL_SET, pe) }
    }
}

routines! {
    /// Reads this PE's own signal word.
    fn shmem_signal_fetch(sig_addr: *const u64) -> u64 {
        // SAFETY: the caller's promise; the word on this PE is the word itself.
        unsafe { amo::fetch(sig_addr, runtime::my_pe() as c_int) }
    }
}
