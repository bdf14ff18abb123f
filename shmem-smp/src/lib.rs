//! A complete OpenSHMEM 1.6 runtime for one node.

pub mod abi;
mod coll;
pub mod layout;
pub mod segment;
pub mod tables;

pub use abi::{Complex, LongDouble};
