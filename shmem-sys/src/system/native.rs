//! The C library's routines, as `routines.rs` lists them. What the library lacks is not declared:
//! its users stand under the same `shmem_has_FAMILY`.

#![allow(non_camel_case_types, reason = "these are C names")]
#![allow(unsafe_code, reason = "declarations of C routines")]

use core::ffi::{c_char, c_int, c_long, c_short, c_uint, c_ulong, c_void};

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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// That this links is most of the test: the linker finds every routine that is declared.
    #[test]
    fn every_routine_is_there() {
        let mut addresses = vec![shmem_sys_ctx_default as *const c_void];
        macro_rules! take {
            (needed: $(fn $name:ident $arguments:tt $(-> $ret:ty)?;)*) => {
                addresses.extend([$($name as *const c_void),*]);
            };
            ($family:ident: $($(#[$attr:meta])* fn $name:ident $arguments:tt $(-> $ret:ty)?;)*) => { ::pastey::paste! {
                #[cfg([<shmem_has_ $family>])]
                addresses.extend([$($name as *const c_void),*]);
            } };
        }
        for_each_routine!(take);
        let distinct: BTreeSet<_> = addresses.iter().collect();
        assert!(!distinct.contains(&std::ptr::null()));
        // Types of one size may share a routine, but `put` and `get` never do.
        assert_ne!(shmem_putmem as *const c_void, shmem_getmem as *const c_void);
    }
}
