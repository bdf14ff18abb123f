//! The standard's constants: the installed header's where C code that is linked in may meet them,
//! this crate's where the library has nothing to say.

use core::ffi::{c_int, c_long};

pub use shmem_core::types::*;

use super::constants;

macro_rules! constants {
    (of the header: $($name:ident: $ty:ty;)*) => {
        $(#[doc = concat!("`", stringify!($name), "` of the installed header.")]
        pub const $name: $ty = constants::$name;)*
    };
    (of this crate: $($name:ident: $ty:ty = $value:expr;)*) => {
        $(#[doc = concat!("`", stringify!($name), "` of the standard.")]
        pub const $name: $ty = $value;)*
    };
}

constants! { of the header:
    SHMEM_MAX_NAME_LEN: c_int;
    SHMEM_VENDOR_STRING: &str;

    SHMEM_THREAD_SINGLE: c_int;
    SHMEM_THREAD_FUNNELED: c_int;
    SHMEM_THREAD_SERIALIZED: c_int;
    SHMEM_THREAD_MULTIPLE: c_int;

    SHMEM_CTX_PRIVATE: c_long;
    SHMEM_CTX_SERIALIZED: c_long;
    SHMEM_CTX_NOSTORE: c_long;

    SHMEM_SIGNAL_SET: c_int;
    SHMEM_SIGNAL_ADD: c_int;

    SHMEM_MALLOC_ATOMICS_REMOTE: c_long;
    SHMEM_MALLOC_SIGNAL_REMOTE: c_long;

    SHMEM_TEAM_NUM_CONTEXTS: c_long;

    SHMEM_CMP_EQ: c_int;
    SHMEM_CMP_NE: c_int;
    SHMEM_CMP_GT: c_int;
    SHMEM_CMP_LE: c_int;
    SHMEM_CMP_LT: c_int;
    SHMEM_CMP_GE: c_int;

    SHMEM_SYNC_VALUE: c_long;
    SHMEM_SYNC_SIZE: c_int;
    SHMEM_BARRIER_SYNC_SIZE: c_int;
    SHMEM_BCAST_SYNC_SIZE: c_int;
    SHMEM_COLLECT_SYNC_SIZE: c_int;
    SHMEM_REDUCE_SYNC_SIZE: c_int;
    SHMEM_ALLTOALL_SYNC_SIZE: c_int;
    SHMEM_ALLTOALLS_SYNC_SIZE: c_int;
    SHMEM_REDUCE_MIN_WRKDATA_SIZE: c_int;
}

constants! { of this crate:
    SHMEM_MAJOR_VERSION: c_int = 1;
    SHMEM_MINOR_VERSION: c_int = 6;

    SHMEM_TEAM_INVALID: shmem_team_t = shmem_team_t::NULL;

    SHMEM_CTX_INVALID: shmem_ctx_t = shmem_ctx_t::NULL;
    SHMEM_CTX_SESSION_TOTAL_OPS: c_long = 1;
    SHMEM_CTX_SESSION_BATCH: c_long = 1;

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
