//! Inits: those of C programs make static variables symmetric. Children of forks have their own.

#![allow(unsafe_code, reason = "gives functions the names that C programs link to")]

use core::ffi::c_int;

use shmem_smp::statics;

use crate::exports::{export, jump};

/// Called when the library is loaded, before the program's own constructors.
#[used]
#[unsafe(link_section = ".init_array.00101")]
static AT_START: extern "C" fn() = watch_forks;

extern "C" fn watch_forks() {
    statics::watch_forks();
}

extern "C" fn init() {
    statics::want();
    // SAFETY: it asks for nothing.
    unsafe { shmem_sys::shmem_init() };
}

unsafe extern "C" fn init_thread(requested: c_int, provided: *mut c_int) -> c_int {
    statics::want();
    // SAFETY: the caller's promise.
    unsafe { shmem_sys::shmem_init_thread(requested, provided) }
}

unsafe extern "C" fn start_pes(npes: c_int) {
    statics::want();
    // SAFETY: the caller's promise.
    unsafe { shmem_sys::start_pes(npes) };
}

export! {
    shmem_init = init;
    shmem_init_thread = init_thread;
    start_pes = start_pes;
}
