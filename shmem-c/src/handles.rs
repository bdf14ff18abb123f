//! The predefined handles as objects of C: `extern const shmem_ctx_t SHMEM_CTX_DEFAULT;`.

#![allow(unsafe_code, reason = "gives objects the names that C programs link to")]

use shmem_sys::{shmem_ctx_t, shmem_team_t};

macro_rules! handles {
    ($($name:ident: $ty:ty;)*) => {$(
        #[unsafe(no_mangle)]
        static $name: $ty = shmem_smp::$name();
    )*};
}

handles! {
    SHMEM_CTX_DEFAULT: shmem_ctx_t;
    SHMEM_TEAM_WORLD: shmem_team_t;
    SHMEM_TEAM_SHARED: shmem_team_t;
}
