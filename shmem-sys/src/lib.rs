//! The raw OpenSHMEM 1.6 API: the standard's C names, types and constants, whichever library is
//! underneath.
//!
//! A C program can be carried over line by line: every routine is an `unsafe extern "C"` function of
//! the same name and arguments, `size_t` is `usize` and `ptrdiff_t` is `isize`. Three handles that C
//! spells as constants are functions here, because some libraries know them only at run time:
//! [`SHMEM_CTX_DEFAULT`], [`SHMEM_TEAM_WORLD`] and [`SHMEM_TEAM_SHARED`]. The type-generic macros of
//! C11 have no counterpart; call the typed routine they choose.
//!
//! ```
//! use shmem_sys::*;
//!
//! // SAFETY: initialised before and finalized after; the block is symmetric and long enough.
//! unsafe {
//!     shmem_init();
//!     let x = shmem_malloc(size_of::<i64>()) as *mut i64;
//!     shmem_long_p(x, 7, shmem_my_pe());
//!     shmem_barrier_all();
//!     assert_eq!(shmem_long_g(x, shmem_my_pe()), 7);
//!     shmem_free(x.cast());
//!     shmem_finalize();
//! }
//! ```
//!
//! # Providers
//!
//! The feature `bundled`, on by default, takes the runtime of the crate `shmem-smp`: one node, nothing
//! to install. A provider is a module that exports the whole API; [`provider`] names the one in use.

#[cfg(shmem_provider = "bundled")]
mod bundled;
#[cfg(shmem_provider = "bundled")]
use bundled as backend;

#[cfg(shmem_provider = "system")]
#[allow(dead_code, unreachable_pub, reason = "the engine over it is being written")]
mod system;

#[cfg(shmem_provider = "bundled")]
mod raw;

#[cfg(shmem_provider = "bundled")]
use backend::engine;
#[cfg(shmem_provider = "bundled")]
pub use backend::*;
#[cfg(shmem_provider = "bundled")]
pub use raw::*;
/// Copies bytes that other processes may be writing, or reading: what a program does with its own part of
/// symmetric memory, where an ordinary copy would be a data race. No library is called.
///
/// Not a routine of the standard: an extension on which safe layers build.
pub use shmem_core::copy::bytes as copy;
pub use shmem_core::{
    for_each_amo_bitwise_type, for_each_amo_extended_type, for_each_amo_standard_type,
    for_each_old_amo_extended_type, for_each_old_amo_standard_type, for_each_old_wait_type,
    for_each_old_wait_until_type, for_each_reduce_bitwise_type, for_each_reduce_minmax_type,
    for_each_reduce_sumprod_type, for_each_rma_type, for_each_size, for_each_to_all_bitwise_type,
    for_each_to_all_minmax_type, for_each_to_all_sumprod_type,
};

/// Which library is underneath.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Provider {
    /// The runtime that comes with these crates.
    Bundled,
}

/// Which library is underneath.
#[must_use]
pub fn provider() -> Provider {
    Provider::Bundled
}
