//! The machine's C library as a provider: what it has is called, what it lacks is made of that.
//!
//! * `native` declares the library's routines, `constants` has its numbers; `library` is what it says
//!   of itself, `faults` what is known to be wrong with it and `routines` what it lacks.
//! * `target` and `context` say where an operation goes; `rma`, `amo`, `signal` and `order` pass it on.
//! * `wait`, `progress` and `end` are how PEs wait and how jobs end; `p2p` and `lock` stand on them.
//! * `channel` is how members of a team meet and compare what they are in, `team` their handles, `coll`
//!   and `active_set` what they do together; `heap` and `setup` are entered by a meeting of all.

#[macro_use]
mod routines;

mod abi;
mod active_set;
mod agree;
mod amo;
mod banner;
mod channel;
mod coll;
pub(crate) mod constants;
mod context;
mod end;
pub(crate) mod engine;
mod environment;
mod exit;
mod faults;
mod heap;
mod library;
mod lock;
pub(crate) mod native;
mod order;
mod p2p;
mod progress;
mod rma;
mod setup;
mod signal;
mod target;
mod team;
mod wait;

pub use abi::*;
pub use agree::agree;
pub use context::SHMEM_CTX_DEFAULT;
pub use team::{SHMEM_TEAM_SHARED, SHMEM_TEAM_WORLD};
