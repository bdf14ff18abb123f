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
//! to install. The feature `system` takes the machine's C library and wins over `bundled`;
//! `SHMEM_SYS_PROVIDER=bundled` or `=system` at build time is above both, because features add up over a
//! graph of crates. A provider is a module that exports the whole API; [`provider`] names the one in use,
//! and [`origins`] says which routines are the library's own.
//!
//! ## Finding the C library
//!
//! The build script looks at these, and takes the first that it can use:
//!
//! | place | variables |
//! |---|---|
//! | directories and libraries named outright | `SHMEM_SYS_LIB_DIR`, `SHMEM_SYS_INCLUDE_DIR` (lists like `PATH`), `SHMEM_SYS_LIBS` (names, `,` between) |
//! | the wrapper compiler that is named | `OSHCC` |
//! | `oshcc`, `shmemcc` | `PATH` |
//! | `pkg-config` | `PKG_CONFIG`, `PKG_CONFIG_PATH` |
//! | Cray's module | `CRAY_OPENSHMEMX_DIR` |
//!
//! The first two are not mixed with the others. `SHMEM_SYS_LAUNCHER` names the launcher, where it is not
//! beside the library's compiler. When none can be used, the build fails with the list of places and why
//! each was refused.
//!
//! A library outside of the loader's directories must be found when the program starts: `cargo shmem run`
//! sees to that. Other programs can carry a run path, which each package has to set for itself: depend on
//! this crate and say in `build.rs`
//!
//! ```no_run
//! if let Ok(dirs) = std::env::var("DEP_SHMEM_RPATH") { println!("cargo::rustc-link-arg=-Wl,-rpath,{dirs}"); }
//! ```
//!
//! Build scripts of packages that depend on this one are also told `DEP_SHMEM_PROVIDER`, `…_LIBDIR`,
//! `…_INCLUDE` (for C code of their own; a list like `PATH`), `…_LIBRARY`, `…_VERSION` and `…_LAUNCHER`.

#[cfg(shmem_provider = "bundled")]
mod bundled;
#[cfg(shmem_provider = "bundled")]
use bundled as backend;

#[cfg(shmem_provider = "system")]
#[allow(unreachable_pub, reason = "public as in the bundled runtime's crate, for the same skin")]
mod system;
#[cfg(shmem_provider = "system")]
use system as backend;

#[cfg(all(feature = "c-twins", shmem_provider = "bundled"))]
#[doc(hidden)]
pub mod for_c;
mod raw;

use backend::engine;
pub use backend::*;
pub use raw::*;
pub use shmem_core::Agreed;
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

pub mod beside_mpi;
mod library;
mod origins;

pub use library::{Library, library};
pub use origins::{Family, Origin, origins};

/// Which library is underneath.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Provider {
    /// The runtime that comes with these crates.
    Bundled,
    /// The machine's C library, which [`library`] describes.
    System,
}

/// Which library is underneath.
#[must_use]
pub fn provider() -> Provider {
    if cfg!(shmem_provider = "system") { Provider::System } else { Provider::Bundled }
}
