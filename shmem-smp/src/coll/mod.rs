//! Collectives: how members meet, what they compare, and the algorithms.

pub(crate) mod active_set;
mod alltoall;
pub(crate) mod barrier;
mod broadcast;
mod call;
pub(crate) mod calls;
mod checks;
mod collect;
mod fold;
pub(crate) mod meeting;
mod reduce;
mod scan;
pub(crate) mod set_calls;
mod space;
pub(crate) mod team_meeting;
#[cfg(test)]
mod tests;

pub(crate) use alltoall::{alltoall, alltoalls};
pub(crate) use broadcast::broadcast;
pub(crate) use call::Call;
pub(crate) use collect::{collect, fcollect};
pub(crate) use reduce::reduce;
pub use scan::Scan;
pub(crate) use scan::scan;
pub(crate) use shmem_core::{ops, record};
pub(crate) use space::SymmetricHeap;
