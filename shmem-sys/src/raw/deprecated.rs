//! Old spellings, which libraries still owe: names of before 1.2 and 1.4.

use core::ffi::{c_int, c_long, c_void};

use super::*;
use crate::SHMEM_CMP_NE;
use crate::engine::setup;

/// Old names and the routine each stands for.
macro_rules! old_names {
    ($($old:ident($($arg:ident: $ty:ty),*) $(-> $ret:ty)? = $new:ident;)*) => { routines! { $(
        #[doc = concat!("The old spelling of `", stringify!($new), "`.")]
        fn $old($($arg: $ty),*) $(-> $ret)? {
            // SAFETY: the caller's promise.
            unsafe { $new($($arg),*) }
        }
    )* } };
}

old_names! {
    _my_pe() -> c_int = shmem_my_pe;
    _num_pes() -> c_int = shmem_n_pes;
    shmalloc(size: usize) -> *mut c_void = shmem_malloc;
    shfree(ptr: *mut c_void) = shmem_free;
    shrealloc(ptr: *mut c_void, size: usize) -> *mut c_void = shmem_realloc;
    shmemalign(alignment: usize, size: usize) -> *mut c_void = shmem_align;
    shmem_wait_until(ivar: *mut c_long, cmp: c_int, cmp_value: c_long) = shmem_long_wait_until;
    shmem_wait(ivar: *mut c_long, cmp_value: c_long) = shmem_long_wait;
}

routines! {
    /// Joins the job; the process's end is its finalize. The argument means nothing.
    fn start_pes(npes: c_int) {
        let _ = npes;
        setup::start_pes();
    }
}

macro_rules! waits {
    ($($name:ident: $ty:ty),* $(,)?) => { ::pastey::paste! { routines! { $(
        /// Waits until the word is no longer `cmp_value`.
        fn [<shmem_ $name _wait>](ivar: *mut $ty, cmp_value: $ty) {
            // SAFETY: the caller's promise.
            unsafe { [<shmem_ $name _wait_until>](ivar, SHMEM_CMP_NE, cmp_value) }
        }
    )* } } };
}
shmem_core::for_each_old_wait_type!(waits);

macro_rules! amo_standard {
    ($($name:ident: $ty:ty),* $(,)?) => { ::pastey::paste! { old_names! { $(
        [<shmem_ $name _cswap>](dest: *mut $ty, cond: $ty, value: $ty, pe: c_int) -> $ty
            = [<shmem_ $name _atomic_compare_swap>];
        [<shmem_ $name _finc>](dest: *mut $ty, pe: c_int) -> $ty = [<shmem_ $name _atomic_fetch_inc>];
        [<shmem_ $name _inc>](dest: *mut $ty, pe: c_int) = [<shmem_ $name _atomic_inc>];
        [<shmem_ $name _fadd>](dest: *mut $ty, value: $ty, pe: c_int) -> $ty
            = [<shmem_ $name _atomic_fetch_add>];
        [<shmem_ $name _add>](dest: *mut $ty, value: $ty, pe: c_int) = [<shmem_ $name _atomic_add>];
    )* } } };
}
shmem_core::for_each_old_amo_standard_type!(amo_standard);

macro_rules! amo_extended {
    ($($name:ident: $ty:ty),* $(,)?) => { ::pastey::paste! { old_names! { $(
        [<shmem_ $name _fetch>](source: *const $ty, pe: c_int) -> $ty = [<shmem_ $name _atomic_fetch>];
        [<shmem_ $name _set>](dest: *mut $ty, value: $ty, pe: c_int) = [<shmem_ $name _atomic_set>];
        [<shmem_ $name _swap>](dest: *mut $ty, value: $ty, pe: c_int) -> $ty
            = [<shmem_ $name _atomic_swap>];
    )* } } };
}
shmem_core::for_each_old_amo_extended_type!(amo_extended);
