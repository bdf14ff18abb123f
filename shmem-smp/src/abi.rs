//! The standard's C types and constants, under their C names.

#![allow(non_camel_case_types, reason = "these are the standard's C names")]

use core::ffi::{c_int, c_long, c_void};

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
        pub struct $name(pub(crate) *const c_void);

        impl $name {
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

macro_rules! constants {
    ($($(#[$meta:meta])* $name:ident: $ty:ty = $value:expr;)*) => {
        $($(#[$meta])* #[doc = concat!("`", stringify!($name), "` of the standard.")]
        pub const $name: $ty = $value;)*
    };
}

constants! {
    SHMEM_MAJOR_VERSION: c_int = 1;
    SHMEM_MINOR_VERSION: c_int = 6;
    SHMEM_MAX_NAME_LEN: c_int = 256;
    SHMEM_VENDOR_STRING: &str = concat!("shmem-smp ", env!("CARGO_PKG_VERSION"));

    SHMEM_THREAD_SINGLE: c_int = 0;
    SHMEM_THREAD_FUNNELED: c_int = 1;
    SHMEM_THREAD_SERIALIZED: c_int = 2;
    SHMEM_THREAD_MULTIPLE: c_int = 3;

    SHMEM_TEAM_INVALID: shmem_team_t = shmem_team_t(core::ptr::null());
    SHMEM_TEAM_NUM_CONTEXTS: c_long = 1;

    SHMEM_CTX_INVALID: shmem_ctx_t = shmem_ctx_t(core::ptr::null());
    SHMEM_CTX_PRIVATE: c_long = 1;
    SHMEM_CTX_SERIALIZED: c_long = 2;
    SHMEM_CTX_NOSTORE: c_long = 4;
    SHMEM_CTX_SESSION_TOTAL_OPS: c_long = 1;
    SHMEM_CTX_SESSION_BATCH: c_long = 1;

    SHMEM_SIGNAL_SET: c_int = 0;
    SHMEM_SIGNAL_ADD: c_int = 1;

    SHMEM_MALLOC_ATOMICS_REMOTE: c_long = 1;
    SHMEM_MALLOC_SIGNAL_REMOTE: c_long = 2;

    SHMEM_CMP_EQ: c_int = 0;
    SHMEM_CMP_NE: c_int = 1;
    SHMEM_CMP_GT: c_int = 2;
    SHMEM_CMP_LE: c_int = 3;
    SHMEM_CMP_LT: c_int = 4;
    SHMEM_CMP_GE: c_int = 5;

    SHMEM_SYNC_VALUE: c_long = 0;
    SHMEM_SYNC_SIZE: c_int = 16;
    SHMEM_BARRIER_SYNC_SIZE: c_int = SHMEM_SYNC_SIZE;
    SHMEM_BCAST_SYNC_SIZE: c_int = SHMEM_SYNC_SIZE;
    SHMEM_COLLECT_SYNC_SIZE: c_int = SHMEM_SYNC_SIZE;
    SHMEM_REDUCE_SYNC_SIZE: c_int = SHMEM_SYNC_SIZE;
    SHMEM_ALLTOALL_SYNC_SIZE: c_int = SHMEM_SYNC_SIZE;
    SHMEM_ALLTOALLS_SYNC_SIZE: c_int = SHMEM_SYNC_SIZE;
    SHMEM_REDUCE_MIN_WRKDATA_SIZE: c_int = 1;

    _SHMEM_MAJOR_VERSION: c_int = SHMEM_MAJOR_VERSION;
    _SHMEM_MINOR_VERSION: c_int = SHMEM_MINOR_VERSION;
    _SHMEM_MAX_NAME_LEN: c_int = SHMEM_MAX_NAME_LEN;
    _SHMEM_VENDOR_STRING: &str = SHMEM_VENDOR_STRING;
    _SHMEM_CMP_EQ: c_int = SHMEM_CMP_EQ;
    _SHMEM_CMP_NE: c_int = SHMEM_CMP_NE;
    _SHMEM_CMP_GT: c_int = SHMEM_CMP_GT;
    _SHMEM_CMP_LE: c_int = SHMEM_CMP_LE;
    _SHMEM_CMP_LT: c_int = SHMEM_CMP_LT;
    _SHMEM_CMP_GE: c_int = SHMEM_CMP_GE;
    _SHMEM_SYNC_VALUE: c_long = SHMEM_SYNC_VALUE;
    _SHMEM_BARRIER_SYNC_SIZE: c_int = SHMEM_BARRIER_SYNC_SIZE;
    _SHMEM_BCAST_SYNC_SIZE: c_int = SHMEM_BCAST_SYNC_SIZE;
    _SHMEM_COLLECT_SYNC_SIZE: c_int = SHMEM_COLLECT_SYNC_SIZE;
    _SHMEM_REDUCE_SYNC_SIZE: c_int = SHMEM_REDUCE_SYNC_SIZE;
    _SHMEM_REDUCE_MIN_WRKDATA_SIZE: c_int = SHMEM_REDUCE_MIN_WRKDATA_SIZE;
}
