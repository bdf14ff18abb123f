//! Symmetric arrays: one of the same shape on every PE.

mod access;
mod agree;
mod base;
mod create;
mod elements;
mod layout;
mod remote;
mod runs;
mod scope;
mod storage;
mod transfer;
mod views;

pub use base::{
    FrozenArray, FrozenArrayView, LocalArray, RemoteArray, SymArray, SymArray1, SymArray2,
    SymArray3, SymArray4, SymArray5, SymArray6, SymArrayBase, SymArrayD, SymArrayView,
};
pub use elements::{Readable, Writable};
pub use scope::ScopedArrays;
pub use storage::{Shared, Storage};
