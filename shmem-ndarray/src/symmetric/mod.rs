//! Symmetric arrays: one of the same shape on every PE.
//!
//! An array is a [`SymArrayBase`]: a storage, which is symmetric memory of shmem's, and a layout, which says which of its
//! elements are the array's, and in what order. Views share the storage's whole slice and have another layout; on
//! a PE they are a [`RemoteArray`]. All access goes through shmem's slices, which check it once more, so nothing here
//! is unsafe.

mod access;
mod agree;
mod atomics;
mod base;
mod collectives;
mod contents;
mod create;
mod elements;
mod epoch;
mod get;
mod layout;
#[cfg(feature = "npy")]
mod npy;
mod parts;
mod put;
mod remote;
mod runs;
mod scope;
mod signals;
mod storage;
mod transfer;
mod views;
mod wait;

pub use atomics::{AtomicArray, AtomicArrayView};
pub use base::{
    FrozenArray, FrozenArrayView, LocalArray, RemoteArray, SymArray, SymArray1, SymArray2,
    SymArray3, SymArray4, SymArray5, SymArray6, SymArrayBase, SymArrayD, SymArrayView,
};
pub use collectives::{
    And, ArrayCollectives, Located, Max, Min, Or, Prod, ReduceOp, ReduceOpAlong, Sum, TeamArrays,
    Xor,
};
pub use contents::Contents;
pub use elements::{Readable, Writable};
pub use scope::ScopedArrays;
pub use signals::{SignalArray, SignalArrayView};
pub use storage::{Shared, Storage};
pub use wait::{ArrayArrivals, ArrayGoal, ArrayWaitSet};
