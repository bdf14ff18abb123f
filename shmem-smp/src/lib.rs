//! A complete OpenSHMEM 1.6 runtime for one node, in Rust.
//!
//! The PEs of a job are processes. They share one memfd [`segment`]: a control block and every PE's
//! symmetric heap, at a fixed stride, so a put is a copy and an atomic operation is the processor's own.
//! Programs use it through `shmem-sys`, which gives [`engine`] the standard's names, or through the safe
//! crate `shmem`; [`launch`] starts jobs and watches over them.
//!
//! From the bottom up:
//!
//! * [`layout`] says what stands where in the segment; `job` is how a process finds its segment and
//!   claims its rank; `runtime` is the process's place in the job; `end` how a job ends before its
//!   time.
//! * `protocol` has the synchronisation protocols over abstract words, which loom checks; `wait` runs
//!   them over the segment and the kernel; [`activity`] (that of `shmem-core`) shows what a PE waits for.
//! * `rma`, `amo`, `signal`, `p2p`, `lock` and `heap` are chapters of the standard, on top of the one
//!   routine that touches memory others may be writing, `shmem_core::copy`.
//! * [`statics`] makes the variables of a C program symmetric.
//! * `team` and `context` are the handles. `coll` is how members meet and compare what they are in; the
//!   algorithms are `shmem_core::coll`.
//! * [`engine`] lists what the standard's names are made of.

pub mod abi;
mod agree;
mod amo;
mod banner;
mod coll;
mod context;
mod cores;
mod end;
pub mod engine;
mod heap;
pub mod images;
mod init;
mod job;
pub mod launch;
pub mod layout;
mod lock;
mod order;
mod p2p;
mod protocol;
mod rma;
mod room;
mod runtime;
pub mod segment;
mod signal;
pub mod statics;
mod target;
mod team;
mod wait;

pub use abi::*;
pub use agree::agree;
pub use context::SHMEM_CTX_DEFAULT;
pub use end::{EndedBy, ended};
pub use shmem_core::activity;

pub use team::{SHMEM_TEAM_SHARED, SHMEM_TEAM_WORLD};
