//! Puts that carry a signal, and operations on signal words.

use core::ffi::{c_int, c_void};

use shmem_core::{for_each_rma_type, for_each_size};

use crate::engine::signal;
use crate::{SHMEM_SIGNAL_ADD, SHMEM_SIGNAL_SET};

/// Rows of the two routines' names, the element, the pointee.
macro_rules! put_signals {
    ($($put:ident $nbi:ident: $element:ty, $pointee:ty;)*) => {$(
        context_routines! {
            /// Copies to a PE and then updates a signal word there: who sees the signal sees the data.
            fn $put(
                dest: *mut $pointee, source: *const $pointee, nelems: usize,
                sig_addr: *mut u64, signal: u64, sig_op: c_int; at
            ) {
                let update = (sig_addr, signal, sig_op);
                // SAFETY: the caller's promise.
                unsafe { signal::put::<$element>(dest.cast(), source.cast(), nelems, update, at) };
            }
            /// Begins what the blocking form does; the source is in use until quiet.
            fn $nbi(
                dest: *mut $pointee, source: *const $pointee, nelems: usize,
                sig_addr: *mut u64, signal: u64, sig_op: c_int; at
            ) {
                let update = (sig_addr, signal, sig_op);
                // SAFETY: the caller's promise.
                unsafe { signal::put_nbi::<$element>(dest.cast(), source.cast(), nelems, update, at) };
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
    fn signal_add(sig_addr: *mut u64, signal: u64; at) {
        // SAFETY: the caller's promise.
        unsafe { signal::update((sig_addr, signal, SHMEM_SIGNAL_ADD), at) }
    }
    /// Sets a signal word on a PE.
    fn signal_set(sig_addr: *mut u64, signal: u64; at) {
        // SAFETY: the caller's promise.
        unsafe { signal::update((sig_addr, signal, SHMEM_SIGNAL_SET), at) }
    }
}

routines! {
    /// Reads this PE's own signal word.
    fn shmem_signal_fetch(sig_addr: *const u64) -> u64 {
        // SAFETY: the caller's promise.
        unsafe { signal::fetch(sig_addr) }
    }
}
