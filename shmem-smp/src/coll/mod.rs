//! Collectives: how members meet, what they compare, and the algorithms.

pub(crate) mod active_set;
mod alltoall;
pub(crate) mod barrier;
mod broadcast;
mod call;
mod checks;
mod collect;
mod fold;
pub(crate) mod meeting;
mod ops;
pub(crate) mod record;
mod reduce;
mod scan;
mod space;
pub(crate) mod team_meeting;
#[cfg(test)]
mod tests;

pub(crate) use alltoall::{alltoall, alltoalls};
pub(crate) use broadcast::broadcast;
pub(crate) use call::Call;
pub(crate) use collect::{collect, fcollect};
pub(crate) use ops::{And, Kernel, Max, Min, Or, Prod, Sum, Xor};
pub(crate) use reduce::reduce;
pub(crate) use scan::{Scan, scan};
pub(crate) use space::SymmetricHeap;
