//! The machine's C library as a provider: what it has is called, what it lacks is made of that.
//!
//! * `native` declares the library's routines, `constants` has its numbers; `library` is what it says
//!   of itself, `faults` what is known to be wrong with it and `routines` what it lacks.
//! * `target` and `context` say where an operation goes; `rma`, `amo`, `signal` and `order` pass it on.
//! * `setup` begins and ends it all; `child` keeps processes that a PE starts from being that PE.
//! * `wait`, `progress` and `end` are how PEs wait and how jobs end; `p2p` and `lock` stand on them.
//! * `channel` is how members of a team meet and compare what they are in, `team` their handles, `coll`
//!   and `active_set` what they do together; `heap` and `setup` are entered by a meeting of all.

#[macro_use]
mod routines;

mod abi;
pub(crate) mod active_set;
mod agree;
pub(crate) mod amo;
mod banner;
mod channel;
mod child;
pub(crate) mod coll;
pub(crate) mod constants;
pub(crate) mod context;
mod end;
pub(crate) mod engine;
mod environment;
mod exit;
mod faults;
pub(crate) mod heap;
mod library;
pub(crate) mod lock;
pub(crate) mod mpi;
pub(crate) mod native;
pub(crate) mod order;
pub(crate) mod p2p;
mod progress;
pub(crate) mod rma;
pub(crate) mod setup;
pub(crate) mod signal;
pub(crate) mod target;
pub(crate) mod team;
mod wait;

pub use abi::*;
pub use agree::agree;
pub use context::SHMEM_CTX_DEFAULT;
pub use team::{SHMEM_TEAM_SHARED, SHMEM_TEAM_WORLD};
