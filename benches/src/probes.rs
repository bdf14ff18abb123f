//! Calls of hot routines as a program makes them, for a look at what they are compiled to.
//!
//! `tests/assembly.rs` has these compiled for release and reads the result.

#![allow(unsafe_code, reason = "raw API, and names that can be found in the assembly")]

use core::ffi::{c_int, c_long, c_void};

use shmem_sys::*;

macro_rules! probes {
    ($(fn $name:ident($($arg:ident: $ty:ty),*) $(-> $ret:ty)? = $call:expr;)*) => {$(
        #[doc = concat!("`", stringify!($call), "`")]
        ///
        /// # Safety
        ///
        /// As for the routine called.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name($($arg: $ty),*) $(-> $ret)? {
            // SAFETY: the caller's promise.
            unsafe { $call }
        }
    )*};
}

probes! {
    fn probe_putmem_8(dest: *mut c_void, source: *const c_void, pe: c_int) = shmem_putmem(dest, source, 8, pe);
    fn probe_getmem_8(dest: *mut c_void, source: *const c_void, pe: c_int) = shmem_getmem(dest, source, 8, pe);
    fn probe_long_put_1(dest: *mut c_long, source: *const c_long, pe: c_int) = shmem_long_put(dest, source, 1, pe);
    fn probe_long_p(dest: *mut c_long, value: c_long, pe: c_int) = shmem_long_p(dest, value, pe);
    fn probe_long_g(source: *const c_long, pe: c_int) -> c_long = shmem_long_g(source, pe);
    fn probe_long_atomic_fetch(source: *const c_long, pe: c_int) -> c_long = shmem_long_atomic_fetch(source, pe);
    fn probe_putmem_n(dest: *mut c_void, source: *const c_void, n: usize, pe: c_int) = shmem_putmem(dest, source, n, pe);
}
