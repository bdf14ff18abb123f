//! What every provider of the OpenSHMEM API shares, and no program needs by itself.
//!
//! * [`types`]: the standard's C types; constants differ between libraries and stay with them.
//! * [`copy`]: the one routine that moves bytes of memory that others may be writing.
//! * [`tables`]: the standard's type sets, each once.
//! * [`record`]: what a PE says about the collective it is in, so that members can compare.
//! * [`ops`]: the operations of reductions and scans.
//! * [`triplet`]: teams as numbers.

pub mod copy;
pub mod ops;
pub mod record;
pub mod tables;
pub mod triplet;
pub mod types;

pub use types::*;
