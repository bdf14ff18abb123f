//! The C library's routines, as `routines.rs` lists them. What the library lacks is not declared:
//! its users stand under the same `shmem_has_FAMILY`.

#![allow(non_camel_case_types, reason = "these are C names")]
#![allow(unsafe_code, reason = "declarations of C routines")]

use core::ffi::{
    c_char, c_int, c_long, c_longlong, c_short, c_uint, c_ulong, c_ulonglong, c_ushort, c_void,
};

/// The library's context handle: a pointer wide in every library.
pub(crate) type shmem_ctx_t = *mut c_void;
/// C's `float complex` behind a pointer.
pub(crate) type c_complexf = [f32; 2];
/// C's `double complex` behind a pointer.
pub(crate) type c_complexd = [f64; 2];

macro_rules! declare {
    (needed: $(fn $name:ident($($arg:ident: $ty:ty),*) $(-> $ret:ty)?;)*) => {
        unsafe extern "C" {
            $(pub(crate) fn $name($($arg: $ty),*) $(-> $ret)?;)*
        }
    };
    ($family:ident: $($(#[$attr:meta])* fn $name:ident($($arg:ident: $ty:ty),*) $(-> $ret:ty)?;)*) => { ::pastey::paste! {
        #[cfg([<shmem_has_ $family>])]
        unsafe extern "C" {
            $($(#[$attr])* pub(crate) fn $name($($arg: $ty),*) $(-> $ret)?;)*
        }
    } };
}
for_each_routine!(declare);

// What the header spells as macros, made functions by `shim.c`.
unsafe extern "C" {
    /// `SHMEM_CTX_DEFAULT`: in some libraries a variable, which init may set.
    pub(crate) fn shmem_sys_ctx_default() -> shmem_ctx_t;
}
