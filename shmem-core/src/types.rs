//! The standard's C types, under their C names.

#![allow(non_camel_case_types, reason = "these are the standard's C names")]

use core::ffi::{c_int, c_void};

pub use num_complex::Complex;

/// C's `long double`: 16 bytes that can be moved but, in Rust, not computed with.
#[repr(C, align(16))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LongDouble(pub [u8; 16]);

macro_rules! handle {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[repr(transparent)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name(*const c_void);

        impl $name {
            /// The handle that names nothing.
            pub const NULL: Self = Self(core::ptr::null());

            /// The handle that C sees as this pointer.
            ///
            /// Safe code cannot make one up:
            ///
            /// ```compile_fail,E0133
            #[doc = concat!("let forged = shmem_core::", stringify!($name), "::from_ptr(8 as *const _);")]
            /// ```
            ///
            /// # Safety
            ///
            /// The provider in use must have given it out: it is followed where handles are used.
            #[must_use]
            #[allow(unsafe_code, reason = "handles are followed")]
            pub const unsafe fn from_ptr(handle: *const c_void) -> Self {
                Self(handle)
            }

            /// The handle as C sees it.
            #[must_use]
            pub const fn as_ptr(self) -> *const c_void {
                self.0
            }
        }
    };
}

handle! {
    /// A communication context: `shmem_ctx_t`.
    shmem_ctx_t
}
handle! {
    /// A team of PEs: `shmem_team_t`.
    shmem_team_t
}

// SAFETY: a handle is a name. The routines it is passed to say which threads may use it.
#[allow(unsafe_code, reason = "handles are passed between threads by programs that may")]
unsafe impl Send for shmem_ctx_t {}
// SAFETY: as above; a shared handle is only copied.
#[allow(unsafe_code, reason = "handles are passed between threads by programs that may")]
unsafe impl Sync for shmem_ctx_t {}
// SAFETY: as for contexts.
#[allow(unsafe_code, reason = "handles are passed between threads by programs that may")]
unsafe impl Send for shmem_team_t {}
// SAFETY: as for contexts.
#[allow(unsafe_code, reason = "handles are passed between threads by programs that may")]
unsafe impl Sync for shmem_team_t {}

/// What a new team should be able to do.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct shmem_team_config_t {
    /// How many contexts the program means to have from the team at once.
    pub num_contexts: c_int,
}

/// What a session on a context will bring.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct shmem_ctx_session_config_t {
    /// How many operations, or `usize::MAX` when unknown.
    pub total_ops: usize,
}
