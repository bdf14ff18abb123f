//! A complete OpenSHMEM 1.6 runtime for one node.

pub mod abi;
pub mod activity;
mod agree;
mod amo;
mod banner;
mod coll;
mod context;
mod copy;
mod cores;
mod deadlock;
mod end;
mod heap;
mod init;
mod job;
pub mod launch;
pub mod layout;
mod lock;
mod p2p;
mod protocol;
pub mod raw;
mod rma;
mod runtime;
pub mod segment;
pub mod tables;
mod team;
mod wait;

pub use abi::*;
pub use agree::{Agreed, agree};
pub use context::SHMEM_CTX_DEFAULT;
pub use end::{EndedBy, ended};

pub use team::{SHMEM_TEAM_SHARED, SHMEM_TEAM_WORLD};
