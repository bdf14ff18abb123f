//! `libsma`: the bundled runtime by the standard's C names, for C, C++ and Python programs.
//!
//! The routines are those of `shmem-sys`. Here each gets its C name, [`exports`], the handles that C
//! knows as objects get theirs, [`handles`], and [`long_double`] adds what Rust has no arithmetic for.
//! The headers are in `include/`.
//!
//! A Rust program that brings C code along takes this crate as a dependency and names it once
//! (`use sma as _;`): the C code's calls then reach the runtime that the Rust code uses.

mod exports;
mod handles;
mod long_double;
mod setup;
